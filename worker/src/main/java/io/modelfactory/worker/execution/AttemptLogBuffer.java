package io.modelfactory.worker.execution;

import io.modelfactory.worker.ledger.activity.AttemptLog;
import io.modelfactory.worker.ledger.activity.LogLine;
import io.modelfactory.worker.ledger.activity.RunStage;
import io.modelfactory.worker.ledger.activity.StageTime;
import io.modelfactory.worker.ledger.lease.Lease;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** What is kept of one claim: its first lines and its last ones, and the time of each stage. */
final class AttemptLogBuffer {
    static final int FIRST_LINES = 50;
    static final int LAST_LINES = 150;

    /** A run that is resumed has fewer; whatever repeats stages for ever is cut off. */
    private static final int MAX_STAGES = 50;

    private final Lease lease;
    private final List<StageTime> stages = new ArrayList<>();
    private final List<LogLine> first = new ArrayList<>();
    private final Deque<LogLine> last = new ArrayDeque<>();
    private int leftOut;
    private Optional<RunStage> current = Optional.empty();
    private long stageNanos;
    private boolean changed;

    AttemptLogBuffer(Lease lease) {
        this.lease = lease;
    }

    /** @param nanos of {@link System#nanoTime} */
    synchronized void onStage(RunStage begun, long nanos) {
        if (!current.equals(Optional.of(begun))) {
            endStage(nanos);
            current = Optional.of(begun);
            stageNanos = nanos;
            changed = true;
        }
    }

    synchronized void onEnd(long nanos) {
        endStage(nanos);
        current = Optional.empty();
    }

    private void endStage(long nanos) {
        current.filter(stage -> stages.size() < MAX_STAGES).ifPresent(stage -> {
            stages.add(new StageTime(stage, Optional.of(TimeUnit.NANOSECONDS.toMillis(nanos - stageNanos))));
            changed = true;
        });
    }

    synchronized void onLine(LogLine line) {
        changed = true;
        if (first.size() < FIRST_LINES) {
            first.add(line);
            return;
        }
        last.addLast(line);
        if (last.size() > LAST_LINES) {
            last.removeFirst();
            leftOut++;
        }
    }

    /** What has to be written; empty if nothing has changed since it was asked for last. */
    synchronized Optional<AttemptLog> news() {
        if (!changed) {
            return Optional.empty();
        }
        changed = false;
        List<StageTime> all = new ArrayList<>(stages);
        current.ifPresent(stage -> all.add(new StageTime(stage, Optional.empty())));
        List<LogLine> lines = new ArrayList<>(first);
        lines.addAll(last);
        return Optional.of(new AttemptLog(
                lease.runKey(), lease.token(), lease.owner(), all, lines, leftOut, leftOut == 0 ? 0 : FIRST_LINES));
    }

    /** It could not be written. */
    synchronized void notWritten() {
        changed = true;
    }
}
