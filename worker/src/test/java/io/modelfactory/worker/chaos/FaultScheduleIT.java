package io.modelfactory.worker.chaos;

import io.modelfactory.worker.chaos.edge.WatchedSurroundings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.LocalPlatform;
import io.modelfactory.local.LocalService;
import io.modelfactory.worker.app.runtime.Surroundings;
import io.modelfactory.worker.app.runtime.Worker;
import io.modelfactory.worker.ledger.RunState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Two workers in surroundings that fail at random: the store, sessions of the database in the middle of a transaction and
 * after it, the broker. When the surroundings have calmed down everything is as if nothing had happened. The seed is printed;
 * {@code -Dchaos.seed} repeats it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultScheduleIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final List<Play> PLAYS =
            List.of(Play.FULL_RUN, Play.FULL_RUN, Play.CONVERGING_REQUESTS, Play.FAILED_GATE, Play.REFUSED_REQUEST);
    private static final int SCENES_PER_OUTAGE = 10;
    private static final int WORKERS = 2;

    private final LocalPlatform platform = LocalPlatform.start(DataDirectory.temporary());

    /** A scene that is being played. */
    private record Playing(Play play, Scene scene) {}

    @AfterAll
    void stopEverything() {
        platform.close();
    }

    @Test
    void faultsOfTheSurroundingsLoseNothing() {
        survive("faults", 8, List.of());
    }

    @Test
    @Tag("chaos")
    void manyFaultsAndOutagesLoseNothing() {
        survive(
                "outages",
                Integer.getInteger("chaos.scenes", 120),
                List.of(platform.kafka(), platform.database(), platform.schemaRegistry()));
    }

    private void survive(String name, int scenes, List<LocalService> services) {
        long seed = Long.getLong("chaos.seed", System.nanoTime());
        FaultSchedule faults = new FaultSchedule(seed);
        try (Site site = new Site(platform, name, "{ session.timeout.ms: 6000 }")) {
            List<Playing> playing = play(scenes, site, services, new Random(seed), faults);
            System.out.printf("chaos.seed=%d: %d scenes, faults %s%n", seed, scenes, faults.faults());
            try (Reference reference = new Reference(platform, "reference_of_" + name)) {
                assertThat(playing)
                        .allSatisfy(each -> assertThat(Invariants.violated(each.scene(), each.play(), reference))
                                .as(
                                        "chaos.seed=%d, %s of %s",
                                        seed, each.play(), each.scene().runKey())
                                .isEmpty());
            }
        }
    }

    private static List<Playing> play(
            int scenes, Site site, List<LocalService> services, Random dice, FaultSchedule faults) {
        Surroundings surroundings = new WatchedSurroundings(Surroundings.of(site.configuration()), faults);
        List<Worker> workers = Stream.generate(() -> Worker.start(site.configuration(), Site.SCHEMAS, surroundings))
                .limit(WORKERS)
                .toList();
        try {
            List<Playing> playing = begin(scenes, site, services, dice);
            awaitQuiet(playing, site);
            faults.calmDown();
            playing.forEach(each -> publishWhatIsPending(each.scene()));
            awaitQuiet(playing, site);
            return playing;
        } finally {
            workers.forEach(Worker::close);
        }
    }

    /** Sends what all scenes ask for; one of the services goes down and comes back every now and then. */
    private static List<Playing> begin(int scenes, Site site, List<LocalService> services, Random dice) {
        List<Playing> playing = new ArrayList<>();
        for (int number = 1; number <= scenes; number++) {
            Playing next = new Playing(PLAYS.get(dice.nextInt(PLAYS.size())), new Scene(site, "faults-" + number));
            next.play().act(next.scene());
            // A store that fails longer than a publication is repeated in place leaves it pending.
            next.scene().alsoExpect(RunState.PUBLISH_PENDING.name());
            playing.add(next);
            if (!services.isEmpty() && number % SCENES_PER_OUTAGE == 0) {
                services.get(dice.nextInt(services.size())).restart();
            }
        }
        return playing;
    }

    private static void publishWhatIsPending(Scene scene) {
        boolean pending = scene.runKey().stream()
                .anyMatch(runKey -> scene.site().ledger().run(runKey).state().equals(RunState.PUBLISH_PENDING.name()));
        if (pending) {
            scene.retryPublication("retry", "DONE");
        }
    }

    private static void awaitQuiet(List<Playing> playing, Site site) {
        List<String> requests = playing.stream()
                .flatMap(each -> each.scene().expectedStatuses().keySet().stream())
                .toList();
        // The test's own connections are lost with everybody's.
        await("all scenes to end")
                .ignoreExceptions()
                .atMost(PATIENCE)
                .until(() -> site.ledger().isAnswered(requests)
                        && site.ledger().isQuiet()
                        && site.wire().allRequestsCommitted());
    }
}
