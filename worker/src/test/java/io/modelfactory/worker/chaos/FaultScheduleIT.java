package io.modelfactory.worker.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.local.LocalService;
import io.modelfactory.worker.app.wiring.ExternalResources;
import io.modelfactory.worker.app.worker.Worker;
import io.modelfactory.worker.chaos.injection.InstrumentedResources;
import io.modelfactory.worker.ledger.run.RunState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Two workers whose external dependencies fail at random: the store, database sessions in the middle of a transaction
 * and after it, the broker. Once the faults stop, every run ends as if none had happened. The seed is printed;
 * {@code -Dchaos.seed=…} repeats it, and {@code -Dchaos.runs=…} sets the number of runs of the long schedule.
 */
class FaultScheduleIT {
    /** For each scenario; the long schedule has hundreds, and the machine may be busy. */
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

    /** A scenario that is in progress. */
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

    private static void runUnderFaults(String name, int scenarios, List<LocalService> services) {
        long seed = Long.getLong("chaos.seed", System.nanoTime());
        System.out.printf("chaos.seed=%d%n", seed);
        FaultSchedule faults = new FaultSchedule(seed);
        try (ChaosEnvironment environment = new ChaosEnvironment(name, "{ session.timeout.ms: 6000 }")) {
            List<RunningScenario> results = runScenarios(scenarios, environment, services, new Random(seed), faults);
            System.out.printf("chaos.seed=%d: %d scenarios, faults %s%n", seed, scenarios, faults.faults());
            try (ReferenceWorker reference = new ReferenceWorker("reference_of_" + name)) {
                assertThat(results)
                        .allSatisfy(each -> assertThat(
                                        ScenarioInvariants.violated(each.scenario(), each.script(), reference))
                                .as("chaos.seed=%d, %s", seed, each)
                                .isEmpty());
            }
        }
    }

    private static List<RunningScenario> runScenarios(
            int scenarios,
            ChaosEnvironment environment,
            List<LocalService> services,
            Random random,
            FaultSchedule faults) {
        ExternalResources resources =
                new InstrumentedResources(ExternalResources.of(environment.configuration()), faults);
        List<Worker> workers = Stream.generate(
                        () -> Worker.start(environment.configuration(), ChaosEnvironment.SCHEMAS, resources))
                .limit(WORKERS)
                .toList();
        try {
            List<RunningScenario> running = startScenarios(scenarios, environment, services, random);
            awaitEnd(running);
            faults.stopFaults();
            running.forEach(each -> publishWhatIsPending(each.scenario()));
            awaitEnd(running);
            return running;
        } finally {
            workers.forEach(Worker::close);
        }
    }

    /** Starts some scenarios at a time; while they run, one of the services is restarted. */
    private static List<RunningScenario> startScenarios(
            int scenarios, ChaosEnvironment environment, List<LocalService> services, Random random) {
        List<RunningScenario> running = new ArrayList<>();
        for (int number = 1; number <= scenarios; number++) {
            RunningScenario next = new RunningScenario(
                    SCRIPTS.get(random.nextInt(SCRIPTS.size())), new ChaosScenario(environment, "faults-" + number));
            next.script().execute(next.scenario());
            // A store that fails for longer than a publication is retried in place leaves it pending.
            next.scenario().allowStatus(RunState.PUBLISH_PENDING.name());
            running.add(next);
            if (!services.isEmpty() && number % SCENARIOS_PER_BATCH == 0) {
                services.get(random.nextInt(services.size())).restart();
                awaitEnd(running.subList(number - SCENARIOS_PER_BATCH, number));
            }
        }
        return running;
    }

    private static void publishWhatIsPending(ChaosScenario scenario) {
        boolean pending = scenario.runKey().stream()
                .anyMatch(runKey ->
                        scenario.environment().ledger().run(runKey).state().equals(RunState.PUBLISH_PENDING.name()));
        if (pending) {
            scenario.retryPublication("retry", "DONE");
        }
    }

    /** The test's own connections are lost as well, hence the ignored exceptions. */
    private static void awaitEnd(List<RunningScenario> running) {
        await("the end of all scenarios")
                .ignoreExceptions()
                .atMost(TIMEOUT.multipliedBy(running.size() + 5L))
                .until(() -> running.stream().allMatch(each -> each.scenario().isComplete()));
    }
}
