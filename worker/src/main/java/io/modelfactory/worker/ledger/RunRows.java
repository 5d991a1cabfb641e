package io.modelfactory.worker.ledger;

import io.modelfactory.worker.ledger.run.RunRecord;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.statement.StatementContext;

/** Runs out of rows, for queries of the ledger's other packages. */
public final class RunRows {
    private RunRows() {}

    /** Reads {@code mf_run.*}. */
    public static RunRecord read(ResultSet row, StatementContext context) throws SQLException {
        return RunRow.read(row, context).run();
    }
}
