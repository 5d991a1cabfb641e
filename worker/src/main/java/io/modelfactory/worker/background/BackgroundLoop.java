package io.modelfactory.worker.background;

import io.github.resilience4j.core.IntervalFunction;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import java.util.function.IntToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Repeats a round of work on the thread that runs it, until it is stopped. It sleeps after a round without work, and
 * survives rounds that end in a {@link TransientFaultException}: each is counted and logged, and the round is repeated
 * after a backoff. Any other exception ends the loop, and with it the worker: a worker without one of its loops looks
 * alive and is not.
 */
public final class BackgroundLoop implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(BackgroundLoop.class);

    private static final long MIN_POLL_MS = 10;
    private static final long MAX_POLL_MS = 200;
    private static final int POLL_DOUBLINGS = 5;
    private static final IntervalFunction POLL_BACKOFF =
            IntervalFunction.ofExponentialRandomBackoff(100, 2.0, 0.5, 5_000);
    private static final IntervalFunction CONNECT_BACKOFF =
            IntervalFunction.ofExponentialRandomBackoff(200, 2.0, 0.5, 15_000);

    private final FaultSource name;
    private final IntSupplier round;
    private final IntToLongFunction idlePause;
    private final IntToLongFunction backoff;
    private final WorkerMeters meters;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final WakeSignal wakeSignal = new WakeSignal();
    private int consecutiveFaults;

    private BackgroundLoop(
            FaultSource name,
            IntSupplier round,
            IntToLongFunction idlePause,
            IntToLongFunction backoff,
            WorkerMeters meters) {
        this.name = name;
        this.round = round;
        this.idlePause = idlePause;
        this.backoff = backoff;
        this.meters = meters;
    }

    /**
     * Looks for work: at once again while there is some, otherwise after a pause that grows from 10 to 200 ms; after a
     * fault in 0.1 to 5 s. Who makes work in this process can {@link #wake} it. A notification from the database would
     * hardly be noticed sooner, and would make all committing transactions queue up for its one lock.
     *
     * @param round does the next piece of work; returns how much it did
     */
    public static BackgroundLoop polling(FaultSource name, IntSupplier round, WorkerMeters meters) {
        return new BackgroundLoop(
                name,
                round,
                idle -> Math.min(MIN_POLL_MS << Math.min(idle - 1, POLL_DOUBLINGS), MAX_POLL_MS),
                POLL_BACKOFF::apply,
                meters);
    }

    /**
     * As {@link #polling}, for work that may wait: after a round without work always the longest of its pauses. Looks
     * that find nothing are most of what an eager loop does.
     */
    public static BackgroundLoop pollingCalmly(FaultSource name, IntSupplier round, WorkerMeters meters) {
        return new BackgroundLoop(name, round, idle -> MAX_POLL_MS, POLL_BACKOFF::apply, meters);
    }

    /** Works at a fixed interval from the start on; what a fault leaves is for the next round. */
    public static BackgroundLoop every(Duration interval, FaultSource name, Runnable round, WorkerMeters meters) {
        return new BackgroundLoop(
                name, withoutWork(round), idle -> interval.toMillis(), faults -> interval.toMillis(), meters);
    }

    /**
     * Keeps a connection: a round opens it and returns once the loop is stopped; a lost connection is opened again in
     * 0.2 to 15 s. The round calls {@link #resetBackoff} when the connection has proved to work.
     */
    public static BackgroundLoop connecting(FaultSource name, Runnable round, WorkerMeters meters) {
        return new BackgroundLoop(name, withoutWork(round), idle -> MIN_POLL_MS, CONNECT_BACKOFF::apply, meters);
    }

    private static IntSupplier withoutWork(Runnable round) {
        return () -> {
            round.run();
            return 0;
        };
    }

    /** Runs until {@link #stop}, or until its thread is interrupted. */
    @Override
    public void run() {
        int idleRounds = 0;
        try {
            while (!isStopping()) {
                long signals = wakeSignal.signalCount();
                try {
                    idleRounds = round.getAsInt() > 0 ? 0 : idleRounds + 1;
                    consecutiveFaults = 0;
                    if (idleRounds > 0 && rest(signals, idlePause.applyAsLong(idleRounds))) {
                        idleRounds = 0;
                    }
                } catch (TransientFaultException fault) {
                    pause(afterFault(fault));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the pause after a round without work: there is some now. The pause after a fault is not cut short. */
    public void wake() {
        wakeSignal.signal();
    }

    /** Has the round at work be the last, and ends a pause. */
    public void stop() {
        stopping.countDown();
        wakeSignal.signal();
    }

    /** For rounds that take long: whether they shall end soon. */
    public boolean isStopping() {
        return stopping.getCount() == 0;
    }

    /** To be called by the round itself. */
    public void resetBackoff() {
        consecutiveFaults = 0;
    }

    private long afterFault(TransientFaultException fault) {
        consecutiveFaults++;
        meters.transientFault(name);
        long pause = backoff.applyAsLong(consecutiveFaults);
        LOG.warn("{} failed and is repeated in {} ms: {}", name.label(), pause, fault.getMessage());
        return pause;
    }

    /**
     * @param signals seen before the round
     * @return whether there was a signal since
     */
    private boolean rest(long signals, long millis) throws InterruptedException {
        wakeSignal.await(signals, Duration.ofMillis(millis));
        return wakeSignal.signalCount() != signals;
    }

    private void pause(long millis) throws InterruptedException {
        if (stopping.await(millis, TimeUnit.MILLISECONDS)) {
            LOG.debug("{} stopped during a pause", name.label());
        }
    }
}
