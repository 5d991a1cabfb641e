package io.modelfactory.worker.ledger.activity;

import static io.modelfactory.worker.ledger.postgres.PostgresColumns.integers;
import static io.modelfactory.worker.ledger.postgres.PostgresColumns.longs;
import static io.modelfactory.worker.ledger.postgres.PostgresColumns.texts;

import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.postgres.PostgresText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.statement.StatementContext;

/** What workers logged of each claim of a run, and how long its stages took. */
public final class AttemptLogRepository {
    private final Database database;

    public AttemptLogRepository(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    /**
     * Writes what is known of the claims in one statement, over what was known of them before. Only the worker that has
     * or had a claim writes about it, so that no lease is asked for: what it did last is known after its end. It gives
     * up soon where the database is slow.
     *
     * @throws io.modelfactory.worker.failure.TransientFaultException if the database does not answer, or not in time
     */
    public void write(List<AttemptLog> logs) {
        if (logs.isEmpty()) {
            return;
        }
        database.transaction(handle -> {
            handle.execute("SET LOCAL statement_timeout = '2s'");
            return handle.createUpdate("""
                INSERT INTO mf_attempt_log (run_key, lease_token, worker_id, stages, lines, lines_left_out,
                    left_out_after)
                SELECT run_key, token, worker_id, stages::jsonb, lines::jsonb, left_out, left_out_after
                FROM unnest(:run_keys, :tokens, :workers, :stages, :lines, :left_out, :left_out_after)
                    AS log (run_key, token, worker_id, stages, lines, left_out, left_out_after)
                ORDER BY run_key, token
                ON CONFLICT (run_key, lease_token) DO UPDATE SET stages = excluded.stages, lines = excluded.lines,
                    lines_left_out = excluded.lines_left_out, left_out_after = excluded.left_out_after
                """)
                    .bind("run_keys", texts(logs, AttemptLog::runKey))
                    .bind("tokens", longs(logs, AttemptLog::claim))
                    .bind("workers", texts(logs, AttemptLog::workerId))
                    .bind("stages", texts(logs, log -> Json.text(log.stages())))
                    .bind(
                            "lines",
                            texts(
                                    logs,
                                    log -> Json.text(log.lines().stream()
                                            .map(AttemptLogRepository::storable)
                                            .toList())))
                    .bind("left_out", integers(logs, AttemptLog::linesLeftOut))
                    .bind("left_out_after", integers(logs, AttemptLog::leftOutAfter))
                    .execute();
        });
    }

    private static LogLine storable(LogLine line) {
        return new LogLine(line.at(), line.level(), line.source(), PostgresText.sanitize(line.message()));
    }

    /** Of each claim of the run of which anything is kept, in their order. */
    public List<AttemptLog> byClaim(String runKey) {
        return database.autoCommit(handle -> handle.createQuery(
                        "SELECT * FROM mf_attempt_log WHERE run_key = :run_key ORDER BY lease_token")
                .bind("run_key", runKey)
                .map(AttemptLogRepository::read)
                .list());
    }

    private static AttemptLog read(ResultSet row, StatementContext context) throws SQLException {
        return new AttemptLog(
                row.getString("run_key"),
                row.getLong("lease_token"),
                row.getString("worker_id"),
                List.of(parsed(row.getString("stages"), StageTime[].class)),
                List.of(parsed(row.getString("lines"), LogLine[].class)),
                row.getInt("lines_left_out"),
                row.getInt("left_out_after"));
    }

    private static <T> T parsed(String json, Class<T> type) {
        try {
            return Json.convert(Json.parse(json.getBytes(StandardCharsets.UTF_8)), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
