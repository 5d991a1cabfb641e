package io.modelfactory.worker.ledger.activity;

import static io.modelfactory.worker.ledger.postgres.PostgresColumns.integers;
import static io.modelfactory.worker.ledger.postgres.PostgresColumns.longs;
import static io.modelfactory.worker.ledger.postgres.PostgresColumns.texts;

import io.modelfactory.worker.ledger.lease.LeasePredicate;
import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import io.modelfactory.worker.progress.BuildProgress;
import io.modelfactory.worker.progress.RowsRead;
import io.modelfactory.worker.progress.TrainingRound;
import io.modelfactory.worker.progress.TrainingRound.ValidationMetric;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;

/** How far each claim of a run has come. */
public final class RunProgressRepository {
    private final Database database;

    public RunProgressRepository(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    /**
     * Writes the reports in one statement; those on leases that were lost change nothing. It gives up soon where the
     * database is slow: the next report says more.
     *
     * @throws io.modelfactory.worker.failure.TransientFaultException if the database does not answer, or not in time
     */
    public void write(List<ProgressReport> reports) {
        if (reports.isEmpty()) {
            return;
        }
        database.transaction(handle -> {
            handle.execute("SET LOCAL statement_timeout = '2s'");
            return handle.createUpdate("""
                WITH report AS (
                    SELECT * FROM unnest(:run_keys, :owners, :tokens, :stages, :rows_read, :rows_total,
                            :rounds, :of_rounds, :metrics, :metric_values)
                        AS report (run_key, owner, token, stage, rows_read, rows_total, training_round,
                            training_rounds, metric, metric_value)),
                held AS (
                    SELECT run_key, lease_token AS token FROM mf_run
                    WHERE <lease> IN (SELECT run_key, owner, token FROM report))
                INSERT INTO mf_run_progress AS known (run_key, lease_token, worker_id, stage, rows_read,
                    rows_total, training_round, training_rounds, metric, metric_value)
                SELECT run_key, token, owner, stage, rows_read, rows_total, training_round, training_rounds,
                    metric, metric_value::double precision
                FROM report JOIN held USING (run_key, token) ORDER BY run_key
                ON CONFLICT (run_key, lease_token) DO UPDATE SET stage = excluded.stage,
                    stage_started_at = CASE WHEN known.stage = excluded.stage
                        THEN known.stage_started_at ELSE now() END,
                    rows_read = excluded.rows_read, rows_total = excluded.rows_total,
                    training_round = excluded.training_round, training_rounds = excluded.training_rounds,
                    metric = excluded.metric, metric_value = excluded.metric_value, updated_at = now()
                """)
                    .define("lease", LeasePredicate.LEASE_SQL)
                    .bind("run_keys", texts(reports, report -> report.lease().runKey()))
                    .bind("owners", texts(reports, report -> report.lease().owner()))
                    .bind("tokens", longs(reports, report -> report.lease().token()))
                    .bind("stages", texts(reports, report -> report.stage().name()))
                    .bind(
                            "rows_read",
                            longs(
                                    reports,
                                    report -> rows(report).map(RowsRead::read).orElse(null)))
                    .bind(
                            "rows_total",
                            longs(
                                    reports,
                                    report -> rows(report).map(RowsRead::total).orElse(null)))
                    .bind(
                            "rounds",
                            integers(
                                    reports,
                                    report -> training(report)
                                            .map(TrainingRound::round)
                                            .orElse(null)))
                    .bind(
                            "of_rounds",
                            integers(
                                    reports,
                                    report -> training(report)
                                            .map(TrainingRound::rounds)
                                            .orElse(null)))
                    .bind(
                            "metrics",
                            texts(
                                    reports,
                                    report -> metric(report)
                                            .map(ValidationMetric::name)
                                            .orElse(null)))
                    .bind(
                            "metric_values",
                            texts(
                                    reports,
                                    report -> metric(report)
                                            .map(metric -> Double.toString(metric.value()))
                                            .orElse(null)))
                    .execute();
        });
    }

    private static Optional<RowsRead> rows(ProgressReport report) {
        return report.build().rows();
    }

    private static Optional<TrainingRound> training(ProgressReport report) {
        return report.build().training();
    }

    private static Optional<ValidationMetric> metric(ProgressReport report) {
        return training(report).flatMap(TrainingRound::validation);
    }

    /** Of the claim under which a worker holds the run; empty if none does, or it has reported nothing yet. */
    public Optional<RunProgress> current(String runKey) {
        return database.autoCommit(handle -> current(handle, runKey));
    }

    /** Of every run that a worker holds. */
    public List<RunProgress> ofRunsAtWork() {
        return database.autoCommit(handle -> handle.createQuery("""
            SELECT progress.* FROM mf_run JOIN mf_run_progress AS progress USING (run_key, lease_token)
            WHERE lease_owner IS NOT NULL AND <live>
            """)
                .define("live", LeasePredicate.LIVE_SQL)
                .map(RunProgressRepository::read)
                .list());
    }

    static Optional<RunProgress> current(Handle handle, String runKey) {
        return handle.createQuery("""
            SELECT * FROM mf_run_progress WHERE (run_key, lease_token) =
                (SELECT run_key, lease_token FROM mf_run WHERE run_key = :run_key AND <live>)
            """)
                .define("live", LeasePredicate.LIVE_SQL)
                .bind("run_key", runKey)
                .map(RunProgressRepository::read)
                .findOne();
    }

    /** Of each claim that reported anything, in their order. */
    public List<RunProgress> byClaim(String runKey) {
        return database.autoCommit(handle -> handle.createQuery(
                        "SELECT * FROM mf_run_progress WHERE run_key = :run_key ORDER BY lease_token")
                .bind("run_key", runKey)
                .map(RunProgressRepository::read)
                .list());
    }

    private static RunProgress read(ResultSet row, StatementContext context) throws SQLException {
        return new RunProgress(
                row.getString("run_key"),
                row.getLong("lease_token"),
                row.getString("worker_id"),
                RunStage.valueOf(row.getString("stage")),
                PostgresColumns.time(row, "stage_started_at"),
                new BuildProgress(readRows(row), readTraining(row)),
                PostgresColumns.time(row, "updated_at"));
    }

    private static Optional<RowsRead> readRows(ResultSet row) throws SQLException {
        long read = row.getLong("rows_read");
        return row.wasNull() ? Optional.empty() : Optional.of(new RowsRead(read, row.getLong("rows_total")));
    }

    private static Optional<TrainingRound> readTraining(ResultSet row) throws SQLException {
        int round = row.getInt("training_round");
        if (row.wasNull()) {
            return Optional.empty();
        }
        Optional<String> metric = PostgresColumns.optionalText(row, "metric");
        double value = row.getDouble("metric_value");
        return Optional.of(new TrainingRound(
                round, row.getInt("training_rounds"), metric.map(name -> new ValidationMetric(name, value))));
    }
}
