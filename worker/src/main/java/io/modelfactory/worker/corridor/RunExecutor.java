package io.modelfactory.worker.corridor;

import static io.modelfactory.worker.failure.FailureCode.BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.GATE_FAIL;
import static io.modelfactory.worker.failure.FailureCode.PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.REGISTRY_EVENT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.RUN_ATTEMPTS_EXHAUSTED;
import static io.modelfactory.worker.failure.FailureCode.TRAINING_FAILED;
import static io.modelfactory.worker.failure.FailureCode.WORKER_RUNTIME_ERROR;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.modelfactory.worker.artifact.AuditBuffer;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.EvidenceAudit;
import io.modelfactory.worker.failure.AttemptSpentException;
import io.modelfactory.worker.failure.FailureCategory;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.gate.GateStage;
import io.modelfactory.worker.ledger.ClaimedRun;
import io.modelfactory.worker.ledger.EvidenceAudits;
import io.modelfactory.worker.ledger.ExecutionMode;
import io.modelfactory.worker.ledger.Lease;
import io.modelfactory.worker.ledger.LeaseLostException;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.RunRecord;
import io.modelfactory.worker.ledger.RunState;
import io.modelfactory.worker.publish.PublishStage;
import io.modelfactory.worker.publish.RecordedRun;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.Stage;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Walks one claimed run from the stage it stands at until it rests. Each stage ends in one guarded transition, so a run
 * that is cut short is resumed behind the last stage that was committed.
 */
final class RunExecutor {
    private static final Logger LOG = LoggerFactory.getLogger(RunExecutor.class);

