package io.modelfactory.worker.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebDriver;
import org.openqa.selenium.WebElement;

/** What people do on the console who have signed in, to a factory that runs. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ActingJourneys {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Supplier<Browser> browsers;

    @SuppressWarnings("NullAway.Init") // before all
    private ObservedFactory factory;

    @SuppressWarnings("NullAway.Init") // before all
    private ActingConsole console;

    @SuppressWarnings("NullAway.Init") // before all
    private Browser browser;

    /** @param browsers opens the browser of all these journeys */
    ActingJourneys(Supplier<Browser> browsers) {
        this.browsers = browsers;
    }

    @BeforeAll
    void start(ObservedFactory shared, TestReporter reporter) {
        factory = shared;
        console = shared.actingConsole();
        browser = browsers.get();
        reporter.publishEntry("browser", browser.name());
    }

    @AfterAll
    void stop() {
        browser.close();
        console.close();
    }

    @Test
    void aPendingPublicationIsRetriedByAnOperatorAndRefusedToAViewer() throws Exception {
        String run = factory.submitPending("mf.console.pending." + own());
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
        awaitActions(
                run,
                actions -> assertThat(actions)
                        .containsExactly("HUMAN::oskar PUBLISH_RETRY BEGUN", "HUMAN::oskar PUBLISH_RETRY DONE"));
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
        String shown = Objects.requireNonNull(driver().getCurrentUrl());
        // What comes meanwhile is not part of what was chosen.
        factory.sendGarbage();
        letters(5);
        driver().get(shown);
        assertThat(driver().findElements(By.cssSelector("main li")))
                .extracting(WebElement::getText)
                .containsExactlyElementsOf(letters.subList(0, 2));
        browser.look("replay-of-two");
        browser.press(By.cssSelector("form[action='/dead-letters/replay'] button"));
        assertThat(jobOutput()).contains(letters.get(0), letters.get(1)).containsPattern("(?s)sent to.*sent to");
        browser.press(By.cssSelector("main a[href='/jobs']"));
        assertThat(text()).contains("dlq replay", "HUMAN::oskar");
        browser.look("jobs");
        awaitActions(
                String.join(" ", letters.subList(0, 2)),
                actions -> assertThat(actions)
                        .containsExactly(
                                "HUMAN::oskar DEAD_LETTER_REPLAY BEGUN", "HUMAN::oskar DEAD_LETTER_REPLAY DONE"));
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
        awaitActions(
                letter,
                actions -> assertThat(actions).contains("HUMAN::aurora UNMASK BEGUN", "HUMAN::aurora UNMASK DONE"));
    }

    @Test
    void aRunIsVerified() {
        assertThat(outputOf("Verify")).contains("objects");
    }

    @Test
    void aBundleIsVerifiedFromItsPage() {
        signIn("oskar");
        go("/bundles");
        browser.press(By.cssSelector("tbody a[href^='/bundles/']"));
        String bundle = Objects.requireNonNull(driver().getCurrentUrl());
        browser.press(By.xpath("//button[text()='Verify']"));
        assertThat(jobOutput()).contains("everything holds");

        await().atMost(TIMEOUT).ignoreExceptions().untilAsserted(() -> {
            driver().get(bundle);
            assertThat(text()).containsPattern("Verified on the console\\s+verified");
        });
        assertThat(text()).contains("for HUMAN::oskar");
        signIn("vera");
        driver().get(bundle);
        assertThat(driver().findElements(By.xpath("//button[text()='Verify']"))).isEmpty();
    }

    @Test
    void aRunIsRequestedAgainWithAChangeFromItsPage() {
        String revision = "asked.again." + own();
        String link = "a[href='/runs/" + factory.published + "/again']";
        signIn("vera");
        go("/runs?state=PUBLISHED");
        assertThat(driver().findElements(By.cssSelector(link))).isEmpty();

        signIn("oskar");
        go("/runs?state=PUBLISHED");
        assertThat(driver().findElements(By.cssSelector(link))).hasSize(1);
        go("/runs/" + factory.published);
        browser.press(By.linkText("Request again"));
        JsonNode asked = factory.ledger().find(factory.published).orElseThrow().request();
        WebElement field = driver().findElement(By.id("config_revision"));
        assertThat(field.getDomProperty("value"))
                .isEqualTo(asked.path("config_revision").asText());
        assertThat(driver().findElement(By.id("training_config_ref")).getDomProperty("value"))
                .isEqualTo("seconds.yaml");
        field.clear();
        field.sendKeys(revision);
        browser.press(By.xpath("//button[text()='Show what changes']"));
        assertThat(driver().getCurrentUrl()).contains("config_revision=" + revision);
        assertThat(text()).contains("Another run, tr_", revision, "in the name of HUMAN::oskar");
        browser.look("request-again");
        browser.press(By.xpath("//button[text()='Send the request']"));
        assertThat(text()).contains("Sent");
        String run =
                driver().findElement(By.cssSelector("main a.button")).getText().replace("Run ", "");

        RunRecord again = factory.awaitEnd(run);
        assertThat(again.request().path("config_revision").asText()).isEqualTo(revision);
        assertThat(again.request().path("requester_principal").asText()).isEqualTo("HUMAN::oskar");
        awaitActions(
                factory.published,
                actions -> assertThat(actions)
                        .contains("HUMAN::oskar REQUEST_AGAIN BEGUN", "HUMAN::oskar REQUEST_AGAIN DONE"));
    }

    @Test
    void theFilesOfADatasetAreLookedAtAndTheirValuesSeenByAnAuditorOnly() {
        signIn("oskar");
        go("/datasets");
        browser.press(By.cssSelector("main a[href^='/dataset?']"));
        String dataset = Objects.requireNonNull(driver().getCurrentUrl());
        String ref = driver().findElement(By.tagName("h1")).getText();
        browser.press(By.xpath("//button[text()='Look at the files']"));
        assertThat(jobOutput()).contains("dataset contents " + ref);
        browser.press(By.linkText("page of the dataset"));
        assertThat(text())
                .contains("Looked at for HUMAN::oskar", "numeric", "categorical")
                .doesNotContain("Show least and greatest values", "Not read");
        browser.look("dataset-inspected");

        signIn("aurora");
        driver().get(dataset);
        assertThat(text()).doesNotContain("Look at the files");
        browser.press(By.xpath("//button[text()='Show least and greatest values']"));
        assertThat(text()).contains("without a mask");
        List<String> least = driver().findElements(By.cssSelector("td[data-label=Least]")).stream()
                .map(WebElement::getText)
                .toList();
        assertThat(least).isNotEmpty().allSatisfy(value -> assertThat(value).isNotBlank());
        browser.look("dataset-values");
        awaitActions(
                ref,
                actions -> assertThat(actions)
                        .contains(
                                "HUMAN::oskar INSPECT DONE",
                                "HUMAN::aurora UNMASK BEGUN",
                                "HUMAN::aurora UNMASK DONE"));
    }

    @Test
    void auditRowsAndFilesOfABundleAreDownloaded(@TempDir Path folder, TestReporter reporter) throws IOException {
        signIn("aurora");
        go("/audit");
        WebElement export = driver().findElement(By.linkText("Export references"));
        if (!browser.isReal()) {
            assertThat(export.getDomAttribute("download")).isNotNull();
            reporter.publishEntry("not seen in " + browser.name(), "what lies in the folder of downloads: it has none");
            return;
        }
        browser.keepDownloads(folder);
        export.click();
        String rows = Files.readString(downloaded(folder.resolve("references.jsonl")));
        assertThat(rows.lines())
                .isNotEmpty()
                .allSatisfy(row -> assertThat(
                                Json.parse(row.getBytes(StandardCharsets.UTF_8)).has("outcome"))
                        .isTrue());

        go("/bundles");
        browser.press(By.cssSelector("tbody a[href^='/bundles/']"));
        String run =
                driver().findElement(By.cssSelector("dl a[href^='/runs/']")).getText();
        driver().findElement(By.linkText("model.ubj")).click();
        assertThat(Sha256.hex(downloaded(folder.resolve("model.ubj"))))
                .isEqualTo(Objects.requireNonNull(
                                factory.ledger().find(run).orElseThrow().refs().get(ArtifactName.MODEL.key()))
                        .sha256());
    }

    /** Once it is there under its own name: until then a browser writes it under another. */
    private static Path downloaded(Path file) {
        return await().atMost(TIMEOUT).until(() -> file, Files::exists);
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
        awaitActions(
                factory.published,
                actions -> assertThat(actions).contains("HUMAN::oskar " + button.toUpperCase(Locale.ROOT) + " DONE"));
        return said;
    }

    /** A page may say that something has ended before it is recorded. */
    private void awaitActions(String subject, Consumer<List<String>> expected) {
        await().atMost(TIMEOUT).untilAsserted(() -> expected.accept(factory.actions(subject)));
    }

    @Test
    void auditRowsAreTakenAwayByAnAuditorOnly() throws Exception {
        ConsoleBrowser aurora = new ConsoleBrowser(console.url());
        aurora.signIn("aurora", ConsoleAccounts.PASSWORD, "/");
        ConsoleBrowser vera = new ConsoleBrowser(console.url());
        vera.signIn("vera", ConsoleAccounts.PASSWORD, "/");
        int before = factory.actions("/audit/export").size();

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
        assertThat(factory.actions("/audit/export")).hasSize(before + 1).containsOnly("HUMAN::aurora EXPORT BEGUN");
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

    /** Names what each browser does for itself. */
    private String own() {
        return browser.isReal() ? "followed" : "reloaded";
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
