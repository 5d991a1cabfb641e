package io.modelfactory.worker.ledger.overview;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.run.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Runs in an order that an index has, page by page. Run n of so many comes before those with a lower number, or in a
 * group with the next ones; number 7 modulo 10 has failed at its gate, and n modulo 4 names its requester.
 *
 * @param <P> where a page begins
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RankedPages<P> {
    static final int RUNS = 3_000;
    static final int PAGE = 50;

    final LedgerDatabase database = LedgerDatabase.create();

    @BeforeAll
    abstract void fill();

    /** The greatest first. */
    abstract RankedListing<P> page(RunListingFilter filter, Optional<P> from);

    /** That a search which has found nothing goes on here is what its first page should say. */
    abstract void assertFurtherOn(P place);

    @AfterAll
    void close() {
        database.close();
    }

    private static RunListingFilter filter(
            Optional<RunState> state, Optional<FailureCode> code, Optional<String> requester) {
        return new RunListingFilter(
                state, Optional.empty(), Optional.empty(), code, Optional.empty(), requester, Optional.empty());
    }

    /** Keys of the runs of all pages. */
    static <P> List<String> allKeys(Function<Optional<P>, RankedListing<P>> pages) {
        List<String> keys = new ArrayList<>();
        Optional<P> from = Optional.empty();
        do {
            RankedListing<P> page = pages.apply(from);
            page.runs().forEach(run -> keys.add(run.runKey()));
            assertThat(page.runs()).hasSizeLessThanOrEqualTo(PAGE);
            from = page.next();
        } while (from.isPresent());
        return keys;
    }

    @Test
    void filtersHoldOverThePagesThatAreSearched() {
        RunListingFilter filter =
                filter(Optional.of(RunState.FAIL), Optional.of(FailureCode.GATE_FAIL), Optional.of("SYSTEM::3"));

        // 7 modulo 10 and 3 modulo 4.
        assertThat(allKeys((Optional<P> from) -> page(filter, from)))
                .hasSize(RUNS / 20)
                .startsWith("tr_2987", "tr_2967")
                .endsWith("tr_0007");
    }

    @Test
    void aPageWithoutMatchesSaysThatTheSearchGoesOn() {
        RunListingFilter rare = filter(Optional.empty(), Optional.of(FailureCode.DATASET_INVALID), Optional.empty());
        RankedListing<P> page = page(rare, Optional.empty());

        assertThat(page.runs()).isEmpty();
        assertThat(page.cutShort()).isTrue();
        assertFurtherOn(page.next().orElseThrow());
        assertThat(allKeys((Optional<P> from) -> page(rare, from))).isEmpty();
    }
}
