package io.modelfactory.worker.ledger;

import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/**
 * A row of {@code mf_run} that a transaction has locked.
 *
 * @param now a time of the database's clock since then
 */
record LockedRun(RunRow row, Instant now) {

    /** Reads {@code mf_run.*} and {@code now}. */
    static LockedRun read(ResultSet row) throws SQLException {
        return new LockedRun(RunRow.ofColumns(row), PostgresColumns.time(row, "now"));
    }
}
