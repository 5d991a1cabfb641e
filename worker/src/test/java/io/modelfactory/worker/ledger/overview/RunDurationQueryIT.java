package io.modelfactory.worker.ledger.overview;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Runs by how long they took. */
class RunDurationQueryIT extends RankedPages<DurationPosition> {
    private final RunDurationQuery durations = new RunDurationQuery(database.dataSource());

    /**
     * Run n took n / 3 seconds, so that three runs at a time took the same; those of number 0 modulo 500 have work
     * left, and those of number 1 modulo 500 ended without a start.
     */
    @BeforeAll
    @Override
    void fill() {
        database.sql()
                .useHandle(handle -> handle.createUpdate("""
            INSERT INTO mf_run (run_key, train_run_key, platform_run_id, scope_key, request, requester, state,
                execution_mode, failure_code, failure_category, failure_message, finished_at, execution_started_at)
            SELECT 'tr_' || lpad(n::text, 4, '0'), n, 'platform', 'scope', '{}', 'SYSTEM::' || n % 4,
                CASE WHEN n % 500 = 0 THEN 'QUEUED' WHEN n % 10 = 7 THEN 'FAIL' ELSE 'PUBLISHED' END, 'NONE',
                CASE WHEN n % 10 = 7 THEN 'GATE_FAIL' END, CASE WHEN n % 10 = 7 THEN 'POLICY' END,
                CASE WHEN n % 10 = 7 THEN 'no' END,
                CASE WHEN n % 500 > 0 THEN '2026-02-10T00:00:00Z'::timestamptz + n / 3 * interval '1 second' END,
                CASE WHEN n % 500 <> 1 THEN '2026-02-10T00:00:00Z'::timestamptz END
            FROM generate_series(1, :runs) AS n
            """).bind("runs", RUNS).execute());
    }

    @Override
    RankedListing<DurationPosition> page(RunListingFilter filter, Optional<DurationPosition> from) {
        return durations.page(filter, true, from, PAGE);
    }

    @Override
    void assertFurtherOn(DurationPosition place) {
        assertThat(place.micros()).isBetween(1L, 999_000_000L);
    }

    private List<String> allKeys(boolean longestFirst) {
        return allKeys(
                (Optional<DurationPosition> from) -> durations.page(RunListingFilter.NONE, longestFirst, from, PAGE));
    }

    @Test
    void allRunsThatEndedComeOnceTheLongestFirst() {
        assertThat(allKeys(true))
                .hasSize(RUNS - RUNS / 500 * 2)
                .doesNotHaveDuplicates()
                .startsWith("tr_2997", "tr_2998", "tr_2999", "tr_2994", "tr_2995", "tr_2996")
                .endsWith("tr_0004", "tr_0005", "tr_0002");
    }

    @Test
    void allRunsThatEndedComeOnceTheShortestFirst() {
        assertThat(allKeys(false))
                .hasSize(RUNS - RUNS / 500 * 2)
                .doesNotHaveDuplicates()
                .startsWith("tr_0002", "tr_0003", "tr_0004", "tr_0005", "tr_0006")
                .endsWith("tr_2997", "tr_2998", "tr_2999");
    }
}
