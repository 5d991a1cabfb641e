package io.modelfactory.worker.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.artifact.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A zombie is a worker process that was paused, or cut off from its database, for longer than its lease, and continues
 * after another worker has finished its run. Its fencing token is stale: it changes no row of the ledger and no file of
 * the store, and publishes no new message.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ZombieIT {
    /** Dynamic members: a static one would be fenced by the second worker under the same name. */
    private static final String DYNAMIC_MEMBERS = "{ session.timeout.ms: 6000 }";

    private static final String STATIC_MEMBER = "{ group.instance.id: worker-0 }";
    private static final String STATIC_MEMBER_THAT_STAYS = "{ group.instance.id: worker-0, group.protocol: consumer }";

    private final ReferenceWorker reference = new ReferenceWorker("reference_of_zombies");
    private final AtomicInteger number = new AtomicInteger();

    @AfterAll
    void stopReferenceWorker() {
        reference.close();
    }

    /** In the transaction that publishes. */
    @Test
    void aZombieWritesNothing() {
        resumeAfterLeaseExpiry(
                ScenarioScript.PUBLISH_ONLY_RUN, InjectionPoint.parse("ledger.commit.before BUNDLE_PUBLISHED #1"));
    }

    @ParameterizedTest
    @Tag("chaos")
    @CsvSource({
        // in the middle of training
        "FULL_RUN, inside build.train #1",
        // in the transaction that ends the training
        "FULL_RUN, ledger.commit.before EVAL_READY #1",
        // in the middle of writing the model
        "FULL_RUN, artifact.write.half mf/train_runs/{run}/artifacts/model.ubj #1",
        // with the gate's receipt written, and the gate not passed
        "FULL_RUN, artifact.write.after mf/train_runs/{run}/gate/gate_receipt.json #1",
        // with the bundle in the registry, and no event sent
        "FULL_RUN, artifact.write.after registry/bundles/{bundle}/bundle_publication.json #1",
        "PUBLISH_ONLY_RUN, artifact.write.half registry/events/{bundle}/bundle_published_event.json #1"
    })
    void aZombieWritesNothingAtAnyPoint(ScenarioScript script, String point) {
        resumeAfterLeaseExpiry(script, InjectionPoint.parse(point));
    }

    /** In the middle of training. */
    @Test
    void delayedTrafficOfAZombieWritesNothing() {
        // It drops the run by its own clock once the lease time has passed, so that nothing is left to refuse.
        delayTrafficPastLeaseExpiry(ScenarioScript.FULL_RUN, "inside build.train #1", false);
    }

    /** In the transaction that publishes, with the run's row locked. */
    @Test
    @Tag("chaos")
    void delayedTrafficOfAZombieInATransactionWritesNothing() {
        delayTrafficPastLeaseExpiry(ScenarioScript.PUBLISH_ONLY_RUN, "ledger.commit.before BUNDLE_PUBLISHED #1", true);
    }

    /** @param inTransaction whether a transaction is open at the point, so that its commit has to be refused */
    private void delayTrafficPastLeaseExpiry(ScenarioScript script, String point, boolean inTransaction) {
        try (ChaosEnvironment environment = newEnvironment();
                NetworkProxy network = environment.networkToDatabase();
                InstrumentedWorkerProcess cutOff = environment.startWorkerBehind(network)) {
            continueAfterLeaseExpiry(
                    environment, script, InjectionPoint.parse(point), cutOff, network::blockTraffic, () -> {
                        long refusals = cutOff.rollbackCount();
                        cutOff.resume();
                        network.restoreTraffic();
                        if (inTransaction) {
                            cutOff.awaitRollbackAfter(refusals);
                        }
                    });
        }
    }

    /** With all files of the bundle in the registry but the record that makes it visible. */
    @Test
    void aZombieMakesNoBundleVisibleWhenAnotherWorkerHasFailedTheRun() {
        try (ChaosEnvironment environment = newEnvironment();
                InstrumentedWorkerProcess zombie = environment.startWorker()) {
            ChaosScenario scenario = new ChaosScenario(environment, "zombie-" + number);
            zombie.watch(Optional.of(
                    InjectionPoint.parse("artifact.write.after registry/bundles/{bundle}/bundle_manifest.json #1")));
            scenario.build("build", true, "FAILED");
            zombie.awaitHeld();
            zombie.pause();
            alterEvalReport(environment.storeRoot());

            try (InstrumentedWorkerProcess other = environment.startWorker()) {
                other.awaitEnd(scenario);
                List<String> ledger = environment.ledger().allRows();
                Set<String> sent = environment.topicObserver().distinctMessages();

                zombie.resume();
                zombie.stop();

                assertThat(environment.ledger().run(scenario.runKey().orElseThrow()))
                        .returns("FAIL", LedgerView.Run::state)
                        .returns(Optional.of("EVAL_REPORT_MISMATCH"), LedgerView.Run::failure);
                assertThat(environment.storeRoot().resolve("registry/bundles"))
                        .isDirectoryRecursivelyContaining("glob:**/bundle_manifest.json");
                assertThat(files(environment.storeRoot()).keySet())
                        .noneMatch(file -> file.contains("/registry/") && file.endsWith("bundle_publication.json"));
                assertThat(environment.ledger().allRows()).isEqualTo(ledger);
                assertThat(environment.topicObserver().distinctMessages()).isEqualTo(sent);
            }
        }
    }

    /** What the zombie has read before; the other worker finds another digest than the pinned one. */
    private static void alterEvalReport(Path storeRoot) {
        try {
            Path report = Path.of(files(storeRoot).keySet().stream()
                    .filter(file -> file.contains("/eval_report/er_"))
                    .findFirst()
                    .orElseThrow());
            Files.writeString(report, "{}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void resumeAfterLeaseExpiry(ScenarioScript script, InjectionPoint point) {
        try (ChaosEnvironment environment = newEnvironment();
                InstrumentedWorkerProcess paused = environment.startWorker()) {
            continueAfterLeaseExpiry(environment, script, point, paused, paused::pause, () -> {
                long refusals = paused.rollbackCount();
                paused.resume();
                paused.awaitRollbackAfter(refusals);
            });
        }
    }

    private ChaosEnvironment newEnvironment() {
        return new ChaosEnvironment("zombie_" + number.incrementAndGet(), DYNAMIC_MEMBERS);
    }

    /** @param pause and {@code resume} are done to the worker while it is held at the point */
    private void continueAfterLeaseExpiry(
            ChaosEnvironment environment,
            ScenarioScript script,
            InjectionPoint point,
            InstrumentedWorkerProcess zombie,
            Runnable pause,
            Runnable resume) {
        ChaosScenario scenario = new ChaosScenario(environment, "zombie-" + number);
        script.prepare(scenario);
        zombie.awaitEnd(scenario);
        zombie.watch(Optional.of(point));
        script.execute(scenario);
        zombie.awaitHeld();
        pause.run();

        try (InstrumentedWorkerProcess other = environment.startWorker()) {
            other.awaitEnd(scenario);
            List<String> ledger = environment.ledger().allRows();
            Map<String, String> store = files(environment.storeRoot());
            Set<String> sent = environment.topicObserver().distinctMessages();

            resume.run();
            // When it has ended, whatever it tried to write has been tried.
            zombie.stop();

            assertThat(ScenarioInvariants.violated(scenario, script, reference)).isEmpty();
            assertThat(environment.ledger().allRows()).isEqualTo(ledger);
            assertThat(files(environment.storeRoot())).isEqualTo(store);
            // Its relay may send a message again, under the id by which consumers drop repeats.
            assertThat(environment.topicObserver().distinctMessages()).isEqualTo(sent);
        }
    }

    @Test
    void aWorkerFencedFromItsGroupEnds() {
        try (ChaosEnvironment environment = new ChaosEnvironment("zombie_member", STATIC_MEMBER);
                InstrumentedWorkerProcess replaced = environment.startWorker()) {
            replaced.watch(Optional.empty());
            ChaosScenario first = new ChaosScenario(environment, "before");
            ScenarioScript.REFUSED_REQUEST.execute(first);
            replaced.awaitEnd(first);

            try (InstrumentedWorkerProcess successor = environment.startWorker()) {
                assertThat(replaced.awaitExit()).isEqualTo(1);

                ChaosScenario second = new ChaosScenario(environment, "after");
                ScenarioScript.REFUSED_REQUEST.execute(second);
                successor.awaitEnd(second);
            }
        }
    }

    @Test
    @Tag("chaos")
    void aWorkerWithADuplicateGroupInstanceIdEnds() {
        try (ChaosEnvironment environment = new ChaosEnvironment("zombie_second_member", STATIC_MEMBER_THAT_STAYS);
                InstrumentedWorkerProcess first = environment.startWorker()) {
            ChaosScenario scenario = new ChaosScenario(environment, "first");
            ScenarioScript.REFUSED_REQUEST.execute(scenario);
            first.awaitEnd(scenario);

            try (InstrumentedWorkerProcess second = environment.startWorker()) {
                assertThat(second.awaitExit()).isEqualTo(1);
                first.requireAlive();
            }
        }
    }

    /** Digest and time of the last change of every object, by path; unfinished files are left out. */
    private static Map<String, String> files(Path storeRoot) {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(storeRoot)) {
            for (Path file : paths.filter(Files::isRegularFile).toList()) {
                if (!file.toString().endsWith(ChaosEnvironment.UNFINISHED)) {
                    found.put(file.toString(), Files.getLastModifiedTime(file) + " " + Sha256.hex(file));
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
