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
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Duration POLL = Duration.ofMillis(20);

    private final String name;
    private final Site site;
    private final Reference reference;
    private WorkerProcess worker;
    private int scenes;

    CrashSeries(String name, Reference reference) {
        this.name = name;
        this.site = new Site(name, STATIC_MEMBER);
        this.reference = reference;
        this.worker = site.startWorker();
    }

    Site site() {
        return site;
    }

    /** The points that the worker has passed since the watched part of the last scene began. */
    List<Point> passed() {
        return worker.passed();
    }

    /** Plays a scene, and kills the worker at the point if one is given. */
    Outcome play(Play play, Optional<Point> point) {
        long start = System.nanoTime();
        Scene scene = new Scene(site, name + "-" + ++scenes);
        List<String> violations = new ArrayList<>();
        Optional<Death> death = Optional.empty();
        long trainings = 0;
        try {
            death = enact(play, scene, point);
            trainings = worker.timesPassed(MODEL_WRITE)
                    + death.map(Death::trainings).orElse(0L);
            violations.addAll(violatedByTraining(death, trainings));
            violations.addAll(Invariants.violated(scene, play, reference));
        } catch (ConditionTimeoutException | IllegalStateException stuck) {
            violations.add(stuck + ", " + site.ledger().everything());
            worker.kill();
            worker = site.startWorker();
        } finally {
            scene.obstacle().clear();
        }
        return new Outcome(
                play,
                point,
                death.isPresent(),
                death.flatMap(Death::lastEvent),
                trainings,
                scene.repeats(),
                Duration.ofNanos(System.nanoTime() - start),
                violations);
    }

    /**
     * How a worker was found dead.
     *
     * @param trainings models that it had trained by then
     */
    private record Death(List<Event> history, long trainings) {
        Optional<String> lastEvent() {
            return history.stream().map(Event::type).reduce((earlier, later) -> later);
        }

        boolean wasBehindTraining() {
            return history.stream().anyMatch(event -> event.type().equals(RunEventType.EVAL_READY.name()));
        }
    }

    /** Empty if the worker did not come to the point. */
    private Optional<Death> enact(Play play, Scene scene, Optional<Point> point) {
        // A point that was not met in the scene before must not be met in the part that nobody watches.
        worker.watch(Optional.empty());
        play.prepare(scene);
        awaitEnd(play, scene, scene.expectedStatuses().size());
        worker.watch(point);
        play.act(scene);
        await("the point or the end")
                .atMost(PATIENCE)
                .pollInterval(POLL)
                .until(() -> worker.isHeld() || hasEnded(play, scene, play.requests()));
        if (!worker.isHeld()) {
            return Optional.empty();
        }
        worker.kill();
        Death death = new Death(scene.history(), worker.timesPassed(MODEL_WRITE));
        worker = site.startWorker();
        awaitEnd(play, scene, play.requests());
        return Optional.of(death);
    }

    private void awaitEnd(Play play, Scene scene, int requests) {
        await("the end").atMost(PATIENCE).pollInterval(POLL).until(() -> hasEnded(play, scene, requests));
    }

    private boolean hasEnded(Play play, Scene scene, int requests) {
        worker.requireAlive();
        play.attend(scene);
        return scene.expectedStatuses().size() == requests && scene.isOver();
    }

    private static List<String> violatedByTraining(Optional<Death> death, long trainings) {
        List<String> violations = new ArrayList<>();
        if (trainings > (death.isPresent() ? 2 : 1)) {
            violations.add("trained " + trainings + " times");
        }
        if (death.filter(Death::wasBehindTraining).isPresent()
                && trainings > death.get().trainings()) {
            violations.add("trained again after EVAL_READY");
        }
        return violations;
    }

    @Override
    public void close() {
        worker.close();
        site.close();
    }
}
