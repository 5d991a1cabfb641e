package io.modelfactory.worker.ledger.lease;

import org.jdbi.v3.core.statement.SqlStatement;

/** The conditions on the lease columns of {@code mf_run}. No statement states them in words of its own. */
public final class LeasePredicate {
    /**
     * What a {@link Lease} is compared with. The token is the fence: whether the lease's time has passed is not asked.
     */
    public static final String LEASE_SQL = "(run_key, lease_owner, lease_token)";

    /** The run is held under the lease that {@link #bind} binds. */
    public static final String HELD_SQL = LEASE_SQL + " = (:run_key, :owner, :token)";

    /** The same, for the run's key, the owner and the token in this order. */
    public static final String POSITIONAL_HELD_SQL = LEASE_SQL + " = (?, ?, ?)";

    /** A worker holds the run, and the lease's time has not passed. */
    public static final String LIVE_SQL = "(lease_owner IS NOT NULL AND lease_deadline > now())";

    /** Any worker may claim the run: the opposite of {@link #LIVE_SQL}, since owner and deadline are set together. */
    public static final String FREE_SQL = "(lease_deadline IS NULL OR lease_deadline <= now())";

    private LeasePredicate() {}

    public static <S extends SqlStatement<S>> S bind(S statement, Lease lease) {
        return statement
                .bind("run_key", lease.runKey())
                .bind("owner", lease.owner())
                .bind("token", lease.token());
    }
}
