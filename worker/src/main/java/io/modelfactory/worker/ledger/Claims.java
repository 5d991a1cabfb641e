package io.modelfactory.worker.ledger;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.RunTransition.Stand;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Claims runs: takes the lease and starts or resumes the run in one transaction. A run that has been claimed too often where
 * it stands is given up instead, because it may be what ends its workers.
 */
final class Claims {
    private final Database database;
    private final int maxAttempts;
    private final String runConfigDigest;
    private final ClaimRules rules;
    private final Settlement settlement;

    Claims(Database database, LedgerSettings settings, Settlement settlement) {
        this.database = database;
        this.maxAttempts = settings.maxFullRunAttempts();
        this.runConfigDigest = settings.worker().runConfigDigest();
        this.rules = settings.claims();
        this.settlement = settlement;
    }

    /** What came of looking for a run. */
    private sealed interface Turn {
        record Taken(ClaimedRun run) implements Turn {}

        record NobodyWaits() implements Turn {}

        /** The run was given up, or others took the last place in its scope or platform run just now. */
        record LookAgain() implements Turn {}
    }

    /** The next run to work on; empty if there is none. */
    Optional<ClaimedRun> next(String owner, Duration lease) {
        while (true) {
            Turn turn = database.transaction(handle -> take(handle, owner, lease));
            if (turn instanceof Turn.Taken taken) {
                return Optional.of(taken.run());
            } else if (turn instanceof Turn.NobodyWaits) {
                return Optional.empty();
            }
        }
    }

    private Turn take(Handle handle, String owner, Duration lease) {
        Optional<RunRow> next = WaitingLines.next(handle, rules);
        if (next.isEmpty()) {
            return new Turn.NobodyWaits();
        }
        RunRow row = next.get();
        if (!WaitingLines.haveRoomFor(handle, row, rules)) {
            return new Turn.LookAgain();
        } else if (row.stand() != Stand.PUBLISH_PENDING && row.run().attemptsInState() >= maxAttempts) {
            giveUp(handle, LeaseDao.take(handle, row, owner, lease));
            return new Turn.LookAgain();
        }
        return new Turn.Taken(begin(handle, row, owner, lease));
    }

    private ClaimedRun begin(Handle handle, RunRow row, String owner, Duration lease) {
        RunTransition transition = switch (row.stand()) {
            case QUEUED -> RunTransition.START;
            case PUBLISH_PENDING -> RunTransition.START_PUBLISH_ONLY;
            default -> RunTransition.RESUME;
        };
        RunRow begun = RunMoves.begin(handle, row, owner, lease, transition, runConfigDigest);
        RunRecord run = settlement.write(handle, begun, transition, owner, Optional.empty());
        return new ClaimedRun(new Lease(run.runKey(), owner, begun.leaseToken()), run, begun.traceparent());
    }

    private void giveUp(Handle handle, Lease lease) {
        Optional<Failure> failure = Optional.of(new Failure(
                FailureCode.RUN_ATTEMPTS_EXHAUSTED,
                "the run was attempted " + maxAttempts + " times without getting any further; see its events for why"));
        RunRow row = RunMoves.finish(handle, lease, RunTransition.FAIL, Map.of(), failure);
        settlement.write(handle, row, RunTransition.FAIL, lease.owner(), failure);
    }
}
