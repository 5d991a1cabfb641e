package io.modelfactory.worker.ledger;

import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.ledger.run.RunTransition.RunPhase;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jdbi.v3.core.statement.StatementContext;

/** What decides whether and how a run is claimed; its whole row is read once it is. */
record ClaimCandidate(String runKey, String platformRunId, String scopeKey, RunPhase phase, int attemptsInState) {
    /** Of {@code mf_run}. */
    static final String COLUMNS = "run_key, platform_run_id, scope_key, state, execution_mode, attempts_in_state";

    static ClaimCandidate read(ResultSet row, StatementContext context) throws SQLException {
        return new ClaimCandidate(
                row.getString("run_key"),
                row.getString("platform_run_id"),
                row.getString("scope_key"),
                RunPhase.of(
                        RunState.valueOf(row.getString("state")),
                        ExecutionMode.valueOf(row.getString("execution_mode"))),
                row.getInt("attempts_in_state"));
    }
}
