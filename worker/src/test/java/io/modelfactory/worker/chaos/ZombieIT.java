package io.modelfactory.worker.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.LocalPlatform;
import io.modelfactory.worker.artifact.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A worker process that stands still past its lease, and wakes when another has finished its run, changes nothing any more:
 * not a row of the ledger, not a file of the store.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ZombieIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    /** Members of the group by their session: a static one would be shut out by the other under its name. */
    private static final String DYNAMIC_MEMBERS = "{ session.timeout.ms: 6000 }";

    /** The database cuts off a transaction that stands still sooner than the production setting has it. */
    private static final String SHORT_PATIENCE = "?options=-c%20idle_in_transaction_session_timeout=5000";

    private final LocalPlatform platform = LocalPlatform.start(DataDirectory.temporary());
    private final Reference reference = new Reference(platform, "reference");
    private final AtomicInteger number = new AtomicInteger();

    @AfterAll
    void stopEverything() {
        reference.close();
        platform.close();
    }

    @ParameterizedTest
    @CsvSource({
        // in the middle of training
        "FULL_RUN, inside train #1",
        // in the middle of writing the model
        "FULL_RUN, artifact.write.half mf/train_runs/{run}/artifacts/model.ubj #1",
        // with the bundle in the registry, and nobody told
        "FULL_RUN, artifact.write.after registry/bundles/{bundle}/bundle_publication.json #1",
        // in the transaction that publishes
        "PUBLISH_ONLY_RUN, ledger.commit.before BUNDLE_PUBLISHED #1"
    })
    void aWorkerThatWakesAfterItsLeaseWritesNothing(Play play, String point) {
        try (Site site = new Site(platform, "zombie_" + number.incrementAndGet(), DYNAMIC_MEMBERS, SHORT_PATIENCE);
                WorkerProcess paused = site.startWorker()) {
            Scene scene = new Scene(site, "zombie-" + number);
            play.prepare(scene);
            awaitEnd(site, scene, paused);
            paused.watch(Optional.of(point));
            play.act(scene);
            await(point).atMost(PATIENCE).pollInterval(Duration.ofMillis(5)).until(paused::isHeld);
            paused.pause();

            try (WorkerProcess other = site.startWorker()) {
                awaitEnd(site, scene, other);
                List<String> ledger = site.ledger().everything();
                Map<String, String> store = files(site.storeRoot());
                int told = told(site);
                long refusedBefore = paused.timesPassed("ledger.rollback");

                paused.wake();
                await("the ledger to refuse the woken worker")
                        .atMost(PATIENCE)
                        .until(() -> paused.timesPassed("ledger.rollback") > refusedBefore);

                assertThat(Invariants.violated(scene, play, reference)).isEmpty();
                assertThat(site.ledger().everything()).isEqualTo(ledger);
                assertThat(files(site.storeRoot())).isEqualTo(store);
                assertThat(told(site)).isEqualTo(told);
            }
        }
    }

    private static void awaitEnd(Site site, Scene scene, WorkerProcess worker) {
        await("the end").atMost(PATIENCE).until(() -> {
            assertThat(worker.isAlive()).isTrue();
            return site.ledger().isAnswered(scene.expectedStatuses().keySet())
                    && site.ledger().isQuiet();
        });
    }

    private static int told(Site site) {
        return site.wire()
                        .all(site.configuration()
                                .profile()
                                .wiring()
                                .kafka()
                                .topics()
                                .runEvents())
                        .size()
                + site.wire()
                        .all(site.configuration()
                                .profile()
                                .wiring()
                                .kafka()
                                .topics()
                                .registryEvents())
                        .size();
    }

    /** Digest and time of the last change of every object, by path; what only a writer sees is left out. */
    private static Map<String, String> files(Path storeRoot) {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(storeRoot)) {
            for (Path file : paths.filter(Files::isRegularFile).toList()) {
                if (!file.toString().endsWith(".unfinished")) {
                    found.put(file.toString(), Files.getLastModifiedTime(file) + " " + Sha256.hex(file));
                }
            }
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
