package io.modelfactory.worker.app.worker;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.WorkloadQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until a worker has nothing left to do. First the request topic is read to where it ended when the drain began,
 * or the intake has taken all it wanted; requests that come later do not keep the worker, for then a busy topic would
 * never let it go. Then nothing more is taken, and the ledger is waited for: no run at work or claimable, by whichever
 * worker, every message relayed, every receipt in the store.
 */
public final class Drain {
    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);
    private static final Duration PAUSE = Duration.ofMillis(200);
    private static final int MAX_RUNS_NAMED = 100;

    private final Worker worker;
    private final RequestTopicEndOffsets end;
    private final WorkloadQuery workload;

    Drain(Worker worker, RequestTopicEndOffsets end, WorkloadQuery workload) {
        this.worker = worker;
        this.end = end;
        this.workload = workload;
    }

    /** How a drain ended. */
    public enum DrainEnding {
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
    public record DrainResult(DrainEnding ending, WorkloadQuery.RemainingWork left, WorkloadQuery.StuckWork stuck) {
        private static final DrainResult WORKER_ENDED = new DrainResult(
                DrainEnding.WORKER_ENDED,
                new WorkloadQuery.RemainingWork(0, 0, 0, 0),
                new WorkloadQuery.StuckWork(List.of(), 0, 0));
    }

    /**
     * @param timeout how long to wait; without end if empty
     * @throws TransientFaultException if the database does not answer at the beginning or at the end
     */
    DrainResult await(Optional<Duration> timeout) throws InterruptedException {
        Instant since = workload.now();
        Optional<Instant> deadline = timeout.map(Instant.now()::plus);
        while (!worker.awaitEnd(PAUSE)) {
            if (isDone()) {
                WorkloadQuery.StuckWork stuck = workload.stuckSince(since, MAX_RUNS_NAMED);
                DrainEnding ending = stuck.isNothing() ? DrainEnding.DRAINED : DrainEnding.NEEDS_A_PERSON;
                return new DrainResult(ending, workload.remaining(), stuck);
            }
            if (deadline.filter(Instant.now()::isAfter).isPresent()) {
                return new DrainResult(
                        DrainEnding.TIMED_OUT, workload.remaining(), workload.stuckSince(since, MAX_RUNS_NAMED));
            }
        }
        return DrainResult.WORKER_ENDED;
    }

    /** The topic is looked at before the ledger: what was read from it by then is in the ledger by then. */
    private boolean isDone() {
        try {
            if (!worker.isIntakeStopped()) {
                if (end.isReached()) {
                    LOG.info("the request topic is read; waiting for the runs");
                    worker.stopIntake();
                }
                return false;
            }
            return workload.remaining().isNothing();
        } catch (TransientFaultException fault) {
            LOG.warn("cannot count the remaining work: {}", fault.getMessage());
            return false;
        }
    }
}
