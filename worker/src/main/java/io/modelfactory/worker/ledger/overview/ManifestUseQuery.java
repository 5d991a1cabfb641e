package io.modelfactory.worker.ledger.overview;

import static io.modelfactory.worker.ledger.postgres.PostgresColumns.texts;

import io.modelfactory.worker.ledger.RunRows;
import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.util.List;
import javax.sql.DataSource;

/** Which datasets runs use. Any method throws a transient fault if the database does not answer. */
public final class ManifestUseQuery {
    /** Runs that are looked at for their datasets. */
    public static final int RUNS_LOOKED_AT = 1_000;

    private final Database database;

    public ManifestUseQuery(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    /** The datasets of the runs that changed last, latest first. */
    public List<ManifestUse> latest(int most) {
        return database.autoCommit(handle -> handle.createQuery("""
            SELECT ref, count(*)::int AS runs, max(changed_at) AS last_used FROM (
                (SELECT request, updated_at AS changed_at FROM mf_run WHERE claimable LIMIT :looked_at)
                UNION ALL
                SELECT ended.* FROM unnest(:states) AS wanted (state) CROSS JOIN LATERAL (
                    SELECT request, finished_at FROM mf_run WHERE state_at_rest = wanted.state
                    ORDER BY finished_at DESC LIMIT :looked_at) AS ended) AS run,
                jsonb_array_elements_text(CASE jsonb_typeof(request -> 'dataset_manifest_refs')
                    WHEN 'array' THEN request -> 'dataset_manifest_refs' ELSE '[]' END) AS ref
            GROUP BY ref ORDER BY last_used DESC, ref LIMIT :most
            """)
                .bind("states", texts(List.of(RunState.values()), RunState::name))
                .bind("looked_at", RUNS_LOOKED_AT)
                .bind("most", most)
                .map((row, context) -> new ManifestUse(
                        row.getString("ref"), row.getInt("runs"), PostgresColumns.time(row, "last_used")))
                .list());
    }

    /** Runs that were asked for the dataset, latest first; of very many, some. */
    public List<RunRecord> runsOf(String manifestRef, int most) {
        return database.autoCommit(handle -> handle.createQuery("""
            SELECT * FROM (
                SELECT * FROM mf_run
                WHERE request -> 'dataset_manifest_refs' @> jsonb_build_array(CAST(:ref AS text))
                LIMIT :looked_at) AS run
            ORDER BY COALESCE(finished_at, updated_at) DESC, run_key LIMIT :most
            """)
                .bind("ref", manifestRef)
                .bind("looked_at", RUNS_LOOKED_AT)
                .bind("most", most)
                .map(RunRows::read)
                .list());
    }
}
