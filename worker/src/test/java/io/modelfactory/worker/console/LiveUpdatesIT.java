package io.modelfactory.worker.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.console.access.LoopbackAccess;
import io.modelfactory.worker.console.action.RecordedActions;
import io.modelfactory.worker.console.auth.SignInAccess;
import io.modelfactory.worker.console.auth.SteppedClock;
import io.modelfactory.worker.ledger.LedgerFixture;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/**
 * How pages follow the ledger in a browser that runs scripts: by one stream for all tabs, without moving what is being
 * read, and saying so when they cannot.
 */
class LiveUpdatesIT extends LivePages {
    @Test
    void allTabsOfABrowserShareOneStreamWhichOutlivesTheTabThatOpenedIt() {
        if (!follows("/runs")) {
            return;
        }
        String first = browser.driver().getWindowHandle();
        eventually().until(() -> console.listeners() == 1);
        String second = browser.openTab(console.url() + "/runs");
        submit("a run for both");
        assertThat(eventuallyFresh()).startsWith("1 run");
        assertThat(console.listeners()).isEqualTo(1);
        browser.showTab(first);
        assertThat(eventuallyFresh()).startsWith("1 run");

        browser.driver().close();
        browser.showTab(second);
        submit("a run for the tab that is left");

        eventually().until(() -> eventuallyFresh().startsWith("2 runs"));
        // The server notices at its next event that the first has gone.
        eventually().until(() -> console.listeners() == 1);
    }

    @Test
    void aLostConnectionIsSaidUntilItIsBack() {
        if (!follows("/runs")) {
            return;
        }
        markPage();
        eventually().until(() -> console.listeners() == 1);
        int port = URI.create(console.url()).getPort();
        console.close();
        eventually().until(() -> banner().startsWith("The connection is lost: what is shown is from "));
        submit("a run that was not seen");

        console = console(port, new LoopbackAccess());

        assertThat(eventuallyFresh()).startsWith("1 run");
        assertThat(banner()).isEmpty();
        assertThat(isMarkedPage()).isTrue();
    }

    @Test
    void dataThatGrowsOldWhileTheDatabaseIsSilentIsSaid() {
        if (!follows("/runs")) {
            return;
        }
        eventually().until(() -> console.listeners() == 1);
        sources.answers(false);
        eventually().until(() -> banner().startsWith("The connection is lost"));
        assertThat(rows()).hasSize(RUNS);

        sources.answers(true);

        eventually().until(() -> banner().isEmpty());
    }

    @Test
    void whatIsBeingReadStaysWhereItIsAndNothingChangesWhilePaused() {
        if (!follows("/runs")) {
            return;
        }
        eventually().until(() -> console.listeners() == 1);
        browser.driver().findElement(By.name("scope")).sendKeys("typed, not sent");
        // The run that waits longest is the next one that a worker takes, and the last of the list.
        WebElement read = rows().get(RUNS - 1);
        read.findElement(By.tagName("input")).click();
        browser.driver().findElement(By.id("pause")).sendKeys(" ");
        browser.script("window.scrollTo(0, document.body.scrollHeight - window.innerHeight - 40)");
        long place = placeInWindow(read);
        String drawn = browser.driver().findElement(By.id("drawn")).getText();

        ledger.claim("worker-1", LedgerFixture.LONG);
        submit("a run on top of the list");
        await().during(Duration.ofSeconds(3))
                .atMost(Duration.ofMinutes(2))
                .until(() -> state(read).equals("queued"));
        assertThat(browser.driver().findElement(By.id("drawn")).getText()).isEqualTo(drawn);
        assertThat(banner()).startsWith("Paused: what is shown is from ");

        browser.script("document.getElementById('pause').click()");

        eventually().until(() -> state(read).startsWith("running"));
        assertThat(eventuallyFresh()).startsWith("1 run");
        assertThat(placeInWindow(read)).isEqualTo(place);
        assertThat(rows()).hasSize(RUNS);
        assertThat(read.findElement(By.tagName("input")).isSelected()).isTrue();
        assertThat(browser.driver().findElement(By.name("scope")).getDomProperty("value"))
                .isEqualTo("typed, not sent");
    }

    /** It is still shown after the last event of a change that it was made before. */
    @Test
    void aPageThatIsOldSaysSoAndIsFetchedAgainWithoutAnyEvent() {
        ConsoleBrowser program = new ConsoleBrowser(console.url());
        sources.delay(Duration.ofMillis(100));
        HttpResponse<String> page = eventually()
                .until(
                        () -> program.get("/runs"),
                        answer -> answer.headers().firstValueAsLong("Age").orElse(0) > 0);
        assertThat(page.body()).contains(" s before it was sent");
        eventually()
                .until(() -> program.get("/runs").headers().firstValue("Age").isEmpty());
        submit("a run that is not on the page");
        await().pollDelay(Duration.ofSeconds(3)).until(() -> true);

        boolean live = follows("/runs");

        if (live) {
            eventually().until(() -> rows().size() > RUNS || eventuallyFresh().startsWith("1 run"));
        }
    }

    @Test
    void theStreamEndsWithTheSession(@TempDir Path folder) {
        console.close();
        SteppedClock clock = new SteppedClock();
        try (RecordedActions actions = new RecordedActions()) {
            console = console(
                    0,
                    new SignInAccess(
                            ConsoleAccounts.security(folder, true),
                            (principal, address, in) -> {},
                            actions.routes(),
                            clock));
            signIn("/runs");
            if (!browser.isReal()) {
                notLive();
                return;
            }
            eventually().until(() -> console.listeners() == 1);
            clock.pass(Duration.ofMinutes(31));
            submit("a run that no one may see");

            eventually().until(() -> title().startsWith("Sign in"));
            // A page that asked by itself is there before the stream has anything to say.
            eventually().until(() -> console.listeners() == 0);

            signIn("/runs");
            String first = browser.driver().getWindowHandle();
            eventually().until(() -> console.listeners() == 1);
            browser.openTab(console.url() + "/");
            browser.driver()
                    .findElement(By.cssSelector("form[action='/sign-out'] button"))
                    .click();
            eventually().until(() -> title().startsWith("Sign in"));
            browser.driver().close();
            browser.showTab(first);
            eventually().until(() -> title().startsWith("Sign in"));
            eventually().until(() -> console.listeners() == 0);
        }
    }

    private void signIn(String to) {
        browser.driver().get(console.url() + to);
        browser.driver().findElement(By.id("name")).sendKeys("vera");
        browser.driver().findElement(By.id("password")).sendKeys(ConsoleAccounts.PASSWORD);
        browser.driver()
                .findElement(By.cssSelector("form[action='/sign-in'] button"))
                .click();
        eventually().until(() -> title().startsWith("Runs"));
    }

    /** How far below the upper edge of the window a row begins, in pixels. */
    private static long placeInWindow(WebElement row) {
        String found =
                "return Math.round(document.querySelector('#rows tr[data-key=\"%s\"]').getBoundingClientRect().top)";
        Object place = browser.script(found.formatted(row.getDomAttribute("data-key")));
        return ((Number) Objects.requireNonNull(place)).longValue();
    }

    private static String state(WebElement row) {
        return row.findElement(By.cssSelector("td[data-label=State]")).getText();
    }

    /** Gone if the page is loaded again. */
    private static void markPage() {
        browser.script("document.body.dataset.marked = 'yes'");
    }

    private static boolean isMarkedPage() {
        return "yes".equals(browser.script("return document.body.dataset.marked"));
    }
}
