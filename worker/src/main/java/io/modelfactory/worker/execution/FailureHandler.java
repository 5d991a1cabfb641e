package io.modelfactory.worker.execution;

import static io.modelfactory.worker.failure.FailureCode.BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.REGISTRY_EVENT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.TRAINING_FAILED;
import static io.modelfactory.worker.failure.FailureCode.WORKER_RUNTIME_ERROR;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.FailureCategory;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.lease.LeaseLostException;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides where a run is left after a failure or a fault: to be retried, publish pending, failed, or released. */
final class FailureHandler {
    private static final Logger LOG = LoggerFactory.getLogger(FailureHandler.class);

    /** Foreign bytes lie under a key of the publication; once they are removed, it can be written. */
    private static final Set<FailureCode> OUTPUT_CONFLICTS = EnumSet.of(
            BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION,
            REGISTRY_EVENT_IMMUTABILITY_VIOLATION,
            PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION);

    private final AtomicInteger faultsInARow = new AtomicInteger();
    private final RunLedger ledger;
    private final RetryBackoff backoff;
    private final WorkerMeters meters;

    FailureHandler(RunLedger ledger, RunWorkerSettings settings, WorkerMeters meters) {
        this.ledger = ledger;
        this.backoff = new RetryBackoff(settings.retryBackoff());
        this.meters = meters;
    }

    /** A run came to its end; the next fault is the first in a row. */
    void resetBackoff() {
        faultsInARow.set(0);
    }

    /** How many faults this worker has met one after another; to be asked when a run begins. */
    int faultsInARow() {
        return faultsInARow.get();
    }

    /** A run whose evidence holds is left publish pending; one whose evidence does not hold fails. */
    RunRecord handlePublishFailure(Lease lease, RunRecord run, FailureException failure) {
        if (isRetryable(run, failure)) {
            return retryLater(lease, run, failure);
        }
        boolean evidenceHolds = failure.code().category() == FailureCategory.PUBLISH
                || failure.code().retryable()
                || OUTPUT_CONFLICTS.contains(failure.code());
        return evidenceHolds ? leavePublishPending(lease, run, failure) : fail(lease, run, failure);
    }

    /** The run keeps its pass; an operator or a later retry may publish it without training again. */
    RunRecord leavePublishPending(Lease lease, RunRecord run, FailureException failure) {
        LOG.warn(
                "{} was not published and waits for a publish retry: {} {}",
                run.runKey(),
                failure.code(),
                failure.getMessage());
        meters.runFailed(failure.code());
        return ledger.publishPending(lease, failure.code(), message(failure), run.refs());
    }

    /** A failure whose cause may pass is retried, as often as the policy allows. */
    RunRecord handleFailure(Lease lease, RunRecord run, FailureException failure) {
        return handleFailure(lease, run, failure, run.refs());
    }

    /** As above, of a run that has written more by now than its record says. */
    RunRecord handleFailure(Lease lease, RunRecord run, FailureException failure, Map<String, ArtifactRef> refs) {
        return isRetryable(run, failure) ? retryLater(lease, run, failure) : fail(lease, run, failure, refs);
    }

    /** The claim has counted the attempt already; the last one fails the run with the reason of its death. */
    RunRecord handleFailedAttempt(Lease lease, RunRecord run, AttemptFailedException spent) {
        String reason = String.valueOf(spent.getMessage());
        return ledger.exhausted(run, reason)
                .map(failure -> fail(lease, run, new FailureException(failure.code(), failure.message(), spent)))
                .orElseGet(() -> retryLater(lease, run, new FailureException(TRAINING_FAILED, reason, spent)));
    }

    private boolean isRetryable(RunRecord run, FailureException failure) {
        return failure.code().retryable()
                && ledger.exhausted(run, message(failure)).isEmpty();
    }

    private RunRecord retryLater(Lease lease, RunRecord run, FailureException failure) {
        Duration delay = backoff.delayAfter(run.attemptsInState() - 1);
        LOG.info("{} is retried in {}: {} {}", run.runKey(), delay, failure.code(), failure.getMessage());
        meters.attemptFailed(failure.code());
        return ledger.retryLater(lease, delay, failure.code(), message(failure));
    }

    private RunRecord fail(Lease lease, RunRecord run, FailureException failure) {
        return fail(lease, run, failure, run.refs());
    }

    private RunRecord fail(Lease lease, RunRecord run, FailureException failure, Map<String, ArtifactRef> refs) {
        LOG.info("{} failed: {} {}", run.runKey(), failure.code(), failure.getMessage());
        meters.runFailed(failure.code());
        return ledger.fail(lease, failure.code(), message(failure), refs);
    }

    /**
     * An external dependency failed; the attempt does not count.
     *
     * @param earlier {@link #faultsInARow} when the run began
     */
    void release(Lease lease, TransientFaultException fault, int earlier) {
        LOG.warn("{} is released to be resumed: {}", lease.runKey(), fault.getMessage());
        meters.transientFault(FaultSource.EXECUTION);
        try {
            ledger.release(lease, releaseDelay(earlier), String.valueOf(fault.getMessage()));
        } catch (LeaseLostException | TransientFaultException stillDown) {
            LOG.warn("{} was not released; it is resumed when its lease ends", lease.runKey());
        }
    }

    /**
     * Doubles while this worker meets one fault after another, so that a long outage does not fill the history. Runs at
     * work at the same time meet the same fault: it is one for all of them.
     */
    private Duration releaseDelay(int earlier) {
        // Fewer, if a run has come to its end since this one began.
        int before = Math.min(earlier, faultsInARow.get());
        faultsInARow.accumulateAndGet(Math.min(before + 1, RetryBackoff.MAX_DOUBLINGS), Math::max);
        return backoff.delayAfter(before);
    }

    /** An unforeseen error as a failure; a transient fault or a lost lease is thrown on. */
    static FailureException toFailure(Throwable unexpected) {
        if (unexpected instanceof TransientFaultException fault) {
            throw fault;
        } else if (unexpected instanceof LeaseLostException lost) {
            throw lost;
        }
        LOG.error("the run fails with WORKER_RUNTIME_ERROR after an unforeseen error", unexpected);
        return new FailureException(WORKER_RUNTIME_ERROR, unexpected.getClass().getSimpleName(), unexpected);
    }

    private static String message(FailureException failure) {
        return String.valueOf(failure.getMessage());
    }
}
