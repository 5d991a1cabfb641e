package io.modelfactory.worker.chaos;

import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.chaos.LedgerView.Event;
import io.modelfactory.worker.ledger.RunEventType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Scenes on one site, one after the other. The worker that takes over from one that was killed goes on as the next to be
 * killed, so that each killing costs the start of one process.
 */
final class CrashSeries implements AutoCloseable {
    /** The member that comes back under its name takes its partitions up at once; a session need not run out first. */
    private static final String STATIC_MEMBER = "{ group.instance.id: series }";

    /** Passed once a training. */
    private static final String MODEL_WRITE = "artifact.write.before mf/train_runs/{run}/artifacts/model.ubj";

    /** For a machine on which much else is going on. */
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private static final Duration POLL = Duration.ofMillis(20);

    private final String name;
    private final ChaosEnvironment environment;
    private final ReferenceWorker reference;
    private InstrumentedWorkerProcess worker;
    private int scenarioCount;

    CrashSeries(String name, ReferenceWorker reference) {
        this.name = name;
        this.environment = new ChaosEnvironment(name, STATIC_MEMBER);
        this.reference = reference;
        this.worker = environment.startWorker();
    }

    ChaosEnvironment environment() {
        return environment;
    }

    /** The points that the worker has passed since the watched part of the last scene began. */
    List<InjectionPoint> passed() {
        return worker.passed();
    }

    /** Plays a scene, and kills the worker at the point if one is given. */
    ChaosResult runScenario(ScenarioScript play, Optional<InjectionPoint> point) {
        long start = System.nanoTime();
        ChaosScenario scene = new ChaosScenario(environment, name + "-" + ++scenarioCount);
        List<String> violations = new ArrayList<>();
        Optional<CrashState> death = Optional.empty();
        long trainings = 0;
        try {
            death = execute(play, scene, point);
            trainings = worker.timesPassed(MODEL_WRITE)
                    + death.map(CrashState::trainings).orElse(0L);
            violations.addAll(trainingViolations(death, trainings));
            violations.addAll(ScenarioInvariants.violated(scene, play, reference));
        } catch (ConditionTimeoutException | IllegalStateException stuck) {
            violations.add(stuck + ", " + environment.ledger().allRows());
            worker.kill();
            worker = environment.startWorker();
        } finally {
            scene.publicationBlocker().unblock();
        }
        return new ChaosResult(
                play,
                point,
                death.isPresent(),
                death.flatMap(CrashState::lastEvent),
                trainings,
                scene.duplicateMessages(),
                Duration.ofNanos(System.nanoTime() - start),
                violations);
    }

    /**
     * How a worker was found dead.
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

    /** Empty if the worker did not come to the point. */
    private Optional<CrashState> execute(ScenarioScript play, ChaosScenario scene, Optional<InjectionPoint> point) {
        // A point that was not met in the scene before must not be met in the part that nobody watches.
        worker.watch(Optional.empty());
        play.prepare(scene);
        awaitEnd(play, scene, scene.expectedStatuses().size());
        worker.watch(point);
        play.execute(scene);
        await("the point or the end")
                .atMost(TIMEOUT)
                .pollInterval(POLL)
                .until(() -> worker.isHeld() || hasEnded(play, scene, play.requests()));
        if (!worker.isHeld()) {
            return Optional.empty();
        }
        worker.kill();
        CrashState death = new CrashState(scene.history(), worker.timesPassed(MODEL_WRITE));
        worker = environment.startWorker();
        awaitEnd(play, scene, play.requests());
        return Optional.of(death);
    }

    private void awaitEnd(ScenarioScript play, ChaosScenario scene, int requests) {
        await("the end").atMost(TIMEOUT).pollInterval(POLL).until(() -> hasEnded(play, scene, requests));
    }

    private boolean hasEnded(ScenarioScript play, ChaosScenario scene, int requests) {
        worker.requireAlive();
        play.onPoll(scene);
        return scene.expectedStatuses().size() == requests && scene.isComplete();
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
