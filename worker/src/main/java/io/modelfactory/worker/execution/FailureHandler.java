package io.modelfactory.worker.execution;

import static io.modelfactory.worker.failure.FailureCode.BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.REGISTRY_EVENT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.RUN_ATTEMPTS_EXHAUSTED;
import static io.modelfactory.worker.failure.FailureCode.TRAINING_FAILED;
import static io.modelfactory.worker.failure.FailureCode.WORKER_RUNTIME_ERROR;

import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.FailureCategory;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.Lease;
import io.modelfactory.worker.ledger.LeaseLostException;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.RunRecord;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a run is left when something went wrong: tried again later, kept from being published, failed, or handed back. */
final class FailureHandler {
    private static final Logger LOG = LoggerFactory.getLogger(FailureHandler.class);

    /** Somebody else's bytes lie where the publication is to be written; once they are gone, it can be. */
    private static final Set<FailureCode> OUTPUT_CONFLICTS = EnumSet.of(
            BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION,
            REGISTRY_EVENT_IMMUTABILITY_VIOLATION,
            PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION);

    private static final int MAX_DOUBLINGS = 6;

    private final AtomicInteger consecutiveFaults = new AtomicInteger();
    private final RunLedger ledger;
    private final RunWorkerSettings settings;
    private final WorkerMeters meters;

    FailureHandler(RunLedger ledger, RunWorkerSettings settings, WorkerMeters meters) {
        this.ledger = ledger;
        this.settings = settings;
        this.meters = meters;
    }

    /** A run came to its end; the next fault is the first of its row. */
    void resetBackoff() {
        consecutiveFaults.set(0);
    }

    /** A run whose evidence holds is only kept from being published; one whose evidence does not has failed after all. */
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
        LOG.warn("{} could not be published: {} {}", run.runKey(), failure.code(), failure.getMessage());
        meters.runFailed(failure.code());
        return ledger.publishPending(lease, failure.code(), message(failure), run.refs());
    }

    /** A failure whose cause may pass is tried again, as often as the policy allows. */
    RunRecord handleFailure(Lease lease, RunRecord run, FailureException failure) {
        return isRetryable(run, failure) ? retryLater(lease, run, failure) : fail(lease, run, failure);
    }

    /** The claim has counted the attempt already; the last one ends the run with what was seen of its death. */
    RunRecord handleFailedAttempt(Lease lease, RunRecord run, AttemptFailedException spent) {
        if (run.attemptsInState() < settings.maxFullRunAttempts()) {
            return retryLater(
                    lease, run, new FailureException(TRAINING_FAILED, String.valueOf(spent.getMessage()), spent));
        }
        String message =
                "attempt " + run.attemptsInState() + " of " + settings.maxFullRunAttempts() + ": " + spent.getMessage();
        return fail(lease, run, new FailureException(RUN_ATTEMPTS_EXHAUSTED, message, spent));
    }

    private boolean isRetryable(RunRecord run, FailureException failure) {
        return failure.code().retryable() && run.attemptsInState() < settings.maxFullRunAttempts();
    }

    private RunRecord retryLater(Lease lease, RunRecord run, FailureException failure) {
        Duration delay = settings.retryBackoff().multipliedBy(1L << Math.min(run.attemptsInState() - 1, 10));
        LOG.info("{} is tried again in {}: {} {}", run.runKey(), delay, failure.code(), failure.getMessage());
        meters.attemptFailed(failure.code());
        return ledger.retryLater(lease, delay, failure.code(), message(failure));
    }

    private RunRecord fail(Lease lease, RunRecord run, FailureException failure) {
        LOG.info("{} failed: {} {}", run.runKey(), failure.code(), failure.getMessage());
        meters.runFailed(failure.code());
        return ledger.fail(lease, failure.code(), message(failure), run.refs());
    }

    /** The surroundings were to blame; the attempt does not count. */
    void release(Lease lease, TransientFaultException fault) {
        LOG.warn("{} is handed back: {}", lease.runKey(), fault.getMessage());
        meters.transientFault(FaultSource.EXECUTION);
        try {
            ledger.release(lease, releaseDelay(), String.valueOf(fault.getMessage()));
        } catch (LeaseLostException | TransientFaultException stillDown) {
            LOG.warn("{} could not be handed back; it is resumed when its lease ends", lease.runKey());
        }
    }

    /** Doubles while this worker meets one fault after another, so that a long outage does not fill the history. */
    private Duration releaseDelay() {
        int before = consecutiveFaults.getAndUpdate(faults -> Math.min(faults + 1, MAX_DOUBLINGS));
        return settings.retryBackoff().multipliedBy(1L << before);
    }

    /** What nobody foresaw, as a failure; a fault or a lost lease stays what it is. */
    static FailureException toFailure(Throwable unexpected) {
        if (unexpected instanceof TransientFaultException fault) {
            throw fault;
        } else if (unexpected instanceof LeaseLostException lost) {
            throw lost;
        }
        LOG.error("unexpected", unexpected);
        return new FailureException(WORKER_RUNTIME_ERROR, unexpected.getClass().getSimpleName(), unexpected);
    }

    private static String message(FailureException failure) {
        return String.valueOf(failure.getMessage());
    }
}
