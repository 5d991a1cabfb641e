package io.modelfactory.worker.ledger.overview;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.run.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs by what their gates observed. */
class RunMetricQueryIT {
    private static final int RUNS = 3_000;
    private static final LedgerDatabase DATABASE = LedgerDatabase.create();

    private final RunMetricQuery metrics = new RunMetricQuery(DATABASE.dataSource());

    /**
     * The gate of run n observed n / 3 / 1000, so that three runs at a time have the same; those of 0 modulo 500 no ks.
     */
    @BeforeAll
    static void fill() {
        DATABASE.sql().useHandle(handle -> {
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

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    private static RunListingFilter filter(
            Optional<RunState> state, Optional<FailureCode> code, Optional<String> requester) {
        return new RunListingFilter(
                state, Optional.empty(), Optional.empty(), code, Optional.empty(), requester, Optional.empty());
    }

    private List<String> allKeys(RunListingFilter filter, String metric, boolean highestFirst) {
        List<String> keys = new ArrayList<>();
        Optional<MetricPosition> from = Optional.empty();
        do {
            RankedListing<MetricPosition> page = metrics.page(filter, metric, highestFirst, from, 50);
            page.runs().forEach(run -> keys.add(run.runKey()));
            assertThat(page.runs()).hasSizeLessThanOrEqualTo(50);
            from = page.next();
        } while (from.isPresent());
        return keys;
    }

    @Test
    void metricsAreKnownByName() {
        assertThat(metrics.metrics()).containsExactly("auc_roc", "ks");
    }

    @Test
    void allRunsThatHaveTheMetricComeOnceInEitherOrder() {
        assertThat(allKeys(RunListingFilter.NONE, "auc_roc", true))
                .hasSize(RUNS)
                .doesNotHaveDuplicates()
                .startsWith("tr_3000", "tr_2999", "tr_2998", "tr_2997", "tr_2996")
                .endsWith("tr_0003", "tr_0002", "tr_0001");
        assertThat(allKeys(RunListingFilter.NONE, "ks", false))
                .hasSize(RUNS - RUNS / 500)
                .doesNotHaveDuplicates()
                .startsWith("tr_0001", "tr_0002", "tr_0003")
                .endsWith("tr_2998", "tr_2999");
        assertThat(allKeys(RunListingFilter.NONE, "ece", true)).isEmpty();
    }

    @Test
    void filtersHoldOverThePagesThatAreSearched() {
        RunListingFilter filter =
                filter(Optional.of(RunState.FAIL), Optional.of(FailureCode.GATE_FAIL), Optional.of("SYSTEM::3"));

        // 7 modulo 10 and 3 modulo 4.
        assertThat(allKeys(filter, "auc_roc", true))
                .hasSize(RUNS / 20)
                .startsWith("tr_2987", "tr_2967")
                .endsWith("tr_0007");
    }

    @Test
    void aPageWithoutMatchesSaysThatTheSearchGoesOn() {
        RunListingFilter rare = filter(Optional.empty(), Optional.of(FailureCode.DATASET_INVALID), Optional.empty());
        RankedListing<MetricPosition> page = metrics.page(rare, "auc_roc", true, Optional.empty(), 50);

        assertThat(page.runs()).isEmpty();
        assertThat(page.cutShort()).isTrue();
        assertThat(page.next())
                .hasValueSatisfying(next -> assertThat(next.value()).isBetween(0.6, 0.7));
        assertThat(allKeys(rare, "auc_roc", true)).isEmpty();
    }
}
