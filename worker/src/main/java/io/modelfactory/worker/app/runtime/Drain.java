package io.modelfactory.worker.app.runtime;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.Workload;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until a worker has nothing left to do. First the request topic is read to where it ended when the drain began, or
 * the intake has taken all it wanted; requests that come later do not keep the worker, for then a busy topic would never let
 * it go. Then nothing more is taken, and the ledger is waited for: no run at work or claimable, by whichever worker, every
 * message relayed, every receipt in the store.
 */
public final class Drain {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int MOST_RUNS_NAMED = 100;

    private final Worker worker;
    private final RequestTopicEnd end;
    private final Workload workload;

    Drain(Worker worker, RequestTopicEnd end, Workload workload) {
        this.worker = worker;
        this.end = end;
        this.workload = workload;
    }

    /** How a drain ended. */
    public enum Ending {
        /** Nothing is left. */
        DRAINED,
        /** Nothing is left that a worker could do, but something that a person must. */
        NEEDS_A_PERSON,
        TIMED_OUT,
        /** The worker ended first. */
        WORKER_ENDED
    }

    /**
     * @param left what was still to be done; nothing if it was drained
     * @param stuck what got stuck while it was drained, and no worker takes up again by itself
     */
    public record Result(Ending ending, Workload.Left left, Workload.Stuck stuck) {
        private static final Result WORKER_ENDED =
                new Result(Ending.WORKER_ENDED, new Workload.Left(0, 0, 0, 0), new Workload.Stuck(List.of(), 0, 0));
    }

    /**
     * @param patience how long to wait; for ever if empty
     * @throws TransientFaultException if the database does not answer at the beginning or at the end
     */
    Result await(Optional<Duration> patience) throws InterruptedException {
        Instant since = workload.now();
        Optional<Instant> deadline = patience.map(Instant.now()::plus);
        while (!worker.awaitEnd(PAUSE)) {
            if (isDone()) {
                Workload.Stuck stuck = workload.stuckSince(since, MOST_RUNS_NAMED);
                Ending ending = stuck.isNothing() ? Ending.DRAINED : Ending.NEEDS_A_PERSON;
                return new Result(ending, workload.left(), stuck);
            }
            if (deadline.filter(Instant.now()::isAfter).isPresent()) {
                return new Result(Ending.TIMED_OUT, workload.left(), workload.stuckSince(since, MOST_RUNS_NAMED));
            }
        }
        return Result.WORKER_ENDED;
    }

    /** The topic is looked at before the ledger: what was read from it by then is in the ledger by then. */
    private boolean isDone() {
        try {
            if (!worker.takesNoMore()) {
                if (end.isReached()) {
                    LOG.info("the request topic is read; waiting for the runs");
                    worker.stopTaking();
                }
                return false;
            }
            return workload.left().isNothing();
        } catch (TransientFaultException fault) {
            LOG.warn("cannot tell what is left to do: {}", fault.getMessage());
            return false;
        }
    }
}
