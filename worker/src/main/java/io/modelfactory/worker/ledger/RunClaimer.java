package io.modelfactory.worker.ledger;

import io.modelfactory.worker.ledger.lease.ClaimLimits;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.Failure;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.ledger.run.RunTransition;
import io.modelfactory.worker.ledger.run.RunTransition.RunPhase;
import io.modelfactory.worker.ledger.run.WorkerIdentity;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Claims runs: takes the lease and starts or resumes the run in one transaction. A run that has been claimed too often
 * in its state is failed instead, because it may be what ends its workers.
 */
final class RunClaimer {
    private static final String LAST_REASON = "no attempt got the run any further; see its events for why";

    private final Database database;
    private final AttemptLimit attemptLimit;
    private final WorkerIdentity worker;
    private final ClaimLimits limits;
    private final LeasedTransitions transitions;

    RunClaimer(Database database, LedgerSettings settings, LeasedTransitions transitions) {
        this.database = database;
        this.attemptLimit = settings.attemptLimit();
        this.worker = settings.worker();
        this.limits = settings.claimLimits();
        this.transitions = transitions;
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
        Optional<LockedRun> next = FairClaimQuery.next(handle, limits);
        if (next.isEmpty()) {
            return new ClaimAttempt.NoRunAvailable();
        }
        LockedRun locked = next.get();
        RunRow row = locked.row();
        if (!FairClaimQuery.isWithinLimits(handle, row.run(), limits)) {
            return new ClaimAttempt.Retry();
        }
        Optional<Failure> exhausted = row.phase() == RunPhase.PUBLISH_PENDING
                ? Optional.empty()
                : attemptLimit.exhausted(row.run().attemptsInState(), LAST_REASON);
        if (exhausted.isPresent()) {
            Lease acquired = LeaseDao.acquire(handle, row.run().runKey(), owner, lease);
            fail(handle, acquired, exhausted, locked);
            return new ClaimAttempt.Retry();
        }
        return new ClaimAttempt.Claimed(begin(handle, locked, owner, lease));
    }

    /**
     * Starts or resumes the run under a new lease, and counts the attempt. Start time and configuration are pinned by
     * the first claim: artifacts name both, and a worker of another release must be able to resume the run.
     */
    private ClaimedRun begin(Handle handle, LockedRun locked, String owner, Duration duration) {
        RunRow before = locked.row();
        WorkerTransition change = WorkerTransition.of(
                switch (before.phase()) {
                    case QUEUED -> RunTransition.START;
                    case PUBLISH_PENDING -> RunTransition.START_PUBLISH_ONLY;
                    default -> RunTransition.RESUME;
                },
                owner);
        RunRow begun = claimed(before, change.transition(), locked.now());
        Lease lease = transitions.begin(handle, before, begun, duration, change);
        return new ClaimedRun(lease, begun.run(), begun.traceparent());
    }

    private RunRow claimed(RunRow before, RunTransition transition, Instant now) {
        RunRecord run = before.run();
        RunPhase phase = transition.to().orElse(before.phase());
        RunRecord.Attempts attempts = run.attempts();
        RunRecord.StartPin pin = run.startPin();
        return before.afterClaim(
                phase,
                new RunRecord.Publication(
                        run.publishRequested(),
                        run.publication().publishRetryRequested() && run.state() != RunState.PUBLISH_PENDING,
                        run.publishOverride()),
                new RunRecord.Attempts(
                        attempts.fullRunAttempts() + (phase.mode() == ExecutionMode.FULL ? 1 : 0),
                        attempts.publishRetryAttempts(),
                        phase.state() == run.state() ? attempts.attemptsInState() + 1 : 1,
                        attempts.requeues()),
                new RunRecord.StartPin(
                        pin.executionStartedAt().or(() -> Optional.of(now.truncatedTo(ChronoUnit.MILLIS))),
                        pin.runConfigDigest().or(() -> Optional.of(worker.runConfigDigest())),
                        pin.runConfigDigest().isPresent() ? pin.signingKeyId() : worker.signingKeyId()),
                now);
    }

    private void fail(Handle handle, Lease lease, Optional<Failure> failure, LockedRun locked) {
        WorkerTransition change = WorkerTransition.of(RunTransition.FAIL, lease.owner(), failure);
        transitions.applyTo(
                handle,
                lease,
                LeasedChange.finish(change, Map.of()),
                locked.row().leasedAs(lease.token()),
                locked.now());
    }
}
