package io.modelfactory.worker.ledger;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.IntakeEntry.PublishOverrideEntry;
import io.modelfactory.worker.ledger.audit.NamedReference;
import io.modelfactory.worker.ledger.lease.ClaimLimits;
import io.modelfactory.worker.ledger.run.Failure;
import io.modelfactory.worker.ledger.run.PublishOverride;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunTransition;
import io.modelfactory.worker.ledger.run.RunTransition.RunPhase;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Grants or refuses requests to publish a run on which its gate could not decide. */
final class PublishOverrideHandler {
    private final Handle handle;
    private final ReceiptFactory receipts;
    private final UnitOfWork unitOfWork;
    private final ProfilePolicy profilePolicy;
    private final ClaimLimits limits;
    private final Instant now;

    PublishOverrideHandler(
            Handle handle, ReceiptFactory receipts, UnitOfWork unitOfWork, LedgerSettings settings, Instant now) {
        this.handle = handle;
        this.receipts = receipts;
        this.unitOfWork = unitOfWork;
        this.profilePolicy = settings.profilePolicy();
        this.limits = settings.claimLimits();
        this.now = now;
    }

    /** The run is locked. A run of another platform run is not found: the requester may not learn of it. */
    SubmissionOutcome handle(PublishOverrideEntry override) {
        Optional<RunRow> run = RunDao.find(handle, override.runKey())
                .filter(row -> row.run().platformRunId().equals(override.platformRunId()));
        if (run.isEmpty()) {
            return refuseUnknownRun(override);
        }
        Optional<Failure> notAllowed = profilePolicy.publicationRefusal(
                override.requesterPrincipal(),
                override.command(),
                run.get().run().request(),
                ProfileDao.ofJudged(handle, override.runKey()));
        if (notAllowed.isPresent()) {
            return refuse(override, run, notAllowed.get());
        }
        return isBeingPublished(run.get()) ? join(override) : grant(override, run.get());
    }

    SubmissionOutcome refuseUnknownRun(PublishOverrideEntry override) {
        return refuse(
                override,
                Optional.empty(),
                new Failure(
                        FailureCode.RUN_NOT_FOUND,
                        "publish_override.run_key: " + override.platformRunId() + " has no run " + override.runKey()));
    }

    private static boolean isBeingPublished(RunRow row) {
        return row.phase() == RunPhase.RUNNING_PUBLISH_ONLY
                && row.run().publishOverride().isPresent();
    }

    private SubmissionOutcome grant(PublishOverrideEntry override, RunRow before) {
        OpenRequest request = OpenRequest.of(override, now);
        Optional<String> key = override.authenticatedBy();
        if (key.isEmpty()) {
            return refuse(
                    override,
                    Optional.of(before),
                    new Failure(
                            FailureCode.REQUEST_SIGNATURE_INVALID, "publish_override: the requester is only claimed"));
        }
        Optional<RunRow> granted = RequestTransitions.overrideGate(
                handle,
                override.runKey(),
                new PublishOverride(
                        override.requestId(), override.requesterPrincipal(), key.get(), override.reason(), now),
                limits);
        if (granted.isEmpty()) {
            return refuse(override, Optional.of(before), notApplicable(before.run()));
        }
        unitOfWork.addGrantedRequest(granted.get(), RunTransition.OVERRIDE_GATE, request, override.reason());
        return new SubmissionOutcome.Converged(override.runKey());
    }

    private static Failure notApplicable(RunRecord run) {
        String instead = run.publishOverride()
                .map(first ->
                        "it was granted an override by request " + first.requestId() + " and is in " + run.state())
                .orElseGet(() -> "it is in " + run.state()
                        + run.failureCode().map(code -> " with " + code).orElse(""));
        return new Failure(
                FailureCode.OVERRIDE_NOT_APPLICABLE,
                "publish_override.run_key: only a run in FAIL whose sole reason is " + FailureCode.GATE_INCONCLUSIVE
                        + " can be published by override; " + instead);
    }

    /** The override that was granted first stays, and its publication answers both requests. */
    private SubmissionOutcome join(PublishOverrideEntry override) {
        RunRow row = RequestTransitions.recordEvent(handle, override.runKey(), RunTransition.CONVERGE);
        unitOfWork.addRequestTransition(row, RunTransition.CONVERGE, OpenRequest.of(override, now), Optional.empty());
        return new SubmissionOutcome.Converged(override.runKey());
    }

    private SubmissionOutcome refuse(PublishOverrideEntry override, Optional<RunRow> row, Failure failure) {
        unitOfWork.addRefusal(
                receipts.forRefusal(OpenRequest.of(override, now), row, failure, now),
                List.of(NamedReference.run(override.runKey())));
        return new SubmissionOutcome.Refused(failure.code());
    }
}
