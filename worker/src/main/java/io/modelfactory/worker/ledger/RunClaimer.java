package io.modelfactory.worker.ledger;

import io.modelfactory.worker.ledger.lease.ClaimLimits;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.run.Failure;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunTransition;
import io.modelfactory.worker.ledger.run.RunTransition.RunPhase;
import io.modelfactory.worker.ledger.run.WorkerIdentity;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Claims runs: takes the lease and starts or resumes the run in one transaction. A run that has been claimed too often
 * in its state is failed instead, because it may be what ends its workers.
 */
final class RunClaimer {
    private final Database database;
    private static final String LAST_REASON = "no attempt got the run any further; see its events for why";

    private final AttemptLimit attemptLimit;
    private final WorkerIdentity worker;
    private final ClaimLimits limits;
    private final TransitionRecorder recorder;

    RunClaimer(Database database, LedgerSettings settings, TransitionRecorder recorder) {
        this.database = database;
        this.attemptLimit = settings.attemptLimit();
        this.worker = settings.worker();
        this.limits = settings.claimLimits();
        this.recorder = recorder;
    }

    /** The result of one transaction. */
    private sealed interface ClaimAttempt {
        record Claimed(ClaimedRun run) implements ClaimAttempt {}

        record NoRunAvailable() implements ClaimAttempt {}

        /** The run was failed, or other workers have just reached the limit of its scope or platform run. */
        record Retry() implements ClaimAttempt {}
    }

    /** The next run to work on; empty if there is none. */
    Optional<ClaimedRun> claimNext(String owner, Duration lease) {
        while (true) {
            ClaimAttempt attempt = database.transaction(handle -> tryClaim(handle, owner, lease));
            if (attempt instanceof ClaimAttempt.Claimed claimed) {
                return Optional.of(claimed.run());
            } else if (attempt instanceof ClaimAttempt.NoRunAvailable) {
                return Optional.empty();
            }
        }
    }

    private ClaimAttempt tryClaim(Handle handle, String owner, Duration lease) {
        Optional<ClaimCandidate> next = FairClaimQuery.next(handle, limits);
        if (next.isEmpty()) {
            return new ClaimAttempt.NoRunAvailable();
        }
        ClaimCandidate candidate = next.get();
        if (!FairClaimQuery.isWithinLimits(handle, candidate, limits)) {
            return new ClaimAttempt.Retry();
        }
        Optional<Failure> exhausted = candidate.phase() == RunPhase.PUBLISH_PENDING
                ? Optional.empty()
                : attemptLimit.exhausted(candidate.attemptsInState(), LAST_REASON);
        if (exhausted.isPresent()) {
            fail(handle, LeaseDao.acquire(handle, candidate.runKey(), owner, lease), exhausted);
            return new ClaimAttempt.Retry();
        }
        return new ClaimAttempt.Claimed(begin(handle, candidate, owner, lease));
    }

    private ClaimedRun begin(Handle handle, ClaimCandidate candidate, String owner, Duration lease) {
        RunTransition transition = switch (candidate.phase()) {
            case QUEUED -> RunTransition.START;
            case PUBLISH_PENDING -> RunTransition.START_PUBLISH_ONLY;
            default -> RunTransition.RESUME;
        };
        WorkerTransition change = WorkerTransition.of(transition, owner);
        RunRow begun = LeasedTransitions.begin(handle, candidate, lease, change, worker);
        RunRecord run = recorder.recordTransition(handle, begun, change);
        return new ClaimedRun(new Lease(run.runKey(), owner, begun.leaseToken()), run, begun.traceparent());
    }

    private void fail(Handle handle, Lease lease, Optional<Failure> failure) {
        WorkerTransition change = WorkerTransition.of(RunTransition.FAIL, lease.owner(), failure);
        recorder.recordTransition(handle, LeasedTransitions.finish(handle, lease, change, Map.of()), change);
    }
}
