package io.modelfactory.worker.app.cli.starter;

import io.modelfactory.worker.app.wiring.LedgerSession;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.inspect.ProgressText;
import io.modelfactory.worker.inspect.RunFollower;
import io.modelfactory.worker.ledger.activity.RunProgress;
import io.modelfactory.worker.ledger.activity.RunSituation;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Says how far a run has come while a command waits for its receipt: stage, rows, training round, validation metric,
 * time left. Events and what a run waits for are the command's own to say.
 */
final class LiveProgress {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

    private final Thread follower;

    private LiveProgress(Thread follower) {
        this.follower = follower;
    }

    /** Follows the run until it rests, or is told to stop; the session stays open for so long. */
    static LiveProgress follow(LedgerSession session, String runKey, Duration maxOutage, Consumer<String> lines) {
        return follow(session.follower(POLL_INTERVAL, maxOutage), runKey, lines);
    }

    static LiveProgress follow(RunFollower ledger, String runKey, Consumer<String> lines) {
        Thread follower = new Thread(() -> report(ledger, runKey, lines), "live-progress");
        follower.setDaemon(true);
        follower.start();
        return new LiveProgress(follower);
    }

    private static void report(RunFollower follower, String runKey, Consumer<String> lines) {
        try {
            follower.followUntilIdle(runKey, Optional.empty(), new ProgressLines(lines));
        } catch (TransientFaultException outage) {
            // The command asks the ledger too, and says it.
            return;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private record ProgressLines(Consumer<String> lines) implements RunFollower.Listener {
        @Override
        public void onProgress(RunProgress progress) {
            lines.accept("... " + ProgressText.of(progress));
        }

        @Override
        public void onEvent(RunEvent event) {
            // The command says it.
        }

        @Override
        public void onNoChange(RunRecord run, RunSituation situation) {
            // The command says it.
        }

        @Override
        public void onLedgerOutage(TransientFaultException fault) {
            // The command asks the ledger too, and says it.
        }
    }

    /** Returns when nothing more will be said. */
    void stop() throws InterruptedException {
        follower.interrupt();
        follower.join();
    }
}
