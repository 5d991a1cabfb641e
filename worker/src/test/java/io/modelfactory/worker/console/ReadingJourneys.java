package io.modelfactory.worker.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;

/**
 * What people read on the console, in a browser over a running factory. In one without scripts pages are reloaded where
 * another follows them by itself; so every page works without scripts too.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ReadingJourneys {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final Supplier<Browser> browsers;

    @SuppressWarnings("NullAway.Init") // before all
    private ObservedFactory factory;

    @SuppressWarnings("NullAway.Init") // before all
    private Browser browser;

    /** @param browsers opens the browser of all these journeys */
    ReadingJourneys(Supplier<Browser> browsers) {
        this.browsers = browsers;
    }

    @BeforeAll
    void start(ObservedFactory shared, TestReporter reporter) {
        factory = shared;
        browser = browsers.get();
        reporter.publishEntry("browser", browser.name());
    }

    @AfterAll
    void stop() {
        browser.close();
    }

    private WebDriver page(String path) {
        browser.driver().get(factory.url() + path);
        return browser.driver();
    }

    /** Asks for a run of its own for each browser. */
    private String submit(String revision) {
        String own = revision + "." + (browser.isReal() ? "followed" : "reloaded");
        return factory.submit("mf.console." + own, request -> request.put("config_revision", own));
    }

    /** A click that leads to another page; returns once the browser has left this one. */
    private static void follow(WebDriver page, WebElement link) {
        String before = Objects.requireNonNull(page.getCurrentUrl());
        link.click();
        await().atMost(TIMEOUT).until(() -> !before.equals(page.getCurrentUrl()));
    }

    private static String text(WebDriver page) {
        return await().atMost(TIMEOUT)
                .until(() -> page.findElements(By.cssSelector("main")).stream().findFirst(), Optional::isPresent)
                .orElseThrow()
                .getText();
    }

    @Test
    void aRunIsWatchedFromItsRequestUntilItIsPublished() {
        String run = submit("watched");
        await().atMost(TIMEOUT).until(() -> factory.ledger().find(run).isPresent());
        WebDriver page = page("/runs/" + run);
        if (browser.isReal()) {
            // Gone if the page were loaded again.
            browser.script("document.body.dataset.watched = 'yes'");
        }

        await().atMost(TIMEOUT).untilAsserted(() -> {
            if (!browser.isReal()) {
                page.navigate().refresh();
            }
            assertThat(page.findElement(By.id("state")).getText()).isEqualTo("published");
            assertThat(page.findElement(By.id("timeline")).getText()).contains("bundle published");
        });
        if (browser.isReal()) {
            assertThat(browser.script("return document.body.dataset.watched")).isEqualTo("yes");
        }
        assertThat(page.findElement(By.id("facts")).getText()).contains("Bundle", "v0-");
    }

    @Test
    void aFailedGateIsExplained() {
        WebDriver page = page("/runs?code=gate_fail");
        follow(page, page.findElement(By.cssSelector("a[href='/runs/" + factory.gateFailed + "']")));

        assertThat(text(page)).contains("failed", "auc_roc", "0.99", "What to do next", "deploy/mf card");
        assertThat(page.findElement(By.cssSelector("#gate .tag.bad")).getText()).isEqualTo("fail");
    }

    @Test
    void filtersHoldTogetherStandInTheAddressAndComeBack() {
        WebDriver page = page("/runs");
        page.findElement(By.name("scope")).sendKeys("fraud/primary");
        page.findElement(By.name("code")).sendKeys("GATE_FAIL");
        follow(page, page.findElement(By.cssSelector("form[action='/runs'] button")));

        assertThat(page.getCurrentUrl()).contains("scope=fraud%2Fprimary").contains("code=GATE_FAIL");
        assertThat(rows(page)).containsExactly(factory.gateFailed);
        follow(page, page.findElement(By.cssSelector("#rows a")));
        page.navigate().back();
        assertThat(rows(page)).containsExactly(factory.gateFailed);
        assertThat(page.findElement(By.name("scope")).getDomProperty("value")).isEqualTo("fraud/primary");
    }

    private static List<String> rows(WebDriver page) {
        return page.findElements(By.cssSelector("#rows tr")).stream()
                .map(row -> String.valueOf(row.getDomAttribute("data-key")))
                .toList();
    }

    @Test
    void chosenRunsAreCompared() {
        WebDriver page = page("/runs");
        for (String run : List.of(factory.published, factory.publishedLater)) {
            page.findElement(By.cssSelector("input[value='" + run + "']")).click();
        }
        follow(page, page.findElement(By.cssSelector("#selection button")));

        assertThat(page.getCurrentUrl()).contains("/compare?run=");
        assertThat(text(page)).contains("Compare 2 runs", "auc_roc", "higher", "config_revision", "later");
        assertThat(page.findElements(By.cssSelector("svg.curve .line"))).hasSizeGreaterThanOrEqualTo(4);
        page("/compare?run=" + factory.published);
        assertThat(text(page)).contains("choose two to four runs");
    }

    @Test
    void aBundleIsFollowedToItsFileAndBack() {
        WebDriver page = page("/bundles");
        follow(page, page.findElement(By.cssSelector("tbody a[href^='/bundles/']")));
        assertThat(text(page)).contains("Files", "model.ubj", "deploy/mf verify");
        follow(page, page.findElement(By.cssSelector("dl a[href^='/runs/']")));
        assertThat(text(page)).contains("published");

        page("/lineage?file=dm_credit");
        assertThat(text(page)).contains("dm_credit", "rows").contains("v0-");
        follow(page, page.findElement(By.cssSelector(".chain a[href^='/dataset?']")));
        assertThat(text(page)).contains("Fingerprint", "Runs on it");
    }

    @Test
    void deadLettersAndAuditsAreShown() {
        assertThat(text(page("/dead-letters"))).contains("SerializationException", "never", "dlq replay --at");
        assertThat(text(page("/audit"))).contains("References followed", "resolved", "Changes of configuration");
    }

    @Test
    void pausedPagesStayAsTheyAreUntilTheyGoOn() {
        WebDriver page = page("/runs");
        if (!browser.isReal()) {
            assertThat(page.findElement(By.id("live")).isDisplayed()).isFalse();
            return;
        }
        WebElement pause = page.findElement(By.id("pause"));
        await().atMost(TIMEOUT).until(pause::isDisplayed);
        pause.click();
        assertThat(page.findElement(By.id("stale")).getText()).startsWith("Paused");
        List<String> before = rows(page);
        String run = submit("meanwhile");
        factory.awaitEnd(run);
        assertThat(rows(page)).isEqualTo(before);

        pause.click();

        // What is new waits to be shown, below what is being read.
        WebElement fresh = page.findElement(By.cssSelector("#fresh button"));
        await().atMost(TIMEOUT).until(fresh::isDisplayed);
        assertThat(rows(page)).isEqualTo(before);
        fresh.click();
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(rows(page)).contains(run));
    }

    @Test
    void timesAreInTheZoneOfTheViewerWithUtcBesides() {
        WebDriver page = page("/runs/" + factory.published);
        WebElement time = page.findElement(By.cssSelector("#timeline time"));

        assertThat(time.getDomAttribute("title")).endsWith(" UTC");
        if (browser.isReal()) {
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(time.getText()).doesNotContain("UTC"));
        } else {
            assertThat(time.getText()).endsWith(" UTC");
        }
    }

    @Test
    void everythingIsReachedByTheKeyboard() {
        WebDriver page = page("/runs");
        if (browser.isReal()) {
            Map<?, ?> focused = (Map<?, ?>) browser.script("""
                const unreachable = [...document.querySelectorAll('a[href], button, input, select, summary')]
                  .filter(element => element.checkVisibility() && !element.disabled && element.tabIndex < 0);
                return {unreachable: unreachable.length, first: document.querySelector('a').className};
                """);
            assertThat(focused).hasToString("{first=skip, unreachable=0}");
        }
        assertThat(page.findElement(By.cssSelector("a.skip")).getDomAttribute("href"))
                .isEqualTo("#main");
    }

    /** No limit is asserted, for the machine may be busy; the report has the figures. */
    @Test
    void whenEachPageIsFirstPaintedIsReported(TestReporter reporter) {
        for (String path : List.of("/", "/runs", "/runs/" + factory.published, "/bundles", "/lineage", "/audit")) {
            WebDriver page = page(path);
            assertThat(page.findElements(By.tagName("h1"))).hasSize(1);
            if (browser.isReal()) {
                Object millis = await().atMost(TIMEOUT)
                        .until(
                                () -> browser.script(
                                        "return performance.getEntriesByName('first-paint')[0]?.startTime"),
                                Objects::nonNull);
                reporter.publishEntry("first paint of " + path + ", ms", String.valueOf(millis));
            }
        }
    }
}
