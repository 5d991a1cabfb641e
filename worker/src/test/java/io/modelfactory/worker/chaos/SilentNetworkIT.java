package io.modelfactory.worker.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The network between a worker and its database falls silent: no connection is closed, nothing is answered. The worker lives on
 * and does not know that its lease has ended; what it sent arrives late, when another has finished the run.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SilentNetworkIT {
    private static final String DYNAMIC_MEMBERS = "{ session.timeout.ms: 6000 }";

    private final Reference reference = new Reference("reference_of_silence");
    private final AtomicInteger number = new AtomicInteger();

    @AfterAll
    void stopTheReference() {
        reference.close();
    }

    @ParameterizedTest
    @CsvSource({
        // while it trains
        "FULL_RUN, inside build.train #1",
        // in a transaction, which holds the run's row
        "PUBLISH_ONLY_RUN, ledger.commit.before BUNDLE_PUBLISHED #1"
    })
    void whatArrivesAfterTheLeaseChangesNothing(Play play, String point) {
        try (Site site = new Site("silence_" + number.incrementAndGet(), DYNAMIC_MEMBERS);
                Network network = site.networkToDatabase();
                WorkerProcess cutOff = site.startWorkerBehind(network)) {
            Scene scene = new Scene(site, "silence-" + number);
            play.prepare(scene);
            cutOff.awaitEnd(scene);
            cutOff.watch(Optional.of(Point.parse(point)));
            play.act(scene);
            cutOff.awaitHold();
            network.fallSilent();

            try (WorkerProcess other = site.startWorker()) {
                other.awaitEnd(scene);
                List<String> ledger = site.ledger().everything();
                Set<String> told = site.wire().told();
                long refusals = cutOff.refusals();

                cutOff.wake();
                network.mend();
                cutOff.awaitRefusalAfter(refusals);
                cutOff.stop();

                assertThat(Invariants.violated(scene, play, reference)).isEmpty();
                assertThat(site.ledger().everything()).isEqualTo(ledger);
                assertThat(site.wire().told()).isEqualTo(told);
            }
        }
    }
}
