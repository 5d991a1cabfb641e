package io.modelfactory.worker.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.local.LocalService;
import io.modelfactory.worker.app.wiring.ExternalResources;
import io.modelfactory.worker.app.worker.Worker;
import io.modelfactory.worker.chaos.injection.InstrumentedResources;
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
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private static final List<ScenarioScript> SCRIPTS = List.of(
            ScenarioScript.FULL_RUN,
            ScenarioScript.FULL_RUN,
            ScenarioScript.FULL_RUN,
            ScenarioScript.CONVERGING_REQUESTS,
            ScenarioScript.FAILED_GATE,
            ScenarioScript.REFUSED_REQUEST);
    private static final int SCENARIOS_PER_BATCH = 10;
    private static final int WORKERS = 2;

    /** A scene that is being played. */
    private record RunningScenario(ScenarioScript script, ChaosScenario scenario) {
        @Override
        public String toString() {
            return script + " of " + scenario.runKey().orElse("no run");
        }
    }

    @Test
    void faultsOfExternalResourcesLoseNothing() {
        runUnderFaults("faults", 6, List.of());
    }

    @Test
    @Tag("chaos")
    void manyFaultsAndOutagesLoseNothing() {
        runUnderFaults(
                "outages",
                Integer.getInteger("chaos.runs", 300),
                List.of(
                        ChaosEnvironment.PLATFORM.kafka(),
                        ChaosEnvironment.PLATFORM.database(),
                        ChaosEnvironment.PLATFORM.schemaRegistry()));
    }

    private static void runUnderFaults(String name, int scenes, List<LocalService> services) {
        long seed = Long.getLong("chaos.seed", System.nanoTime());
        System.out.printf("chaos.seed=%d%n", seed);
        FaultSchedule faults = new FaultSchedule(seed);
        try (ChaosEnvironment site = new ChaosEnvironment(name, "{ session.timeout.ms: 6000 }")) {
            List<RunningScenario> played = runScenarios(scenes, site, services, new Random(seed), faults);
            System.out.printf("chaos.seed=%d: %d scenes, faults %s%n", seed, scenes, faults.faults());
            try (ReferenceWorker reference = new ReferenceWorker("reference_of_" + name)) {
                assertThat(played)
                        .allSatisfy(each -> assertThat(
                                        ScenarioInvariants.violated(each.scenario(), each.script(), reference))
                                .as("chaos.seed=%d, %s", seed, each)
                                .isEmpty());
            }
        }
    }

    private static List<RunningScenario> runScenarios(
            int scenes, ChaosEnvironment site, List<LocalService> services, Random dice, FaultSchedule faults) {
        ExternalResources surroundings = new InstrumentedResources(ExternalResources.of(site.configuration()), faults);
        List<Worker> workers = Stream.generate(
                        () -> Worker.start(site.configuration(), ChaosEnvironment.SCHEMAS, surroundings))
                .limit(WORKERS)
                .toList();
        try {
            List<RunningScenario> playing = startScenarios(scenes, site, services, dice);
            awaitEnd(playing);
            faults.stopFaults();
            playing.forEach(each -> publishWhatIsPending(each.scenario()));
            awaitEnd(playing);
            return playing;
        } finally {
            workers.forEach(Worker::close);
        }
    }

    /** Asks for some scenes at a time; while they are played one of the services goes down and comes back. */
    private static List<RunningScenario> startScenarios(
            int scenes, ChaosEnvironment site, List<LocalService> services, Random dice) {
        List<RunningScenario> playing = new ArrayList<>();
        for (int number = 1; number <= scenes; number++) {
            RunningScenario next = new RunningScenario(
                    SCRIPTS.get(dice.nextInt(SCRIPTS.size())), new ChaosScenario(site, "faults-" + number));
            next.script().execute(next.scenario());
            // A store that fails longer than a publication is repeated in place leaves it pending.
            next.scenario().allowStatus(RunState.PUBLISH_PENDING.name());
            playing.add(next);
            if (!services.isEmpty() && number % SCENARIOS_PER_BATCH == 0) {
                services.get(dice.nextInt(services.size())).restart();
                awaitEnd(playing.subList(number - SCENARIOS_PER_BATCH, number));
            }
        }
        return playing;
    }

    private static void publishWhatIsPending(ChaosScenario scene) {
        boolean pending = scene.runKey().stream()
                .anyMatch(runKey ->
                        scene.environment().ledger().run(runKey).state().equals(RunState.PUBLISH_PENDING.name()));
        if (pending) {
            scene.retryPublication("retry", "DONE");
        }
    }

    /** The test's own connections are lost with everybody's, hence its patience with exceptions. */
    private static void awaitEnd(List<RunningScenario> playing) {
        await("all scenes to end")
                .ignoreExceptions()
                .atMost(TIMEOUT.multipliedBy(playing.size() + 5L))
                .until(() -> playing.stream().allMatch(each -> each.scenario().isComplete()));
    }
}
