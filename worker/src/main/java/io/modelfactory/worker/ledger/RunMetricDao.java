package io.modelfactory.worker.ledger;

import io.modelfactory.worker.ledger.postgres.PositionalStatement;
import io.modelfactory.worker.ledger.postgres.RowSource;
import java.util.List;
import java.util.Map;

/** What gates observed, in {@code mf_run_metric}. */
final class RunMetricDao {
    private RunMetricDao() {}

    /**
     * Appends a statement that writes what a gate observed, with its verdict, of which a run has one.
     *
     * @param changed the run, of which the statement knows the key
     * @param observed by metric, finite
     */
    static void append(PositionalStatement statement, String changed, Map<String, Double> observed) {
        RowSource<Map.Entry<String, Double>> rows = new RowSource<>("observed", List.copyOf(observed.entrySet()))
                .text("metric", Map.Entry::getKey)
                .real("value", Map.Entry::getValue);
        statement
                .sql("INSERT INTO mf_run_metric (metric, value, run_key) SELECT metric, value, run_key FROM ")
                .sql(changed)
                .sql(", ");
        rows.addTo(statement);
    }
}
