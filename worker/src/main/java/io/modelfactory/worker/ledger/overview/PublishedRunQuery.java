package io.modelfactory.worker.ledger.overview;

import static io.modelfactory.worker.ledger.postgres.PostgresColumns.texts;

import io.modelfactory.worker.ledger.RunRows;
import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.util.List;
import java.util.function.Function;
import javax.sql.DataSource;

/**
 * The published bundles, as the runs that made them, slot by slot. Any method throws a transient fault if the database
 * does not answer.
 */
public final class PublishedRunQuery {
    private static final int MOST_SLOTS = 500;

    private final Database database;

    public PublishedRunQuery(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    /** The latest of each slot, latest first; a slot is a scope key. */
    public List<RunRecord> latestOfEachSlot(int perSlot, int most) {
        return database.readOnlySnapshot(handle -> {
            List<String> slots = DistinctValues.SCOPE.all(handle, MOST_SLOTS);
            return handle.createQuery("""
                SELECT run.* FROM unnest(:slots) AS slot (scope_key) CROSS JOIN LATERAL (
                    SELECT * FROM mf_run
                    WHERE mf_digest(scope_key) = mf_digest(slot.scope_key) AND scope_key = slot.scope_key
                        AND state_at_rest = 'PUBLISHED'
                    ORDER BY finished_at DESC LIMIT :per_slot) AS run
                ORDER BY run.finished_at DESC LIMIT :most
                """)
                    .bind("slots", texts(slots, Function.identity()))
                    .bind("per_slot", perSlot)
                    .bind("most", most)
                    .map(RunRows::read)
                    .list();
        });
    }

    /** Those of one slot, latest first. */
    public List<RunRecord> ofSlot(String scopeKey, int most) {
        return database.autoCommit(handle -> handle.createQuery("""
            SELECT * FROM mf_run
            WHERE mf_digest(scope_key) = mf_digest(:scope_key) AND scope_key = :scope_key
                AND state_at_rest = 'PUBLISHED'
            ORDER BY finished_at DESC LIMIT :most
            """)
                .bind("scope_key", scopeKey)
                .bind("most", most)
                .map(RunRows::read)
                .list());
    }
}
