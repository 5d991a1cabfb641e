package io.modelfactory.worker.ledger.overview;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.run.RunState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pages of runs, filtered in all ways at once. */
class RunListingQueryIT {
    private static final int RUNS = 3_000;
    private static final LedgerDatabase DATABASE = LedgerDatabase.create();

    private final RunListingQuery listing = new RunListingQuery(DATABASE.dataSource());

    /** Each run ended a second after the one before; those of number 0 modulo 500 have work left. */
    @BeforeAll
    static void fill() {
        DATABASE.sql()
                .useHandle(handle -> handle.createUpdate("""
            INSERT INTO mf_run (run_key, train_run_key, platform_run_id, scope_key, request, requester, state,
                execution_mode, failure_code, failure_category, failure_message, finished_at, updated_at)
            SELECT 'tr_' || n, n, 'platform_' || n % 3, scope.key,
                jsonb_build_object('intent_kind', 'baseline_train', 'target_scope', scope.key::jsonb,
                    'dataset_manifest_refs', jsonb_build_array('manifest_' || n % 10)),
                CASE WHEN n = 17 THEN 'HUMAN::rare' ELSE 'SYSTEM::' || n % 4 END,
                CASE WHEN n % 500 = 0 THEN 'QUEUED' WHEN n % 10 = 7 THEN 'FAIL' ELSE 'PUBLISHED' END, 'NONE',
                CASE WHEN n % 10 = 7 THEN 'GATE_FAIL' END, CASE WHEN n % 10 = 7 THEN 'POLICY' END,
                CASE WHEN n % 10 = 7 THEN 'no' END,
                CASE WHEN n % 500 > 0 THEN '2026-02-10T00:00:00Z'::timestamptz + n * interval '1 second' END,
                '2026-02-10T00:00:00Z'::timestamptz + n * interval '1 second'
            FROM generate_series(1, :runs) AS n CROSS JOIN LATERAL (
                SELECT '{"bundle_slot":"slot_' || n % 5 || '","environment":"dev","mode":"fraud"}' AS key) AS scope
            """).bind("runs", RUNS).execute());
    }

    @AfterAll
    static void close() {
        DATABASE.close();
    }

    private static RunListingFilter filter(
            Optional<RunState> state, Optional<FailureCode> code, Optional<String> scope, Optional<String> requester) {
        return new RunListingFilter(
                state, Optional.empty(), Optional.empty(), code, scope, requester, Optional.empty());
    }

    private List<String> allKeys(RunListingFilter filter) {
        List<String> keys = new ArrayList<>();
        Optional<RunPosition> from = Optional.empty();
        do {
            RunListing page = listing.page(filter, from, 50);
            page.runs().forEach(run -> keys.add(run.run().runKey()));
            assertThat(page.runs()).hasSizeLessThanOrEqualTo(50);
            from = page.next();
        } while (from.isPresent());
        return keys;
    }

    @Test
    void allRunsComeOncePageByPageTheLatestFirst() {
        List<String> keys = allKeys(RunListingFilter.NONE);

        assertThat(keys).hasSize(RUNS).doesNotHaveDuplicates().startsWith("tr_3000", "tr_2999", "tr_2998");
        assertThat(keys).endsWith("tr_2", "tr_1");
    }

    @Test
    void allFiltersHoldTogether() {
        List<String> keys = allKeys(filter(
                Optional.of(RunState.FAIL),
                Optional.of(FailureCode.GATE_FAIL),
                Optional.of("fraud/slot_2"),
                Optional.of("SYSTEM::3")));

        // 7 modulo 10 and 3 modulo 4.
        assertThat(keys).hasSize(RUNS / 20).contains("tr_7", "tr_27").doesNotContain("tr_17", "tr_2");
    }