    /** Every step of a publication may be repeated, so a short fault of the store need not leave it pending. */
    private static final RetryConfig PUBLISH_RETRY = RetryConfig.custom()
            .maxAttempts(4)
            .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(250, 2.0, 0.5, 2_000))
            .retryExceptions(TransientFaultException.class)
            .build();

    /** Somebody else's bytes lie where the publication is to be written; once they are gone, it can be. */
    private static final Set<FailureCode> OUTPUT_OCCUPIED = EnumSet.of(
            BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION,
            REGISTRY_EVENT_IMMUTABILITY_VIOLATION,
            PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION);

    private static final int MAX_DOUBLINGS = 6;

    private final AtomicInteger faultsInARow = new AtomicInteger();
    private final Retry publishRetry = Retry.of("publish", PUBLISH_RETRY);
    private final RunLedger ledger;
    private final EvidenceAudits audits;
    private final BuildStage buildStage;
    private final GateStage gateStage;
    private final PublishStage publishStage;
    private final CorridorSettings settings;
    private final WorkerMeters meters;
    private final RunObserver observer;

    RunExecutor(
            RunLedger ledger,
            EvidenceAudits audits,
            BuildStage buildStage,
            GateStage gateStage,
            PublishStage publishStage,
            CorridorSettings settings,
            WorkerMeters meters,
            RunObserver observer) {
        this.ledger = ledger;
        this.audits = audits;
        this.buildStage = buildStage;
        this.gateStage = gateStage;
        this.publishStage = publishStage;
        this.settings = settings;
        this.meters = meters;
        this.observer = observer;
        publishRetry.getEventPublisher().onRetry(again -> meters.publishRetried());
    }

    /**
     * Never throws: whatever happens is settled in the ledger, or left to the worker that claims the run next.
     *
     * @param held whether the lease is still held, as far as anybody here knows
     */
    void execute(ClaimedRun claimed, BooleanSupplier held) {
        try (RunReport report = RunReport.begin(claimed, meters)) {
            observer.begun(claimed.run());
            settle(claimed, held, report);
        }
    }

    private void settle(ClaimedRun claimed, BooleanSupplier held, RunReport report) {
        Lease lease = claimed.lease();
        try {
            RunRecord rested = walk(lease, claimed.run(), held);
            faultsInARow.set(0);
            report.left(rested);
            observer.left(claimed.run(), rested);
            LOG.info("{} is left in {}", lease.runKey(), rested.state());
        } catch (LeaseLostException lost) {
            LOG.warn("{} is another worker's now: {}", lease.runKey(), lost.getMessage());
        } catch (TransientFaultException fault) {
            handBack(lease, fault);
        } catch (RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError unexpected) {
            LOG.error("{} could not be settled; it is resumed when its lease ends", lease.runKey(), unexpected);
        }
    }

    private RunRecord walk(Lease lease, RunRecord claimed, BooleanSupplier held) {
        RunRecord run = claimed;
        try {
            if (run.state() == RunState.RUNNING && run.mode() == ExecutionMode.FULL) {
                run = ledger.evalReady(
                        lease, buildStage.build(run, audits.of(run), held).refs());
                meters.trainCompleted();
            }
            if (run.state() == RunState.EVAL_READY) {
                run = judge(lease, run);
            }
        } catch (FailureException failure) {
            return settle(lease, run, failure);
        } catch (AttemptSpentException spent) {
            return spend(lease, run, spent);
        } catch (RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError unexpected) {
            return settle(lease, run, named(unexpected));
        }
        boolean toPublish = (run.state() == RunState.PASS && run.publishRequested())
                || (run.state() == RunState.RUNNING && run.mode() == ExecutionMode.PUBLISH_ONLY);
        return toPublish ? publish(lease, run) : run;
    }

    private RunRecord judge(Lease lease, RunRecord run) {
        GateStage.Result result = meters.timed(
                Stage.GATE,
                () -> gateStage.judge(run.platformRunId(), run.runKey(), new Evidence(run.refs()), audits.of(run)));
        meters.gateDecided(result.decision().passed());
        if (result.decision().passed()) {
            return ledger.pass(lease, result.evidence().refs());
        }
        meters.runFailed(GATE_FAIL);
        return ledger.fail(
                lease, GATE_FAIL, result.decision().explain(), result.evidence().refs());
    }

    /** What was read is on record before anything is made of it. A fault of the record is no fault of the publication. */
    private RunRecord publish(Lease lease, RunRecord run) {
        AuditBuffer read = new AuditBuffer(audits.of(run));
        Supplier<RunRecord> outcome = publication(lease, run, read);
        read.flush();
        return outcome.get();
    }

    private Supplier<RunRecord> publication(Lease lease, RunRecord run, EvidenceAudit audit) {
        PublishStage.Publication publication;
        try {
            publication = meters.timed(
                    Stage.PUBLISH,
                    () -> publishRetry.executeSupplier(() -> publishStage.publish(RecordedRun.of(run), audit)));
        } catch (FailureException failure) {
            return () -> unpublished(lease, run, failure);
        } catch (TransientFaultException fault) {
            FailureException failure =
                    new FailureException(EVIDENCE_UNRESOLVED, String.valueOf(fault.getMessage()), fault);
            return () -> pend(lease, run, failure);
        } catch (RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError unexpected) {
            FailureException failure = named(unexpected);
            return () -> settle(lease, run, failure);
        }
        return () -> published(lease, publication);
    }

    /** A fault of the ledger from here on is no fault of the publication: the run is resumed and finds it all done. */
    private RunRecord published(Lease lease, PublishStage.Publication publication) {
        RunRecord published =
                ledger.published(lease, publication.evidence().refs(), LifecycleEvents.record(publication.event()));
        meters.bundlePublished();
        return published;
    }

    /** A run whose evidence holds is only kept from being published; one whose evidence does not has failed after all. */
    private RunRecord unpublished(Lease lease, RunRecord run, FailureException failure) {
        if (mayBeTriedAgain(run, failure)) {
            return tryLater(lease, run, failure);
        }
        boolean evidenceHolds = failure.code().category() == FailureCategory.PUBLISH
                || failure.code().retryable()
                || OUTPUT_OCCUPIED.contains(failure.code());
        return evidenceHolds ? pend(lease, run, failure) : fail(lease, run, failure);
    }

    /** The run keeps its pass; an operator or a later retry may publish it without training again. */
    private RunRecord pend(Lease lease, RunRecord run, FailureException failure) {
        LOG.warn("{} could not be published: {} {}", run.runKey(), failure.code(), failure.getMessage());
        meters.runFailed(failure.code());
        return ledger.publishPending(lease, failure.code(), message(failure), run.refs());
    }

    private RunRecord settle(Lease lease, RunRecord run, FailureException failure) {
        return mayBeTriedAgain(run, failure) ? tryLater(lease, run, failure) : fail(lease, run, failure);
    }

    /** The claim has counted the attempt already; the last one ends the run with what was seen of its death. */
    private RunRecord spend(Lease lease, RunRecord run, AttemptSpentException spent) {
        if (run.attemptsInState() < settings.maxFullRunAttempts()) {
            return tryLater(
                    lease, run, new FailureException(TRAINING_FAILED, String.valueOf(spent.getMessage()), spent));
        }
        String message =
                "attempt " + run.attemptsInState() + " of " + settings.maxFullRunAttempts() + ": " + spent.getMessage();
        return fail(lease, run, new FailureException(RUN_ATTEMPTS_EXHAUSTED, message, spent));
    }

    private boolean mayBeTriedAgain(RunRecord run, FailureException failure) {
        return failure.code().retryable() && run.attemptsInState() < settings.maxFullRunAttempts();
    }

    private RunRecord tryLater(Lease lease, RunRecord run, FailureException failure) {
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

    private void handBack(Lease lease, TransientFaultException fault) {
        LOG.warn("{} is handed back: {}", lease.runKey(), fault.getMessage());
        meters.transientFault(FaultSource.CORRIDOR);
        try {
            ledger.handBack(lease, handBackDelay(), String.valueOf(fault.getMessage()));
        } catch (LeaseLostException | TransientFaultException stillDown) {
            LOG.warn("{} could not be handed back; it is resumed when its lease ends", lease.runKey());
        }
    }

    /** Doubles while this worker meets one fault after another, so that a long outage does not fill the history. */
    private Duration handBackDelay() {
        int before = faultsInARow.getAndUpdate(faults -> Math.min(faults + 1, MAX_DOUBLINGS));
        return settings.retryBackoff().multipliedBy(1L << before);
    }

    private static FailureException named(Throwable unexpected) {
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
