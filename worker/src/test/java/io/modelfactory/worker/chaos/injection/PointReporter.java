package io.modelfactory.worker.chaos.injection;

import java.io.PrintStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/**
 * Reports each point that the worker passes to the parent process, and holds the thread that reaches the one that the
 * parent asked for. A point is reported with the number of times it was passed since the parent last set the watch.
 */
public final class PointReporter implements InjectionPoints {
    /** Commands; the first is also reported once it is obeyed. */
    public static final String SET = "set";

    public static final String RELEASE = "release";

    /** Reports, before a point and its number. */
    public static final String PASSED = "passed ";

    public static final String HELD = "held ";

    private final PrintStream parent;
    private final Map<String, Integer> passed = new HashMap<>();
    private final CountDownLatch released = new CountDownLatch(1);
    private Optional<String> holdAt = Optional.empty();

    PointReporter(PrintStream parent) {
        this.parent = parent;
    }

    /** @param occurrence where to hold, such as {@code offsets.commit.before #1}; empty to report only */
    synchronized void set(Optional<String> occurrence) {
        passed.clear();
        holdAt = occurrence;
        report(SET);
    }

    void release() {
        released.countDown();
    }

    @Override
    public void pass(String point) {
        if (isToBeHeld(point)) {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public synchronized boolean isNext(String point) {
        return holdAt.equals(Optional.of(occurrence(point, passed.getOrDefault(point, 0) + 1)));
    }

    private synchronized boolean isToBeHeld(String point) {
        boolean hold = isNext(point);
        String occurrence = occurrence(point, passed.merge(point, 1, Integer::sum));
        report((hold ? HELD : PASSED) + occurrence);
        if (hold) {
            holdAt = Optional.empty();
        }
        return hold;
    }

    private static String occurrence(String point, int number) {
        return point + " #" + number;
    }

    private void report(String line) {
        parent.println(line);
        parent.flush();
    }
}
