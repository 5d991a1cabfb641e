package io.modelfactory.worker.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a page says, and when, where it cannot know any more whether what it shows is so. */
class LostConnectionIT extends LivePages {
    private static final String LOST = "The connection is lost: what is shown is from ";

    private final FaultyAccess access = new FaultyAccess();

    @BeforeEach
    void start() {
        console.close();
        console = console(0, access);
    }

    @Test
    void aPageThatIsNeverAnsweredIsSaid() {
        if (!follows("/runs")) {
            return;
        }
        eventually().until(() -> console.listeners() == 1);
        access.holdPages();
        submit("a run that is not shown");
        eventually().until(() -> banner().startsWith(LOST));
        assertThat(rows()).hasSize(RUNS);

        access.releasePages();

        eventually().until(() -> banner().isEmpty());
        assertThat(eventuallyFresh()).startsWith("1 run");
    }

    @Test
    void aPageWhoseStreamIsRefusedLooksAgainNowAndThen() {
        access.refuseStreams(true);
        if (!follows("/runs")) {
            return;
        }
        submit("a run of which no event tells");
        assertThat(eventuallyFresh()).startsWith("1 run");
        assertThat(console.listeners()).isZero();
        assertThat(banner()).isEmpty();

        sources.answers(false);
        eventually().until(() -> banner().startsWith(LOST));
        sources.answers(true);
        eventually().until(() -> banner().isEmpty());
        assertThat(console.listeners()).isZero();

        access.refuseStreams(false);
        eventually().until(() -> console.listeners() == 1);
    }

    @Test
    void anEventThatDoesNotReachTheBrowserEndsItsStreamSoThatItAsksAgain() {
        if (!follows("/runs")) {
            return;
        }
        eventually().until(() -> console.listeners() == 1);
        // It is said for a moment only: until the browser has asked for another stream.
        browser.script("""
            const stale = document.getElementById('stale');
            new MutationObserver(() => {
              if (!stale.hidden) {
                document.body.dataset.said = stale.textContent;
              }
            }).observe(stale, {attributes: true, childList: true});
            """);
        access.failNextSend();
        submit("a run whose event is lost");

        eventually().pollInterval(Duration.ofMillis(20)).until(access::hasFailed);
        eventually()
                .until(() -> String.valueOf(browser.script("return document.body.dataset.said"))
                        .startsWith(LOST));
        assertThat(eventuallyFresh()).startsWith("1 run");
        eventually().until(() -> banner().isEmpty() && console.listeners() == 1);
    }
}
