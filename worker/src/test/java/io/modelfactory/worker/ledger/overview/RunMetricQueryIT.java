package io.modelfactory.worker.ledger.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs by what their gates observed. */
class RunMetricQueryIT extends RankedPages<MetricPosition> {
    private final RunMetricQuery metrics = new RunMetricQuery(database.dataSource());

    /**
     * The gate of run n observed n / 3 / 1000, so that three runs at a time have the same; those of 0 modulo 500 no ks.
     */
    @BeforeAll
    @Override
    void fill() {
        database.sql().useHandle(handle -> {
            handle.createUpdate("""
                INSERT INTO mf_run (run_key, train_run_key, platform_run_id, scope_key, request, requester, state,
                    execution_mode, failure_code, failure_category, failure_message, finished_at, execution_started_at)
                SELECT 'tr_' || lpad(n::text, 4, '0'), n, 'platform', 'scope', '{}', 'SYSTEM::' || n % 4,
                    CASE WHEN n % 10 = 7 THEN 'FAIL' ELSE 'PUBLISHED' END, 'NONE',
                    CASE WHEN n % 10 = 7 THEN 'GATE_FAIL' END, CASE WHEN n % 10 = 7 THEN 'POLICY' END,
                    CASE WHEN n % 10 = 7 THEN 'no' END, now(), now()
                FROM generate_series(1, :runs) AS n
                """).bind("runs", RUNS).execute();
            handle.createUpdate("""
                INSERT INTO mf_run_metric (metric, value, run_key)
                SELECT metric, (n / 3)::double precision / 1000, 'tr_' || lpad(n::text, 4, '0')
                FROM generate_series(1, :runs) AS n CROSS JOIN unnest(ARRAY['auc_roc', 'ks']) AS metric
                WHERE metric <> 'ks' OR n % 500 > 0
                """).bind("runs", RUNS).execute();
        });
    }

    @Override
    RankedListing<MetricPosition> page(RunListingFilter filter, Optional<MetricPosition> from) {
        return metrics.page(filter, "auc_roc", true, from, PAGE);
    }

    @Override
    void assertFurtherOn(MetricPosition place) {
        assertThat(place.value()).isBetween(0.6, 0.7);
    }

    private List<String> allKeys(String metric, boolean highestFirst) {
        return allKeys((Optional<MetricPosition> from) ->
                metrics.page(RunListingFilter.NONE, metric, highestFirst, from, PAGE));
    }

    @Test
    void metricsAreKnownByName() {
        assertThat(metrics.metrics()).containsExactly("auc_roc", "ks");
    }

    @Test
    void allRunsThatHaveTheMetricComeOnceInEitherOrder() {
        assertThat(allKeys("auc_roc", true))
                .hasSize(RUNS)
                .doesNotHaveDuplicates()
                .startsWith("tr_3000", "tr_2999", "tr_2998", "tr_2997", "tr_2996")
                .endsWith("tr_0003", "tr_0002", "tr_0001");
        assertThat(allKeys("ks", false))
                .hasSize(RUNS - RUNS / 500)
                .doesNotHaveDuplicates()
                .startsWith("tr_0001", "tr_0002", "tr_0003")
                .endsWith("tr_2998", "tr_2999");
        assertThat(allKeys("ece", true)).isEmpty();
    }
}
