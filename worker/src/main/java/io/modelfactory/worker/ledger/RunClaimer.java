package io.modelfactory.worker.ledger;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.RunTransition.RunPhase;
import io.modelfactory.worker.ledger.postgres.Database;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Claims runs: takes the lease and starts or resumes the run in one transaction. A run that has been claimed too often where
 * it stands is given up instead, because it may be what ends its workers.
 */
final class RunClaimer {
    private final Database database;
    private final int maxAttempts;
    private final String runConfigDigest;
    private final ClaimLimits limits;
    private final TransitionRecorder recorder;

    RunClaimer(Database database, LedgerSettings settings, TransitionRecorder recorder) {
        this.database = database;
        this.maxAttempts = settings.maxFullRunAttempts();
        this.runConfigDigest = settings.worker().runConfigDigest();
        this.limits = settings.claimLimits();
        this.recorder = recorder;
    }

    /** What came of looking for a run. */
    private sealed interface ClaimAttempt {
        record Claimed(ClaimedRun run) implements ClaimAttempt {}

        record NoRunAvailable() implements ClaimAttempt {}

        /** The run was given up, or others took the last place in its scope or platform run just now. */
        record Retry() implements ClaimAttempt {}
    }

    /** The next run to work on; empty if there is none. */
    Optional<ClaimedRun> claimNext(String owner, Duration lease) {
        while (true) {
            ClaimAttempt turn = database.transaction(handle -> tryClaim(handle, owner, lease));
            if (turn instanceof ClaimAttempt.Claimed taken) {
                return Optional.of(taken.run());
            } else if (turn instanceof ClaimAttempt.NoRunAvailable) {
                return Optional.empty();
            }
        }
    }

    private ClaimAttempt tryClaim(Handle handle, String owner, Duration lease) {
        Optional<RunRow> next = FairClaimQuery.next(handle, limits);
        if (next.isEmpty()) {
            return new ClaimAttempt.NoRunAvailable();
        }
        RunRow row = next.get();
        if (!FairClaimQuery.isWithinLimits(handle, row, limits)) {
            return new ClaimAttempt.Retry();
        } else if (row.phase() != RunPhase.PUBLISH_PENDING && row.run().attemptsInState() >= maxAttempts) {
            failExhausted(handle, LeaseDao.acquire(handle, row, owner, lease));
            return new ClaimAttempt.Retry();
        }
        return new ClaimAttempt.Claimed(begin(handle, row, owner, lease));
    }

    private ClaimedRun begin(Handle handle, RunRow row, String owner, Duration lease) {
        RunTransition transition = switch (row.phase()) {
            case QUEUED -> RunTransition.START;
            case PUBLISH_PENDING -> RunTransition.START_PUBLISH_ONLY;
            default -> RunTransition.RESUME;
        };
        RunRow begun = LeasedTransitions.begin(handle, row, owner, lease, transition, runConfigDigest);
        RunRecord run = recorder.recordTransition(handle, begun, transition, owner, Optional.empty());
        return new ClaimedRun(new Lease(run.runKey(), owner, begun.leaseToken()), run, begun.traceparent());
    }

    private void failExhausted(Handle handle, Lease lease) {
        Optional<Failure> failure = Optional.of(new Failure(
                FailureCode.RUN_ATTEMPTS_EXHAUSTED,
                "the run was attempted " + maxAttempts + " times without getting any further; see its events for why"));
        RunRow row = LeasedTransitions.finish(handle, lease, RunTransition.FAIL, Map.of(), failure);
        recorder.recordTransition(handle, row, RunTransition.FAIL, lease.owner(), failure);
    }
}
