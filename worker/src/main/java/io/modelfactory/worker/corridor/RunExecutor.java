package io.modelfactory.worker.corridor;

import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.GATE_FAIL;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.modelfactory.worker.artifact.AuditBuffer;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.EvidenceAudit;
import io.modelfactory.worker.failure.AttemptSpentException;
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
import io.modelfactory.worker.telemetry.Stage;
import io.modelfactory.worker.telemetry.WorkerMeters;
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

    private final Retry publishRetry = Retry.of("publish", PUBLISH_RETRY);
    private final RunLedger ledger;
    private final EvidenceAudits audits;
    private final BuildStage buildStage;
    private final GateStage gateStage;
    private final PublishStage publishStage;
    private final FailureSettlement failures;
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
        this.failures = new FailureSettlement(ledger, settings, meters);
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
            failures.surroundingsAreWell();
            report.left(rested);
            observer.left(claimed.run(), rested);
            LOG.info("{} is left in {}", lease.runKey(), rested.state());
        } catch (LeaseLostException lost) {
            LOG.warn("{} is another worker's now: {}", lease.runKey(), lost.getMessage());
        } catch (TransientFaultException fault) {
            failures.handBack(lease, fault);
        } catch (RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError unexpected) {
            LOG.error("{} could not be settled; it is resumed when its lease ends", lease.runKey(), unexpected);
        }
    }

    private RunRecord walk(Lease lease, RunRecord claimed, BooleanSupplier held) {
        RunRecord run = claimed;
        try {
            if (run.state() == RunState.RUNNING && run.mode() == ExecutionMode.FULL) {
                run = ledger.evalReady(
                        lease, buildStage.build(run, audits.of(lease), held).refs());
                meters.trainCompleted();
            }
            if (run.state() == RunState.EVAL_READY) {
                run = judge(lease, run);
            }
        } catch (FailureException failure) {
            return failures.settle(lease, run, failure);
        } catch (AttemptSpentException spent) {
            return failures.spend(lease, run, spent);
        } catch (RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError unexpected) {
            return failures.settle(lease, run, FailureSettlement.named(unexpected));
        }
        boolean toPublish = (run.state() == RunState.PASS && run.publishRequested())
                || (run.state() == RunState.RUNNING && run.mode() == ExecutionMode.PUBLISH_ONLY);
        return toPublish ? publish(lease, run) : run;
    }

    private RunRecord judge(Lease lease, RunRecord run) {
        GateStage.Result result = meters.timed(
                Stage.GATE,
                () -> gateStage.judge(run.platformRunId(), run.runKey(), new Evidence(run.refs()), audits.of(lease)));
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
        AuditBuffer read = new AuditBuffer(audits.of(lease));
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
            return () -> failures.unpublished(lease, run, failure);
        } catch (TransientFaultException fault) {
            FailureException failure =
                    new FailureException(EVIDENCE_UNRESOLVED, String.valueOf(fault.getMessage()), fault);
            return () -> failures.pend(lease, run, failure);
        } catch (RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError unexpected) {
            FailureException failure = FailureSettlement.named(unexpected);
            return () -> failures.settle(lease, run, failure);
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
}
