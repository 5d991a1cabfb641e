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

/** Runs by how long they took. */
class RunDurationQueryIT {
    private static final int RUNS = 3_000;
    private static final LedgerDatabase DATABASE = LedgerDatabase.create();

    private final RunDurationQuery durations = new RunDurationQuery(DATABASE.dataSource());

    /**
     * Run n took n / 3 seconds, so that three runs at a time took the same; those of number 0 modulo 500 have work
     * left, and those of number 1 modulo 500 ended without a start.
     */
    @BeforeAll
    static void fill() {
        DATABASE.sql()
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

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    private static RunListingFilter filter(
            Optional<RunState> state, Optional<FailureCode> code, Optional<String> requester) {
        return new RunListingFilter(
                state, Optional.empty(), Optional.empty(), code, Optional.empty(), requester, Optional.empty());
    }

    private List<String> allKeys(RunListingFilter filter, boolean longestFirst) {
        List<String> keys = new ArrayList<>();
        Optional<DurationPosition> from = Optional.empty();
        do {
            RankedListing<DurationPosition> page = durations.page(filter, longestFirst, from, 50);
            page.runs().forEach(run -> keys.add(run.runKey()));
            assertThat(page.runs()).hasSizeLessThanOrEqualTo(50);
            from = page.next();
        } while (from.isPresent());
        return keys;
    }

    @Test
    void allRunsThatEndedComeOnceTheLongestFirst() {
        assertThat(allKeys(RunListingFilter.NONE, true))
                .hasSize(RUNS - RUNS / 500 * 2)
                .doesNotHaveDuplicates()
                .startsWith("tr_2997", "tr_2998", "tr_2999", "tr_2994", "tr_2995", "tr_2996")
                .endsWith("tr_0004", "tr_0005", "tr_0002");
    }

    @Test
    void allRunsThatEndedComeOnceTheShortestFirst() {
        assertThat(allKeys(RunListingFilter.NONE, false))
                .hasSize(RUNS - RUNS / 500 * 2)
                .doesNotHaveDuplicates()
                .startsWith("tr_0002", "tr_0003", "tr_0004", "tr_0005", "tr_0006")
                .endsWith("tr_2997", "tr_2998", "tr_2999");
    }

    @Test
    void filtersHoldOverThePagesThatAreSearched() {
        RunListingFilter filter =
                filter(Optional.of(RunState.FAIL), Optional.of(FailureCode.GATE_FAIL), Optional.of("SYSTEM::3"));

        // 7 modulo 10 and 3 modulo 4.
        assertThat(allKeys(filter, true))
                .hasSize(RUNS / 20)
                .startsWith("tr_2987", "tr_2967")
                .endsWith("tr_0007");
    }

    @Test
    void aPageWithoutMatchesSaysThatTheSearchGoesOn() {
        RunListingFilter rare = filter(Optional.empty(), Optional.of(FailureCode.DATASET_INVALID), Optional.empty());
        RankedListing<DurationPosition> page = durations.page(rare, true, Optional.empty(), 50);

        assertThat(page.runs()).isEmpty();
        assertThat(page.cutShort()).isTrue();
        assertThat(page.next())
                .hasValueSatisfying(next -> assertThat(next.micros()).isBetween(1L, 999_000_000L));
        assertThat(allKeys(rare, true)).isEmpty();
    }
}
