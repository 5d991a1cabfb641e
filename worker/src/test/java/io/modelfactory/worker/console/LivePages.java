package io.modelfactory.worker.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.console.access.ConsoleAccess;
import io.modelfactory.worker.console.access.LoopbackAccess;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.RunLedger;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestReporter;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/**
 * A browser that looks at the pages of a ledger with {@value #RUNS} runs. One without scripts has no event stream, so
 * that nothing is live in it: each test then shows that nothing pretends to be, and the report names the test.
 */
abstract class LivePages {
    static final int RUNS = 45;

    @SuppressWarnings("NullAway.Init") // before all
    static Browser browser;

    final LedgerDatabase database = LedgerDatabase.create();
    final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
    final LedgerSources sources = new LedgerSources(database.dataSource(), LedgerFixture.settings());
    ConsoleServer console = console(0, new LoopbackAccess());

    @SuppressWarnings("NullAway.Init") // before each
    private TestInfo test;

    @SuppressWarnings("NullAway.Init") // before each
    private TestReporter reporter;

    @BeforeAll
    static void openBrowser(TestReporter reporter) {
        browser = Browser.open();
        reporter.publishEntry("browser", browser.name());
    }

    @AfterAll
    static void closeBrowser() {
        browser.close();
    }

    @BeforeEach
    void submitRuns(TestInfo test, TestReporter reporter) {
        this.test = test;
        this.reporter = reporter;
        IntStream.range(0, RUNS).forEach(number -> submit("run " + number));
    }

    @AfterEach
    void close() {
        browser.driver().get("about:blank");
        console.close();
        database.close();
    }

    ConsoleServer console(int port, ConsoleAccess access) {
        return ConsoleServer.start("127.0.0.1", port, "1.2.3", sources, access);
    }

    /** Opens a page; whether it follows the ledger. */
    boolean follows(String path) {
        browser.driver().get(console.url() + path);
        WebElement live = browser.driver().findElement(By.id("live"));
        if (!browser.isReal()) {
            assertThat(live.isDisplayed()).isFalse();
            assertThat(rows()).hasSize(RUNS);
            notLive();
            return false;
        }
        eventually().until(live::isDisplayed);
        return true;
    }

    /** Says in the report what was not seen, for lack of an event stream. */
    void notLive() {
        assertThat(console.listeners()).isZero();
        reporter.publishEntry(
                "not seen in " + browser.name(), test.getDisplayName() + " takes an EventSource, which it has not");
    }

    void submit(String run) {
        ledger.submit(List.of(LedgerFixture.build("request of " + run, run)));
    }

    static List<WebElement> rows() {
        return browser.driver().findElements(By.cssSelector("#rows tr"));
    }

    static String eventuallyFresh() {
        WebElement fresh = browser.driver().findElement(By.cssSelector("#fresh button"));
        eventually().until(fresh::isDisplayed);
        return fresh.getText();
    }

    static String banner() {
        WebElement banner = browser.driver().findElement(By.id("stale"));
        return banner.isDisplayed() ? banner.getText() : "";
    }

    static String title() {
        return Objects.requireNonNull(browser.driver().getTitle());
    }

    static ConditionFactory eventually() {
        return await().atMost(Duration.ofMinutes(3)).ignoreExceptions();
    }
}
