package io.modelfactory.worker.outbox;

import io.github.resilience4j.core.IntervalFunction;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works off what waits, looks again soon when nothing does, and backs off when the surroundings fail. Looking is cheap and
 * its interval grows to a fifth of a second only; a notification would be no faster to matter, but would make all
 * committing transactions of the database queue up for its one lock.
 */
final class SteadyLoop {

    /** Work that is opened, done step by step, and closed when a step fails. */
    interface Work extends AutoCloseable {
        /** Does some of the work; zero if there was none. */
        int step() throws InterruptedException;

        @Override
        void close();
    }

    private static final Logger LOG = LoggerFactory.getLogger(SteadyLoop.class);

    private static final IntervalFunction BACKOFF = IntervalFunction.ofExponentialRandomBackoff(200, 2.0, 0.5, 5_000);
    private static final long SHORTEST_IDLE_MS = 10;
    private static final long LONGEST_IDLE_MS = 200;
    private static final long STANDBY_MS = 1_000;

    private final String name;
    private final CountDownLatch stopping = new CountDownLatch(1);

    SteadyLoop(String name) {
        this.name = name;
    }

    /** Runs until {@link #stop}, or until the thread is interrupted. {@code open} is empty while another worker does it. */
    void run(Supplier<Optional<? extends Work>> open) {
        int failures = 0;
        try {
            while (!isStopping()) {
                try {
                    Optional<? extends Work> opened = open.get();
                    failures = 0;
                    if (opened.isPresent()) {
                        workOff(opened.get());
                    } else {
                        pause(STANDBY_MS);
                    }
                } catch (RuntimeException fault) {
                    failures++;
                    LOG.warn("{} must be tried again, failure {}: {}", name, failures, fault.toString());
                    LOG.debug("the fault", fault);
                    pause(BACKOFF.apply(failures));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void stop() {
        stopping.countDown();
    }

    boolean isStopping() {
        return stopping.getCount() == 0;
    }

    private void workOff(Work opened) throws InterruptedException {
        try (opened) {
            long idle = SHORTEST_IDLE_MS;
            while (!isStopping()) {
                if (opened.step() > 0) {
                    idle = SHORTEST_IDLE_MS;
                } else {
                    pause(idle);
                    idle = Math.min(2 * idle, LONGEST_IDLE_MS);
                }
            }
        }
    }

    private void pause(long millis) throws InterruptedException {
        if (stopping.await(millis, TimeUnit.MILLISECONDS)) {
            LOG.debug("{} stopped during a pause", name);
        }
    }
}
