package io.modelfactory.worker.ledger;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.IntakeEntry.PublishRetryEntry;
import io.modelfactory.worker.ledger.audit.NamedReference;
import io.modelfactory.worker.ledger.lease.ClaimLimits;
import io.modelfactory.worker.ledger.run.Failure;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.ledger.run.RunTransition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Grants or refuses requests to publish a passed run again. */
final class PublishRetryHandler {
    private final Handle handle;
    private final ReceiptFactory receipts;
    private final UnitOfWork unitOfWork;
    private final ProfilePolicy profilePolicy;
    private final int maxAttempts;
    private final ClaimLimits limits;
    private final Instant now;

    PublishRetryHandler(
            Handle handle, ReceiptFactory receipts, UnitOfWork unitOfWork, LedgerSettings settings, Instant now) {
        this.handle = handle;
        this.receipts = receipts;
        this.unitOfWork = unitOfWork;
        this.profilePolicy = settings.profilePolicy();
        this.maxAttempts = settings.maxPublishRetryAttempts();
        this.limits = settings.claimLimits();
        this.now = now;
    }

    /** The run is locked. A run of another platform run is not found: the requester may not learn of it. */
    SubmissionOutcome handle(PublishRetryEntry retry) {
        OpenRequest request = OpenRequest.of(retry, now);
        Optional<RunRow> run = RunDao.find(handle, retry.runKey())
                .filter(row -> row.run().platformRunId().equals(retry.platformRunId()));
        if (run.isEmpty()) {
            return refuseUnknownRun(retry);
        } else if (run.get().run().state() != RunState.PUBLISH_PENDING) {
            return skip(
                    request,
                    RunTransition.SKIP_PUBLISH_RETRY,
                    new Failure(
                            FailureCode.RETRY_NOT_PENDING,
                            "publish_retry.run_key: the run is not waiting to be published, it is in "
                                    + run.get().run().state()));
        }
        Optional<Failure> notAllowed = ProfileDao.find(handle, retry.runKey())
                .flatMap(profiles -> profilePolicy.publicationRefusal(
                        retry.requesterPrincipal(),
                        retry.command(),
                        run.get().run().request(),
                        profiles));
        if (notAllowed.isPresent()) {
            return refuse(request, run, notAllowed.get());
        }
        return run.get().run().publication().publishRetryRequested() ? join(request, retry) : grant(request, retry);
    }

    SubmissionOutcome refuseUnknownRun(PublishRetryEntry retry) {
        return refuse(
                OpenRequest.of(retry, now),
                Optional.empty(),
                new Failure(
                        FailureCode.RUN_NOT_FOUND,
                        "publish_retry.run_key: " + retry.platformRunId() + " has no run " + retry.runKey()));
    }

    private SubmissionOutcome grant(OpenRequest request, PublishRetryEntry retry) {
        Optional<RunRow> granted = RequestTransitions.requestPublishRetry(handle, retry, maxAttempts, limits);
        if (granted.isEmpty()) {
            return skip(
                    request,
                    RunTransition.EXHAUST_PUBLISH_RETRY,
                    new Failure(
                            FailureCode.PUBLISH_RETRY_EXHAUSTED,
                            "publish_retry.run_key: all " + maxAttempts + " retries of the run are used up"));
        }
        unitOfWork.addGrantedRequest(granted.get(), RunTransition.REQUEST_PUBLISH_RETRY, request, retry.reason());
        return new SubmissionOutcome.Converged(retry.runKey());
    }

    /** A granted retry that no worker has claimed yet serves both requests; it is counted once. */
    private SubmissionOutcome join(OpenRequest request, PublishRetryEntry retry) {
        RunRow row = RequestTransitions.recordEvent(handle, retry.runKey(), RunTransition.CONVERGE);
        unitOfWork.addRequestTransition(row, RunTransition.CONVERGE, request, Optional.empty());
        return new SubmissionOutcome.Converged(retry.runKey());
    }

    private SubmissionOutcome skip(OpenRequest request, RunTransition transition, Failure failure) {
        RunRow row = RequestTransitions.recordEvent(handle, request.runKey().orElseThrow(), transition);
        unitOfWork.addRequestTransition(row, transition, request, Optional.of(failure));
        return refuse(request, Optional.of(row), failure);
    }

    private SubmissionOutcome refuse(OpenRequest request, Optional<RunRow> row, Failure failure) {
        List<NamedReference> references =
                request.runKey().map(NamedReference::run).map(List::of).orElse(List.of());
        unitOfWork.addRefusal(receipts.forRefusal(request, row, failure, now), references);
        return new SubmissionOutcome.Refused(failure.code());
    }
}
