package io.modelfactory.worker.ledger;

import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.lease.LeaseLostException;
import io.modelfactory.worker.ledger.lease.LeasePredicate;
import io.modelfactory.worker.ledger.postgres.AdvisoryLock;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** Numbers the verdicts on the same test rows in {@code mf_gate_attempt}. */
final class GateAttemptDao {
    private GateAttemptDao() {}

    /**
     * Counts a run among the verdicts on its test rows, unless it was counted before.
     *
     * @param testRows what makes test rows the same, as JSON
     * @param digest over it
     * @return the run's number, from 1
     * @throws LeaseLostException if another worker has claimed the run
     */
    static int number(Handle handle, Lease lease, String testRows, String digest) {
        requireHeld(handle, lease);
        AdvisoryLock.acquireNamed(handle, "mf_gate_attempt." + digest);
        handle.createUpdate("""
                        INSERT INTO mf_gate_attempt (run_key, test_rows, test_rows_digest, attempt)
                        SELECT :run_key, :test_rows::jsonb, :digest, COALESCE(max(attempt), 0) + 1
                        FROM mf_gate_attempt WHERE test_rows_digest = :digest
                        ON CONFLICT (run_key) DO NOTHING
                        """)
                .bind("run_key", lease.runKey())
                .bind("test_rows", testRows)
                .bind("digest", digest)
                .execute();
        return handle.createQuery("SELECT attempt FROM mf_gate_attempt WHERE run_key = :run_key")
                .bind("run_key", lease.runKey())
                .mapTo(Integer.class)
                .one();
    }

    private static void requireHeld(Handle handle, Lease lease) {
        Query held = handle.createQuery("SELECT 1 FROM mf_run WHERE " + LeasePredicate.HELD_SQL + " FOR NO KEY UPDATE");
        if (LeasePredicate.bind(held, lease).mapTo(Integer.class).findOne().isEmpty()) {
            throw new LeaseLostException(lease);
        }
    }
}