    @Test
    void runsComeOnceStateByStateOfEachTheLatestFirst() {
        List<String> keys = allKeysByState(RunListingFilter.NONE);

        assertThat(keys)
                .hasSize(RUNS)
                .doesNotHaveDuplicates()
                .startsWith("tr_3000", "tr_2500", "tr_2000", "tr_1500", "tr_1000", "tr_500", "tr_2997", "tr_2987")
                .containsSubsequence("tr_17", "tr_7", "tr_2999", "tr_2998", "tr_2996")
                .endsWith("tr_2", "tr_1");
        assertThat(allKeysByState(filter(
                        Optional.empty(), Optional.of(FailureCode.GATE_FAIL), Optional.empty(), Optional.empty())))
                .hasSize(RUNS / 10)
                .startsWith("tr_2997")
                .endsWith("tr_7");
    }

    private static List<String> allKeysByState(RunListingFilter filter) {
        RunStateQuery states = new RunStateQuery(DATABASE.dataSource());
        List<String> keys = new ArrayList<>();
        Optional<StatePosition> from = Optional.empty();
        do {
            StateListing page = states.page(filter, from, 50);
            page.runs().forEach(run -> keys.add(run.runKey()));
            assertThat(page.runs()).hasSizeLessThanOrEqualTo(50);
            from = page.next();
        } while (from.isPresent());
        return keys;
    }

    @Test
    void whatIsRareIsFoundByItsIndexHoweverLongAgoItWas() {
        RunListing found = listing.page(
                filter(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("rare")),
                Optional.empty(),
                50);

        assertThat(found.runs())
                .singleElement()
                .satisfies(run -> assertThat(run.run().runKey()).isEqualTo("tr_17"));
        assertThat(found.next()).isEmpty();
    }

    @Test
    void aPageSaysHowFarBackItHasLookedWhereTheSearchGoesOn() {
        RunListingFilter rareCode =
                filter(Optional.empty(), Optional.of(FailureCode.DATASET_INVALID), Optional.empty(), Optional.empty());

        RunListing page = listing.page(rareCode, Optional.empty(), 50);

        assertThat(page.runs()).isEmpty();
        assertThat(page.searchedTo())
                .hasValueSatisfying(time -> assertThat(time).isBefore(Instant.parse("2026-02-10T00:50:00Z")));
        assertThat(allKeys(rareCode)).isEmpty();
    }

    @Test
    void runsOfADatasetAreFound() {
        ManifestUseQuery manifests = new ManifestUseQuery(DATABASE.dataSource());

        assertThat(manifests.latest(20))
                .hasSize(10)
                .allSatisfy(use -> assertThat(use.runs()).isPositive());
        assertThat(manifests.runsOf("manifest_7", 5))
                .hasSize(5)
                .allSatisfy(run -> assertThat(run.runKey()).endsWith("7"));
        assertThat(manifests.runsOf("manifest_0", RUNS))
                .as("those that have work left, and those that have ended")
                .hasSize(RUNS / 10)
                .extracting(run -> run.runKey())
                .contains("tr_10", "tr_500", "tr_2990");
        assertThat(manifests.runsOf("manifest", 5)).isEmpty();
    }

    @Test
    void theLatestVersionsOfEachSlotAreFound() {
        PublishedRunQuery published = new PublishedRunQuery(DATABASE.dataSource());

        assertThat(published.latestOfEachSlot(2, 100))
                .hasSize(10)
                .extracting(run -> run.runKey())
                .startsWith("tr_2999", "tr_2998");
        assertThat(published.ofSlot("{\"bundle_slot\":\"slot_1\",\"environment\":\"dev\",\"mode\":\"fraud\"}", 3))
                .extracting(run -> run.runKey())
                .containsExactly("tr_2996", "tr_2991", "tr_2986");
    }

    @Test
    void runsAreCountedByState() {
        assertThat(new OverviewQuery(DATABASE.dataSource()).stateCounts())
                .contains(
                        new StateCount(RunState.QUEUED, 6, false, 0),
                        new StateCount(RunState.FAIL, 300, false, 0),
                        new StateCount(RunState.RUNNING, 0, false, 0));
    }
}
