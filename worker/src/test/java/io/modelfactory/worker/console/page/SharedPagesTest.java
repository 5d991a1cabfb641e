package io.modelfactory.worker.console.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.console.route.RouteAnswer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** How often pages are made that many look at. */
class SharedPagesTest {
    private static final RouteAnswer.Shown PAGE = new RouteAnswer.Shown(new BundlesPage(List.of()), 200);

    private final AtomicLong now = new AtomicLong(Duration.ofDays(1).toNanos());
    private final SharedPages pages = new SharedPages(now::get);
    private int made;

    private void pass(long millis) {
        now.addAndGet(Duration.ofMillis(millis).toNanos());
    }

    /** Asks for a page that takes so long to be made. */
    private RouteAnswer ask(String address, long cost) {
        return pages.answer(address, () -> {
            made++;
            pass(cost);
            return PAGE;
        });
    }

    /** How often one who asks all the time has it made. */
    private int madeWithin(int millis, long cost, String... addresses) {
        made = 0;
        long end = now.get() + Duration.ofMillis(millis).toNanos();
        while (now.get() < end) {
            for (String address : addresses) {
                ask(address, cost);
            }
            pass(10);
        }
        return made;
    }

    @Test
    void aCheapPageIsMadeTwiceASecond() {
        assertThat(madeWithin(10_000, 2, "/")).isBetween(19, 20);
    }

    @Test
    void aPageThatTakesLongIsMadeForAFiftiethOfTheTime() {
        madeWithin(10_000, 40, "/");

        assertThat(madeWithin(100_000, 40, "/")).isBetween(48, 50);
    }

    @Test
    void allPagesTogetherTakeAFiftiethOfTheTime() {
        madeWithin(10_000, 15, "/", "/runs", "/audit", "/bundles");

        assertThat(15 * madeWithin(100_000, 15, "/", "/runs", "/audit", "/bundles"))
                .isBetween(1_800, 2_050);
    }

    @Test
    void noPageIsOlderThanFiveSeconds() {
        madeWithin(20_000, 900, "/");

        assertThat(madeWithin(100_000, 900, "/")).isBetween(19, 20);
    }

    @Test
    void pagesThatAreNotAskedForAnyMoreTakeNothingFromOthers() {
        madeWithin(10_000, 60, "/", "/runs");
        pass(5_000);

        assertThat(madeWithin(10_000, 2, "/audit")).isBetween(19, 20);
    }

    @Test
    void whatIsDoneOnceAndAPageThatWaitedDoNotCount() {
        ask("/", 3_000);
        assertThat(madeWithin(10_000, 2, "/")).isBetween(19, 20);

        pass(500);
        ask("/", 3_000);
        assertThat(madeWithin(10_000, 2, "/")).isBetween(19, 20);
    }

    @Test
    void aPageSaysHowOldItIs() {
        assertThat(ask("/", 1)).isEqualTo(PAGE);
        pass(300);

        assertThat(ask("/", 1)).isEqualTo(PAGE.aged(Duration.ofMillis(301)));
        assertThat(made).isEqualTo(1);
    }

    @Test
    void aRefusalIsSharedAsAPageIs() {
        IllegalArgumentException refused = new IllegalArgumentException("no such order");
        for (int time = 0; time < 2; time++) {
            assertThatThrownBy(() -> pages.answer("/runs", () -> {
                        made++;
                        throw refused;
                    }))
                    .isSameAs(refused);
        }
        assertThat(made).isEqualTo(1);
    }
}
