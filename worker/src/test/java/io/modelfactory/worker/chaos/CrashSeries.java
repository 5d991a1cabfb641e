package io.modelfactory.worker.chaos;

import static org.awaitility.Awaitility.await;

import io.modelfactory.local.LocalPlatform;
import io.modelfactory.worker.chaos.LedgerView.Event;
import io.modelfactory.worker.chaos.Wire.Message;
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

    private static final String MODEL_WRITE = "artifact.write.before mf/train_runs/{run}/artifacts/model.ubj";
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Duration POLL = Duration.ofMillis(20);

    private final String name;
    private final Site site;
    private final Reference reference;
    private WorkerProcess worker;
    private int scenes;

    CrashSeries(LocalPlatform platform, String name, Reference reference) {
        this.name = name;
        this.site = new Site(platform, name, STATIC_MEMBER);
        this.reference = reference;
        this.worker = site.startWorker();
    }

    Site site() {
        return site;
    }

    /** The points that the worker has passed since the watched part of the last scene began. */
    List<String> passed() {
        return worker.passed();
    }

    /** Plays a scene, and kills the worker at the point if one is given. */
    Outcome play(Play play, Optional<String> point) {
        long start = System.nanoTime();
        Scene scene = new Scene(site, name + "-" + ++scenes);
        List<String> violations = new ArrayList<>();
        Killing killing = Killing.none();
        long trainings = 0;
        try {
            killing = enact(play, scene, point);
            trainings = killing.trainings() + worker.timesPassed(MODEL_WRITE);
            violations.addAll(violatedByTraining(killing, trainings));
            violations.addAll(Invariants.violated(scene, play, reference));
        } catch (ConditionTimeoutException | IllegalStateException stuck) {
            violations.add(stuck + ", " + site.ledger().everything());
            worker.kill();
            worker = site.startWorker();
        } finally {
            scene.unblockRegistry();
        }
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        return new Outcome(play, point, killing.done(), killing.stoodAt(), trainings, repeats(scene), time, violations);
    }

    /** @param trainings that the killed worker had finished */
    private record Killing(boolean done, Optional<String> stoodAt, boolean evalReady, long trainings) {
        static Killing none() {
            return new Killing(false, Optional.empty(), false, 0);
        }
    }

    private Killing enact(Play play, Scene scene, Optional<String> point) {
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
            return Killing.none();
        }
        worker.kill();
        Killing killing = killing(scene, point.orElseThrow());
        worker = site.startWorker();
        awaitEnd(play, scene, play.requests());
        return killing;
    }

    private Killing killing(Scene scene, String point) {
        List<Event> events =
                scene.runKey().map(runKey -> site.ledger().events(runKey)).orElse(List.of());
        Optional<String> last = events.stream().map(Event::type).reduce((earlier, later) -> later);
        boolean evalReady = events.stream().anyMatch(event -> event.type().equals("EVAL_READY"));
        boolean heldAtModel = point.startsWith(MODEL_WRITE + " #");
        return new Killing(true, last, evalReady, worker.timesPassed(MODEL_WRITE) + (heldAtModel ? 1 : 0));
    }

    private void awaitEnd(Play play, Scene scene, int requests) {
        await("the end").atMost(PATIENCE).pollInterval(POLL).until(() -> hasEnded(play, scene, requests));
    }

    private boolean hasEnded(Play play, Scene scene, int requests) {
        if (!worker.isAlive()) {
            throw new IllegalStateException("the worker process ended by itself");
        }
        play.attend(scene);
        return scene.expectedStatuses().size() == requests
                && site.ledger().isAnswered(scene.expectedStatuses().keySet())
                && site.ledger().isQuiet()
                && site.wire().allRequestsCommitted();
    }

    private static List<String> violatedByTraining(Killing killing, long trainings) {
        List<String> violations = new ArrayList<>();
        if (trainings > (killing.done() ? 2 : 1)) {
            violations.add("trained " + trainings + " times");
        }
        if (killing.evalReady() && trainings > killing.trainings()) {
            violations.add("trained again after EVAL_READY");
        }
        return violations;
    }

    private long repeats(Scene scene) {
        List<Message> told = new ArrayList<>();
        scene.site()
                .configuration()
                .profile()
                .wiring()
                .kafka()
                .topics()
                .all()
                .forEach(topic -> site.wire().all(topic).stream()
                        .filter(message -> concerns(scene, message))
                        .forEach(told::add));
        return told.size() - told.stream().map(Message::id).distinct().count();
    }

    private static boolean concerns(Scene scene, Message message) {
        return scene.expectedStatuses().containsKey(message.subject())
                || scene.runKey().equals(Optional.of(message.subject()))
                || message.topic().contains("registry");
    }

    @Override
    public void close() {
        worker.close();
        site.close();
    }
}
