package io.modelfactory.worker.chaos;

import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.chaos.LedgerView.Event;
import io.modelfactory.worker.ledger.run.RunEventType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Scenarios in one environment, one after the other. The worker that takes over from a killed one is the next to be
 * killed, so that each kill costs the start of one process.
 */
final class CrashSeries implements AutoCloseable {
    /** A static member that rejoins gets its partitions back at once, without waiting for a session timeout. */
    private static final String STATIC_MEMBER = "{ group.instance.id: series }";

    /** Passed once per training. */
    private static final String MODEL_WRITE = "artifact.write.before mf/train_runs/{run}/artifacts/model.ubj";

    /** Generous, for a busy machine. */
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private static final Duration POLL = Duration.ofMillis(20);

    private final String name;
    private final ChaosEnvironment environment;
    private final ReferenceWorker reference;
    private InstrumentedWorkerProcess worker;
    private int scenarioCount;

    CrashSeries(String name, ReferenceWorker reference) {
        this.name = name;
        this.environment = new ChaosEnvironment(name, STATIC_MEMBER, ChaosEnvironment.SHIPPED_LEASE);
        this.reference = reference;
        this.worker = environment.startWorker();
    }

    ChaosEnvironment environment() {
        return environment;
    }

    /** The points that the worker has passed since the watched part of the last scenario began. */
    List<InjectionPoint> passed() {
        return worker.passed();
    }

    /** Executes a scenario, and kills the worker at the point if one is given. */
    ChaosResult runScenario(ScenarioScript script, Optional<InjectionPoint> point) {
        long start = System.nanoTime();
        ChaosScenario scenario = new ChaosScenario(environment, name + "-" + ++scenarioCount);
        List<String> violations = new ArrayList<>();
        Optional<CrashState> death = Optional.empty();
        long trainings = 0;
        try {
            death = execute(script, scenario, point);
            trainings = worker.timesPassed(MODEL_WRITE)
                    + death.map(CrashState::trainings).orElse(0L);
            violations.addAll(trainingViolations(death, trainings));
            violations.addAll(ScenarioInvariants.violated(scenario, script, reference));
        } catch (ConditionTimeoutException | IllegalStateException stuck) {
            violations.add(stuck + ", " + environment.ledger().allRows());
            worker.kill();
            worker = successor();
        } finally {
            scenario.publicationBlocker().unblock();
        }
        return new ChaosResult(
                script,
                point,
                death.isPresent(),
                death.flatMap(CrashState::lastEvent),
                trainings,
                scenario.duplicateMessages(),
                Duration.ofNanos(System.nanoTime() - start),
                violations);
    }

    /**
     * The state of a run when its worker was killed.
     *
     * @param trainings models that it had trained by then
     */
    private record CrashState(List<Event> history, long trainings) {
        Optional<String> lastEvent() {
            return history.stream().map(Event::type).reduce((earlier, later) -> later);
        }

        boolean hadFinishedTraining() {
            return history.stream().anyMatch(event -> event.type().equals(RunEventType.EVAL_READY.name()));
        }
    }

    /** Empty if the worker did not reach the point. */
    private Optional<CrashState> execute(
            ScenarioScript script, ChaosScenario scenario, Optional<InjectionPoint> point) {
        // A point that the last scenario did not reach must not hold the worker in the unwatched part of this one.
        worker.watch(Optional.empty());
        script.prepare(scenario);
        awaitEnd(script, scenario, scenario.expectedStatuses().size());
        worker.watch(point);
        script.execute(scenario);
        await("the point or the end")
                .atMost(TIMEOUT)
                .pollInterval(POLL)
                .until(() -> worker.isHeld() || hasEnded(script, scenario, script.requests()));
        if (!worker.isHeld()) {
            return Optional.empty();
        }
        worker.kill();
        CrashState death = new CrashState(scenario.history(), worker.timesPassed(MODEL_WRITE));
        worker = successor();
        awaitEnd(script, scenario, script.requests());
        return Optional.of(death);
    }

    /**
     * The leases of the one that was killed end at once: they are long, so that no worker that lives loses one and
     * trains again. After a few deaths of the same member it would wait a minute before it joins.
     */
    private InstrumentedWorkerProcess successor() {
        environment.ledger().endLeases();
        environment.forgetDeaths();
        return environment.startWorker();
    }

    private void awaitEnd(ScenarioScript script, ChaosScenario scenario, int requests) {
        await("the end").atMost(TIMEOUT).pollInterval(POLL).until(() -> hasEnded(script, scenario, requests));
    }

    private boolean hasEnded(ScenarioScript script, ChaosScenario scenario, int requests) {
        worker.requireAlive();
        script.onPoll(scenario);
        return scenario.expectedStatuses().size() == requests && scenario.isComplete();
    }

    private static List<String> trainingViolations(Optional<CrashState> death, long trainings) {
        List<String> violations = new ArrayList<>();
        if (trainings > (death.isPresent() ? 2 : 1)) {
            violations.add("trained " + trainings + " times");
        }
        if (death.filter(CrashState::hadFinishedTraining).isPresent()
                && trainings > death.get().trainings()) {
            violations.add("trained again after EVAL_READY");
        }
        return violations;
    }

    @Override
    public void close() {
        worker.close();
        environment.close();
    }
}
