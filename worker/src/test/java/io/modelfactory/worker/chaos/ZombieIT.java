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
 * A worker process that stands still past its lease, or cannot hear its database so long, and comes back when another has
 * finished its run, changes nothing any more: not a row of the ledger, not a file of the store, and it tells nobody anything
 * new.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ZombieIT {
    /** Members of the group by their session: a static one would be shut out by the other under its name. */
    private static final String DYNAMIC_MEMBERS = "{ session.timeout.ms: 6000 }";

    private static final String STATIC_MEMBER = "{ group.instance.id: worker-0 }";
    private static final String STATIC_MEMBER_THAT_STAYS = "{ group.instance.id: worker-0, group.protocol: consumer }";

    private final ReferenceWorker reference = new ReferenceWorker("reference_of_zombies");
    private final AtomicInteger number = new AtomicInteger();

    @AfterAll
    void stopReferenceWorker() {
        reference.close();
    }

    @ParameterizedTest
    @CsvSource({
        // in the middle of training
        "FULL_RUN, inside build.train #1",
        // in the transaction that publishes
        "PUBLISH_ONLY_RUN, ledger.commit.before BUNDLE_PUBLISHED #1"
    })
    void aZombieWritesNothing(ScenarioScript play, String point) {
        resumeAfterLeaseExpiry(play, InjectionPoint.parse(point));
    }

    @ParameterizedTest
    @Tag("chaos")
    @CsvSource({
        // in the transaction that ends the training
        "FULL_RUN, ledger.commit.before EVAL_READY #1",
        // in the middle of writing the model
        "FULL_RUN, artifact.write.half mf/train_runs/{run}/artifacts/model.ubj #1",
        // with the gate's receipt written, and the gate not passed
        "FULL_RUN, artifact.write.after mf/train_runs/{run}/gate/gate_receipt.json #1",
        // with the bundle in the registry, and nobody told
        "FULL_RUN, artifact.write.after registry/bundles/{bundle}/bundle_publication.json #1",
        "PUBLISH_ONLY_RUN, artifact.write.half registry/events/{bundle}/bundle_published_event.json #1"
    })
    void aZombieWritesNothingAtAnyPoint(ScenarioScript play, String point) {
        resumeAfterLeaseExpiry(play, InjectionPoint.parse(point));
    }

    @ParameterizedTest
    @CsvSource({
        // in the middle of training
        "FULL_RUN, inside build.train #1",
        // in the transaction that publishes, with the run's row locked
        "PUBLISH_ONLY_RUN, ledger.commit.before BUNDLE_PUBLISHED #1"
    })
    void delayedTrafficOfAZombieWritesNothing(ScenarioScript play, String point) {
        try (ChaosEnvironment site = newEnvironment();
                NetworkProxy network = site.networkToDatabase();
                InstrumentedWorkerProcess cutOff = site.startWorkerBehind(network)) {
            continueAfterLeaseExpiry(site, play, InjectionPoint.parse(point), cutOff, network::blockTraffic, () -> {
                cutOff.resume();
                network.restoreTraffic();
            });
        }
    }

    private void resumeAfterLeaseExpiry(ScenarioScript play, InjectionPoint point) {
        try (ChaosEnvironment site = newEnvironment();
                InstrumentedWorkerProcess paused = site.startWorker()) {
            continueAfterLeaseExpiry(site, play, point, paused, paused::pause, paused::resume);
        }
    }

    private ChaosEnvironment newEnvironment() {
        return new ChaosEnvironment("zombie_" + number.incrementAndGet(), DYNAMIC_MEMBERS);
    }

    /** @param leave and {@code comeBack} are done to the worker while it is held at the point */
    private void continueAfterLeaseExpiry(
            ChaosEnvironment site,
            ScenarioScript play,
            InjectionPoint point,
            InstrumentedWorkerProcess zombie,
            Runnable leave,
            Runnable comeBack) {
        ChaosScenario scene = new ChaosScenario(site, "zombie-" + number);
        play.prepare(scene);
        zombie.awaitEnd(scene);
        zombie.watch(Optional.of(point));
        play.execute(scene);
        zombie.awaitHeld();
        leave.run();

        try (InstrumentedWorkerProcess other = site.startWorker()) {
            other.awaitEnd(scene);
            List<String> ledger = site.ledger().allRows();
            Map<String, String> store = files(site.storeRoot());
            Set<String> told = site.topicObserver().distinctMessages();
            long refusals = zombie.rollbackCount();

            comeBack.run();
            zombie.awaitRollbackAfter(refusals);
            // What it had in mind, and what it does when it ends, is all done then.
            zombie.stop();

            assertThat(ScenarioInvariants.violated(scene, play, reference)).isEmpty();
            assertThat(site.ledger().allRows()).isEqualTo(ledger);
            assertThat(files(site.storeRoot())).isEqualTo(store);
            // What its relay had in hand may come once more, under the id that consumers drop repeats by.
            assertThat(site.topicObserver().distinctMessages()).isEqualTo(told);
        }
    }

    @Test
    void aWorkerFencedFromItsGroupEnds() {
        try (ChaosEnvironment site = new ChaosEnvironment("zombie_member", STATIC_MEMBER);
                InstrumentedWorkerProcess replaced = site.startWorker()) {
            replaced.watch(Optional.empty());
            ChaosScenario first = new ChaosScenario(site, "before");
            ScenarioScript.REFUSED_REQUEST.execute(first);
            replaced.awaitEnd(first);

            try (InstrumentedWorkerProcess successor = site.startWorker()) {
                assertThat(replaced.awaitExit()).isEqualTo(1);

                ChaosScenario second = new ChaosScenario(site, "after");
                ScenarioScript.REFUSED_REQUEST.execute(second);
                successor.awaitEnd(second);
            }
        }
    }

    @Test
    @Tag("chaos")
    void aWorkerWithADuplicateGroupInstanceIdEnds() {
        try (ChaosEnvironment site = new ChaosEnvironment("zombie_second_member", STATIC_MEMBER_THAT_STAYS);
                InstrumentedWorkerProcess first = site.startWorker()) {
            ChaosScenario scene = new ChaosScenario(site, "first");
            ScenarioScript.REFUSED_REQUEST.execute(scene);
            first.awaitEnd(scene);

            try (InstrumentedWorkerProcess second = site.startWorker()) {
                assertThat(second.awaitExit()).isEqualTo(1);
                first.requireAlive();
            }
        }
    }

    /** Digest and time of the last change of every object, by path; what only a writer sees is left out. */
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
