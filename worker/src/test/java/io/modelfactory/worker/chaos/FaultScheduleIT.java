package io.modelfactory.worker.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.local.LocalService;
import io.modelfactory.worker.app.runtime.Surroundings;
import io.modelfactory.worker.app.runtime.Worker;
import io.modelfactory.worker.chaos.edge.WatchedSurroundings;
import io.modelfactory.worker.ledger.RunState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two workers in surroundings that fail at random: the store, sessions of the database in the middle of a transaction and
 * after it, the broker. When the surroundings have calmed down everything is as if nothing had happened. The seed is printed;
 * {@code -Dchaos.seed=…} repeats it, and {@code -Dchaos.runs=…} says how many runs the long schedule has.
 */
class FaultScheduleIT {
    /** For each scene; the long schedule has hundreds, and the machine may be busy. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final List<Play> PLAYS = List.of(
            Play.FULL_RUN,
            Play.FULL_RUN,
            Play.FULL_RUN,
            Play.CONVERGING_REQUESTS,
            Play.FAILED_GATE,
            Play.REFUSED_REQUEST);
    private static final int SCENES_AT_A_TIME = 10;
    private static final int WORKERS = 2;

    /** A scene that is being played. */
    private record Playing(Play play, Scene scene) {
        @Override
        public String toString() {
            return play + " of " + scene.runKey().orElse("no run");
        }
    }

    @Test
    void faultsOfTheSurroundingsLoseNothing() {
        survive("faults", 6, List.of());
    }

    @Test
    @Tag("chaos")
    void manyFaultsAndOutagesLoseNothing() {
        survive(
                "outages",
                Integer.getInteger("chaos.runs", 300),
                List.of(Site.PLATFORM.kafka(), Site.PLATFORM.database(), Site.PLATFORM.schemaRegistry()));
    }

    private static void survive(String name, int scenes, List<LocalService> services) {
        long seed = Long.getLong("chaos.seed", System.nanoTime());
        System.out.printf("chaos.seed=%d%n", seed);
        FaultSchedule faults = new FaultSchedule(seed);
        try (Site site = new Site(name, "{ session.timeout.ms: 6000 }")) {
            List<Playing> played = play(scenes, site, services, new Random(seed), faults);
            System.out.printf("chaos.seed=%d: %d scenes, faults %s%n", seed, scenes, faults.faults());
            try (Reference reference = new Reference("reference_of_" + name)) {
                assertThat(played)
                        .allSatisfy(each -> assertThat(Invariants.violated(each.scene(), each.play(), reference))
                                .as("chaos.seed=%d, %s", seed, each)
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
            awaitEnd(playing);
            faults.calmDown();
            playing.forEach(each -> publishWhatIsPending(each.scene()));
            awaitEnd(playing);
            return playing;
        } finally {
            workers.forEach(Worker::close);
        }
    }

    /** Asks for some scenes at a time; while they are played one of the services goes down and comes back. */
    private static List<Playing> begin(int scenes, Site site, List<LocalService> services, Random dice) {
        List<Playing> playing = new ArrayList<>();
        for (int number = 1; number <= scenes; number++) {
            Playing next = new Playing(PLAYS.get(dice.nextInt(PLAYS.size())), new Scene(site, "faults-" + number));
            next.play().act(next.scene());
            // A store that fails longer than a publication is repeated in place leaves it pending.
            next.scene().alsoExpect(RunState.PUBLISH_PENDING.name());
            playing.add(next);
            if (!services.isEmpty() && number % SCENES_AT_A_TIME == 0) {
                services.get(dice.nextInt(services.size())).restart();
                awaitEnd(playing.subList(number - SCENES_AT_A_TIME, number));
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

    /** The test's own connections are lost with everybody's, hence its patience with exceptions. */
    private static void awaitEnd(List<Playing> playing) {
        await("all scenes to end")
                .ignoreExceptions()
                .atMost(PATIENCE.multipliedBy(playing.size() + 5L))
                .until(() -> playing.stream().allMatch(each -> each.scene().isOver()));
    }
}
