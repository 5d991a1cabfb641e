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
    private final Settlement settlement;

    Claims(Database database, LedgerSettings settings, Settlement settlement) {
        this.database = database;
        this.maxAttempts = settings.maxFullRunAttempts();
        this.runConfigDigest = settings.worker().runConfigDigest();
        this.settlement = settlement;
    }

    /** The next run to work on; empty if there is none. */
    Optional<ClaimedRun> next(String owner, Duration lease) {
        while (true) {
            Optional<ClaimedRun> taken = database.transaction(handle -> take(handle, owner, lease));
            if (taken.isEmpty() || !taken.get().run().atRest()) {
                return taken;
            }
        }
    }

    private Optional<ClaimedRun> take(Handle handle, String owner, Duration lease) {
        return LeaseDao.take(handle, owner, lease).map(row -> {
            Lease taken = new Lease(row.run().runKey(), owner, row.leaseToken());
            boolean givenUp = row.stand() != Stand.PUBLISH_PENDING && row.run().attemptsInState() >= maxAttempts;
            return new ClaimedRun(
                    taken, givenUp ? giveUp(handle, taken) : begin(handle, taken, row), row.traceparent());
        });
    }

    private RunRecord begin(Handle handle, Lease lease, RunRow row) {
        RunTransition transition = switch (row.stand()) {
            case QUEUED -> RunTransition.START;
            case PUBLISH_PENDING -> RunTransition.START_PUBLISH_ONLY;
            default -> RunTransition.RESUME;
        };
        Stand to = transition.to().orElse(row.stand());
        RunRow begun = RunMoves.begin(handle, lease, transition, to, runConfigDigest);
        return settlement.write(handle, begun, transition, lease.owner(), Optional.empty());
    }

    private RunRecord giveUp(Handle handle, Lease lease) {
        Optional<Failure> failure = Optional.of(new Failure(
                FailureCode.RUN_ATTEMPTS_EXHAUSTED,
                "the run was attempted " + maxAttempts + " times without getting any further; see its events for why"));
        RunRow row = RunMoves.finish(handle, lease, RunTransition.FAIL, Map.of(), failure);
        return settlement.write(handle, row, RunTransition.FAIL, lease.owner(), failure);
    }
}
