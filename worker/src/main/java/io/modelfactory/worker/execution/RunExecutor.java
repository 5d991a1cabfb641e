package io.modelfactory.worker.execution;

import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_UNRESOLVED;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.audit.BufferedEvidenceAudit;
import io.modelfactory.worker.artifact.audit.EvidenceAudit;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.gate.GateStage;
import io.modelfactory.worker.ledger.EvidenceAuditRecorder;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.activity.RunStage;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.lease.LeaseLostException;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.publish.PublishStage;
import io.modelfactory.worker.publish.PublishableRun;
import io.modelfactory.worker.request.ProfileDigests;
import io.modelfactory.worker.telemetry.MeasuredStage;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Executes the stages of one claimed run, from the one its state names until no work is left. Each stage ends in one
 * guarded transition, so a run that is cut short is resumed after the last stage that was committed.
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
    private final EvidenceAuditRecorder audits;
    private final BuildStage buildStage;
    private final GateStage gateStage;
    private final PublishStage publishStage;
    private final FailureHandler failureHandler;
    private final WorkerMeters meters;
    private final RunObserver observer;

    RunExecutor(
            RunLedger ledger,
            EvidenceAuditRecorder audits,
            BuildStage buildStage,
            GateStage gateStage,
            PublishStage publishStage,
            RunWorkerSettings settings,
            WorkerMeters meters,
            RunObserver observer) {
        this.ledger = ledger;
        this.audits = audits;
        this.buildStage = buildStage;
        this.gateStage = gateStage;
        this.publishStage = publishStage;
        this.failureHandler = new FailureHandler(ledger, settings, meters);
        this.meters = meters;
        this.observer = observer;
        publishRetry.getEventPublisher().onRetry(again -> meters.publishRetried());
    }

    /**
     * Never throws: whatever happens is recorded in the ledger, or left to the worker that claims the run next.
     *
     * @param held whether the lease is still held, as far as this process knows
     * @param progress told how far the run has come
     */
    void execute(ClaimedRun claimed, BooleanSupplier held, RunProgressListener progress) {
        try (RunTelemetry report = RunTelemetry.start(claimed, meters)) {
            observer.onRunStarted(claimed.run());
            executeAndRecord(claimed, held, progress, report);
        }
    }

    private void executeAndRecord(
            ClaimedRun claimed, BooleanSupplier held, RunProgressListener progress, RunTelemetry report) {
        Lease lease = claimed.lease();
        int earlierFaults = failureHandler.faultsInARow();
        try {
            RunRecord released = runStages(lease, claimed.run(), held, progress);
            failureHandler.resetBackoff();
            report.recordOutcome(released);
            observer.onRunReleased(claimed.run(), released);
            LOG.info("{} is left in {}", lease.runKey(), released.state());
        } catch (LeaseLostException lost) {
            LOG.warn("{} is another worker's now: {}", lease.runKey(), lost.getMessage());
        } catch (TransientFaultException fault) {
            failureHandler.release(lease, fault, earlierFaults);
        } catch (RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError unexpected) {
            if (held.getAsBoolean()) {
                LOG.error("{} could not be recorded; it is resumed when its lease ends", lease.runKey(), unexpected);
            } else {
                logDropped(lease, unexpected);
            }
        }
    }

    private static void logDropped(Lease lease, Throwable end) {
        LOG.info(
                "{} was released while it was in progress, another worker continues it; its thread here ended by {}",
                lease.runKey(),
                end.toString());
    }

    private RunRecord runStages(Lease lease, RunRecord claimed, BooleanSupplier held, RunProgressListener progress) {
        RunRecord run = claimed;
        try {
            if (run.state() == RunState.RUNNING && run.mode() == ExecutionMode.FULL) {
                run = ledger.evalReady(
                        lease,
                        buildStage
                                .build(
                                        run,
                                        lease.token(),
                                        audits.forLease(lease),
                                        held,
                                        progress,
                                        profiles -> pinProfiles(lease, profiles))
                                .refs());
                meters.trainCompleted();
            }
            if (run.state() == RunState.EVAL_READY) {
                progress.onStage(RunStage.GATE);
                run = runGate(lease, run);
            }
        } catch (FailureException failure) {
            return failureHandler.handleFailure(lease, run, failure, buildStage.written(run, failure.code()));
        } catch (AttemptFailedException spent) {
            return failureHandler.handleFailedAttempt(lease, run, spent);
        } catch (RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError unexpected) {
            if (!held.getAsBoolean()) {
                // The ledger refuses every transition; what a thread meets that was stopped is no failure of its run.
                throw unexpected;
            }
            return failureHandler.handleFailure(lease, run, FailureHandler.toFailure(unexpected));
        }
        boolean toPublish = (run.state() == RunState.PASS && run.publishRequested())
                || (run.state() == RunState.RUNNING && run.mode() == ExecutionMode.PUBLISH_ONLY);
        if (!toPublish) {
            return run;
        }
        progress.onStage(RunStage.PUBLISH);
        return publish(lease, run);
    }

    private AdmittedRequest pinProfiles(Lease lease, ProfileDigests profiles) {
        JsonNode request = ledger.pinProfiles(lease, profiles).request();
        return AdmittedRequest.of(
                request, ledger.request(request.path("request_id").asText()).flatMap(RequestRecord::authenticatedBy));
    }

    private RunRecord runGate(Lease lease, RunRecord run) {
        GateStage.Result result = meters.timed(
                MeasuredStage.GATE,
                () -> gateStage.judge(
                        run.platformRunId(),
                        run.runKey(),
                        new Evidence(run.refs()),
                        rows -> ledger.gateAttempt(lease, rows.json(), rows.digest()),
                        audits.forLease(lease)));
        meters.gateDecided(result.decision().passed());
        if (result.decision().passed()) {
            return ledger.pass(
                    lease, result.evidence().refs(), result.decision().observed());
        }
        FailureCode code = result.decision().failureCode();
        meters.runFailed(code);
        return ledger.failGate(
                lease,
                code,
                result.decision().explain(),
                result.evidence().refs(),
                result.decision().observed());
    }

    /** What was read is recorded before its outcome is. A fault of the audit is no fault of the publication. */
    private RunRecord publish(Lease lease, RunRecord run) {
        RunRecord begun;
        try {
            publishStage.requireCompletedAsStarted(PublishableRun.of(ledger.asPublishedHere(run)));
            begun = ledger.beginPublication(lease);
        } catch (FailureException deviating) {
            return failureHandler.handlePublishFailure(lease, run, deviating);
        }
        BufferedEvidenceAudit read = new BufferedEvidenceAudit(audits.forLease(lease));
        Supplier<RunRecord> outcome = attemptPublication(lease, begun, read, new LeaseCheck(ledger, lease));
        read.flush();
        return outcome.get();
    }

    private Supplier<RunRecord> attemptPublication(
            Lease lease, RunRecord run, EvidenceAudit audit, LeaseCheck leaseCheck) {
        PublishStage.Publication publication;
        try {
            publication = meters.timed(
                    MeasuredStage.PUBLISH,
                    () -> publishRetry.executeSupplier(
                            () -> publishStage.publish(PublishableRun.of(run), audit, leaseCheck::requireLive)));
        } catch (FailureException failure) {
            return () -> failureHandler.handlePublishFailure(lease, run, failure);
        } catch (TransientFaultException fault) {
            if (leaseCheck.isCauseOf(fault)) {
                throw fault;
            }
            FailureException failure =
                    new FailureException(EVIDENCE_UNRESOLVED, String.valueOf(fault.getMessage()), fault);
            return () -> failureHandler.leavePublishPending(lease, run, failure);
        } catch (RuntimeException | LinkageError | OutOfMemoryError | StackOverflowError unexpected) {
            FailureException failure = FailureHandler.toFailure(unexpected);
            return () -> failureHandler.handleFailure(lease, run, failure);
        }
        return () -> recordPublished(lease, publication);
    }

    /**
     * A fault of the ledger from here on is none of the publication: the run is resumed, and its bundle is found
     * published.
     */
    private RunRecord recordPublished(Lease lease, PublishStage.Publication publication) {
        RunRecord published = ledger.published(
                lease, publication.evidence().refs(), LifecycleEventConverter.toAvro(publication.event()));
        meters.bundlePublished();
        return published;
    }
}
