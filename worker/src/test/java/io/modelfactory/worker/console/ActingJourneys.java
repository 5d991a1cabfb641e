package io.modelfactory.worker.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;

/** What people do on the console who have signed in, to a factory that runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ActingJourneys {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    @SuppressWarnings("NullAway.Init") // before all
    private ObservedFactory factory;

    @SuppressWarnings("NullAway.Init") // before all
    private ActingConsole console;

    @SuppressWarnings("NullAway.Init") // before all
    private Browser browser;

    @BeforeAll
    void start(ObservedFactory shared, TestReporter reporter) {
        factory = shared;
        console = shared.actingConsole();
        browser = Browser.open();
        reporter.publishEntry("browser", browser.name());
    }

    @AfterAll
    void stop() {
        browser.close();
        console.close();
    }

    @Test
    void aPendingPublicationIsRetriedByAnOperatorAndRefusedToAViewer() throws Exception {
        String run = factory.submitPending("mf.console.pending");
        signIn("vera");
        go("/runs/" + run);
        assertThat(text()).contains("publish pending").doesNotContain("Publish again");
        go("/runs/" + run + "/publish-retry");
        assertThat(text()).contains("this takes the role operator");
        browser.look("action-forbidden");

        signIn("oskar");
        go("/runs/" + run);
        browser.press(By.linkText("Publish again"));
        driver().findElement(By.id("reason")).sendKeys("the registry is back");
        browser.press(By.cssSelector("main button[type=submit]"));
        assertThat(text()).contains("Sent");

        go("/runs/" + run);
        await().atMost(TIMEOUT).ignoreExceptions().until(() -> {
            if (!browser.isReal()) {
                driver().navigate().refresh();
            }
            return driver().findElement(By.id("state")).getText().equals("published");
        });
        assertThat(factory.ledger().find(run).map(RunRecord::state)).contains(RunState.PUBLISHED);
        assertThat(factory.actions(run))
                .containsExactly("HUMAN::oskar PUBLISH_RETRY BEGUN", "HUMAN::oskar PUBLISH_RETRY DONE");
    }

    @Test
    void oneDeadLetterIsSentBackAndThenTheChosenOnesAsTheyWereShown() throws Exception {
        factory.sendGarbage();
        factory.sendGarbage();
        signIn("oskar");
        List<String> letters = letters(3);
        choose(letters.subList(0, 1));
        browser.press(By.cssSelector("#replay button"));
        assertThat(text()).contains("Send back 1 dead letter", letters.get(0));
        browser.press(By.cssSelector("form[action='/dead-letters/replay'] button"));
        assertThat(jobOutput()).contains("sent to");

        choose(letters.subList(0, 2));
        browser.press(By.cssSelector("#replay button"));
        // What comes meanwhile is not part of what was chosen.
        factory.sendGarbage();
        letters(5);
        driver().navigate().back();
        assertThat(driver().findElements(By.cssSelector("main li")))
                .extracting(WebElement::getText)
                .containsExactlyElementsOf(letters.subList(0, 2));
        browser.look("replay-of-two");
        browser.press(By.cssSelector("form[action='/dead-letters/replay'] button"));
        assertThat(jobOutput()).contains(letters.get(0), letters.get(1)).containsPattern("(?s)sent to.*sent to");
        browser.press(By.cssSelector("main a[href='/jobs']"));
        assertThat(text()).contains("dlq replay", "HUMAN::oskar");
        browser.look("jobs");
        assertThat(factory.actions(String.join(" ", letters.subList(0, 2))))
                .containsExactly("HUMAN::oskar DEAD_LETTER_REPLAY BEGUN", "HUMAN::oskar DEAD_LETTER_REPLAY DONE");
    }

    @Test
    void aPayloadIsMaskedButForAnAuditorWhoseLookIsRecorded() {
        signIn("oskar");
        String letter = letters(1).get(0);
        assertThat(text()).doesNotContain("Show payload", "onerror");

        signIn("aurora");
        letters(1);
        browser.press(By.cssSelector("form[action='/dead-letters/" + letter + "/unmask'] button"));

        assertThat(text())
                .contains(
                        "Shown without its mask",
                        ObservedFactory.MARKUP.replace("\"'", "").substring(0, 20));
        assertThat(driver().findElements(By.cssSelector("main img"))).isEmpty();
        browser.look("payload");
        assertThat(factory.actions(letter)).contains("HUMAN::aurora UNMASK BEGUN", "HUMAN::aurora UNMASK DONE");
    }

    @Test
    void aRunIsVerified() {
        assertThat(outputOf("Verify")).contains("objects");
    }

    @Test
    void aRunIsReproduced() {
        assertThat(outputOf("Reproduce")).contains(factory.published);
        go("/jobs");
        browser.look("jobs-of-a-run");
    }

    /** What a job says that a button of the published run has started, once it has ended well. */
    private String outputOf(String button) {
        signIn("oskar");
        go("/runs/" + factory.published);
        browser.press(By.xpath("//button[text()='" + button + "']"));
        String said = jobOutput();
        assertThat(factory.actions(factory.published))
                .contains("HUMAN::oskar " + button.toUpperCase(Locale.ROOT) + " DONE");
        return said;
    }

    @Test
    void auditRowsAreTakenAwayByAnAuditorOnly() throws Exception {
        ConsoleBrowser aurora = new ConsoleBrowser(console.url());
        aurora.signIn("aurora", ConsoleAccounts.PASSWORD, "/");
        ConsoleBrowser vera = new ConsoleBrowser(console.url());
        vera.signIn("vera", ConsoleAccounts.PASSWORD, "/");

        HttpResponse<String> rows = aurora.get("/audit/export", Map.of("Accept", "*/*"));

        assertThat(rows.statusCode()).isEqualTo(200);
        for (String line : rows.body().split("\n", -1)) {
            if (!line.isEmpty()) {
                assertThat(Json.parse(line.getBytes(StandardCharsets.UTF_8)).has("outcome"))
                        .as(line)
                        .isTrue();
            }
        }
        assertThat(rows.body()).contains("dm_credit");
        assertThat(vera.get("/audit/export").statusCode()).isEqualTo(403);
        assertThat(factory.actions("/audit/export")).containsExactly("HUMAN::aurora EXPORT BEGUN");
    }

    /** Positions of the dead letters, the latest first, once there are so many. */
    private List<String> letters(int count) {
        return await().atMost(TIMEOUT)
                .until(
                        () -> {
                            go("/dead-letters");
                            return driver().findElements(By.cssSelector("tbody tr th")).stream()
                                    .map(cell -> cell.getText()
                                            .replaceFirst("(?s)\\s*Show payload.*", "")
                                            .strip())
                                    .toList();
                        },
                        found -> found.size() >= count);
    }

    private void choose(List<String> letters) {
        go("/dead-letters");
        letters.forEach(letter -> driver().findElement(By.cssSelector("input[name=at][value='" + letter + "']"))
                .click());
    }

    /** What the job of this page has said, once it has ended well. */
    private String jobOutput() {
        await().atMost(TIMEOUT).ignoreExceptions().until(() -> {
            driver().navigate().refresh();
            return !List.of("WAITING", "RUNNING").contains(jobState());
        });
        assertThat(jobState()).as(text()).isEqualTo("DONE");
        return text();
    }

    private String jobState() {
        return driver().findElement(By.cssSelector("main .state")).getText();
    }

    private void signIn(String name) {
        driver().manage().deleteAllCookies();
        go("/sign-in");
        driver().findElement(By.id("name")).sendKeys(name);
        driver().findElement(By.id("password")).sendKeys(ConsoleAccounts.PASSWORD);
        browser.press(By.cssSelector("form[action='/sign-in'] button"));
        assertThat(text()).contains("HUMAN::" + name);
    }

    private void go(String path) {
        driver().get(console.url() + path);
    }

    private String text() {
        return Objects.requireNonNull(driver().findElement(By.tagName("body")).getText());
    }

    private WebDriver driver() {
        return browser.driver();
    }
}
