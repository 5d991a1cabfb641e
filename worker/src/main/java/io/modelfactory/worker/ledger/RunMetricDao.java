package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.postgres.PostgresColumns.doubles;
import static io.modelfactory.worker.ledger.postgres.PostgresColumns.texts;

import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** What gates observed, in {@code mf_run_metric}. */
final class RunMetricDao {
    private RunMetricDao() {}

    /** @param observed by metric, finite; in the transaction of the verdict, of which a run has one */
    static void append(Handle handle, String runKey, Map<String, Double> observed) {
        if (observed.isEmpty()) {
            return;
        }
        List<Map.Entry<String, Double>> metrics = List.copyOf(observed.entrySet());
        handle.createUpdate("""
            INSERT INTO mf_run_metric (metric, value, run_key)
            SELECT metric, value, :run_key FROM unnest(:metrics, :values) AS observed (metric, value)
            """)
                .bind("run_key", runKey)
                .bind("metrics", texts(metrics, Map.Entry::getKey))
                .bind("values", doubles(metrics, Map.Entry::getValue))
                .execute();
    }
}
