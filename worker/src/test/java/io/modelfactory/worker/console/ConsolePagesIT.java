package io.modelfactory.worker.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.console.route.OpenApiDocument;
import io.modelfactory.worker.ledger.audit.ConsoleAction;
import io.modelfactory.worker.ledger.audit.ConsoleActionEntry;
import io.modelfactory.worker.ledger.audit.ConsoleActionOutcome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.By;

/**
 * Every page of a running factory: as a picture, by its layout, its accessibility, its twin, and with hostile texts.
 */
@ExtendWith(SharedFactory.class)
class ConsolePagesIT {
    private static final Path SCREENS = Path.of("target", "console");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @SuppressWarnings("NullAway.Init") // before all
    private static ObservedFactory factory;

    @SuppressWarnings("NullAway.Init") // before all
    private static Browser browser;

    @BeforeAll
    static void start(ObservedFactory shared, TestReporter reporter) {
        factory = shared;
        browser = Browser.open();
        reporter.publishEntry("browser", browser.name());
    }

    @AfterAll
    static void stop() {
        browser.close();
    }

    /** An address of each page, by the name of its route, and of some of them more. */
    private static Map<String, String> pages() throws IOException, InterruptedException {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("now", "/");
        pages.put("runs", "/runs");
        pages.put("runs-by-metric", "/runs?sort=highest:auc_roc");
        pages.put("run", "/runs/" + factory.publishedLater);
        pages.put("run-failed", "/runs/" + factory.gateFailed);
        pages.put("run-hostile", "/runs/" + factory.hostile);
        pages.put(
                "compare",
                "/compare?run=" + factory.published + "&run=" + factory.publishedLater + "&run=" + factory.hostile);
        pages.put("bundles", "/bundles");
        JsonNode bundle =
                twin("/bundles").path("slots").path(0).path("versions").path(0).path("bundle");
        pages.put(
                "bundle",
                "/bundles/" + bundle.path("bundle_id").asText() + "/"
                        + bundle.path("bundle_version").asText());
        pages.put("datasets", "/datasets");
        String dataset = twin("/datasets").path("datasets").path(0).path("ref").asText();
        pages.put("dataset", "/dataset?ref=" + dataset);
        pages.put("lineage", "/lineage");
        pages.put("dead_letters", "/dead-letters");
        pages.put("audit", "/audit");
        pages.put("problem", "/runs/tr_00000000");
        return pages;
    }

    private static String address(String page) throws IOException, InterruptedException {
        return Objects.requireNonNull(pages().get(page));
    }

    private static HttpResponse<String> get(String path, String accept) throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(factory.url() + path))
                        .header("Accept", accept)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode twin(String path) throws IOException, InterruptedException {
        return Json.parse(get(path, "application/json").body().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void everyTwinIsAsTheOpenApiDocumentSays() throws Exception {
        for (Map.Entry<String, String> page : pages().entrySet()) {
            String schema = page.getKey().replaceFirst("-.*", "");
            ObjectNode document = OpenApiDocument.schemas();
            ObjectNode rooted = Json.object().put("$ref", "#/components/schemas/" + schema);
            rooted.putObject("components").set("schemas", document);
            Schema compiled = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(rooted);

            assertThat(compiled.validate(twin(page.getValue())))
                    .as(page.getKey())
                    .isEmpty();
        }
    }

    @Test
    void whateverARequesterWritesStaysText() throws Exception {
        for (Map.Entry<String, String> page : pages().entrySet()) {
            HttpResponse<String> shown = get(page.getValue(), "text/html");
            assertThat(shown.statusCode())
                    .as(page.getKey())
                    .isEqualTo(page.getKey().equals("problem") ? 404 : 200);
            assertThat(shown.body())
                    .as(page.getKey())
                    .doesNotContain("<img src=x")
                    .doesNotContain("<script>alert")
                    .doesNotContain(" onerror=alert(1)>&\"");
        }
        String[] text = {"&lt;img src=x onerror=alert(1)&gt;&amp;", "&lt;script&gt;alert(2)&lt;/script&gt;"};
        for (String page : List.of("runs", "runs-by-metric", "run-hostile", "compare", "bundles", "dataset")) {
            assertThat(get(address(page), "text/html").body()).as(page).contains(text);
        }
        // What other tests have done since then may fill the first page of references.
        factory.record(new ConsoleActionEntry(
                "markup",
                "HUMAN::oskar",
                "127.0.0.1",
                ConsoleAction.VERIFY,
                ObservedFactory.MARKUP,
                ConsoleActionOutcome.FAILED,
                ObservedFactory.MARKUP));
        await().untilAsserted(
                        () -> assertThat(get("/audit", "text/html").body()).contains(text));
        assertThat(get("/dead-letters", "text/html").body()).doesNotContain("<script>alert");
    }

    @Test
    void runsAreListedByWhatTheirGatesObservedWhetherTheyPassedOrNot() throws Exception {
        List<String> runs = twin("/runs?sort=highest:auc_roc").path("runs").findValuesAsText("run_key");

        assertThat(runs)
                .contains(factory.published, factory.publishedLater, factory.gateFailed)
                .doesNotContain(factory.unresolved);
        assertThat(twin("/runs").path("ledger_metrics").valueStream().map(JsonNode::asText))
                .contains("auc_roc", "brier_skill", "ece");
    }

    @Test
    void aRunShowsHowLongItsStagesTookAndWhatItsWorkerLogged() throws Exception {
        JsonNode attempt = twin("/runs/" + factory.published).path("attempts").path(0);
        assertThat(attempt.path("stages").findValuesAsText("stage")).contains("RESOLVE", "DATASET", "TRAIN", "PUBLISH");
        assertThat(attempt.path("stages").findValues("seconds"))
                .hasSameSizeAs(attempt.path("stages").findValues("stage"));
        assertThat(attempt.path("lines").findValuesAsText("message"))
                .anySatisfy(line -> assertThat(line).endsWith("is left in PUBLISHED"));

        assertThat(get("/runs/" + factory.published, "text/html").body())
                .contains("Stages of claim", "Resolving inputs", "is left in PUBLISHED");
        assertThat(twin("/runs/" + factory.unresolved).path("attempts").findValuesAsText("message"))
                .anySatisfy(line -> assertThat(line).contains("TRAINING_PROFILE"));
    }

    @Test
    void thePageNowShowsHowTheFactoryStands() throws Exception {
        JsonNode now = twin("/");

        assertThat(now.at("/ledger/states").findParents("state"))
                .filteredOn(state -> state.path("state").asText().equals("PUBLISHED"))
                .allSatisfy(state -> assertThat(state.path("runs").asInt()).isGreaterThanOrEqualTo(2))
                .hasSize(1);
        assertThat(now.path("request_lag").isNumber()).isTrue();
        assertThat(now.at("/ledger/backlog/dead_letters").asInt()).isPositive();
        assertThat(now.at("/ledger/workers/0/run_config_digest").asText()).hasSize(64);
        assertThat(now.path("neighbours").findValuesAsText("name"))
                .contains("database", "broker", "object_store", "schema_registry");
        assertThat(get("/", "text/html").body())
                .contains(
                        "Release, configuration",
                        "Requests not taken yet",
                        "Publications pending",
                        "Dead letters, ever")
                .doesNotContain("does not answer");
    }

    @Test
    void aRowOfTheListSaysWhatARunIsAboutAndHowItEnded() throws Exception {
        JsonNode failed = runOf(twin("/runs?code=GATE_FAIL&scope=fraud/primary"), factory.gateFailed);
        String page =
                get("/runs?code=GATE_FAIL&scope=fraud/primary", "text/html").body();

        assertThat(failed.path("checks").findValuesAsText("metric")).contains("auc_roc");
        assertThat(failed.path("seconds").asDouble()).isPositive();
        assertThat(page)
                .contains("local_parity/fraud/primary", failed.path("requester").asText(), "baseline train")
                .contains("<th class=\"num\">auc_roc</th>", "GATE_<wbr>FAIL", "Compare");
    }

    private static JsonNode runOf(JsonNode list, String runKey) {
        return list.path("runs")
                .valueStream()
                .filter(run -> run.path("run_key").asText().equals(runKey))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aRunBeginsWithItsSentenceAndNamesAllWhoAskedForIt() throws Exception {
        JsonNode run = twin("/runs/" + factory.publishedLater);
        String page = get("/runs/" + factory.publishedLater, "text/html").body();

        assertThat(page).containsSubsequence("<h1", "<p class=\"lead\">", "<h2>");
        assertThat(run.path("requests").findValuesAsText("request_id"))
                .containsExactly("mf.console.published.2", "mf.console.published.3");
        assertThat(page)
                .contains("1 converged on this run", "mf.console.published.2", "mf.console.published.3")
                .contains("<details id=\"evidence\" data-live>", "<svg class=\"bar-plot\"", "class=\"threshold\"");
        assertThat(run.path("timeline").findValuesAsText("elapsed_seconds")).isNotEmpty();
    }

    @Test
    void aComparisonShowsOnlyWhatDiffers() throws Exception {
        JsonNode compared = twin("/compare?run=" + factory.published + "&run=" + factory.publishedLater + "&run="
                + factory.gateFailed + "&run=" + factory.hostile);

        assertThat(compared.path("runs").size()).isEqualTo(4);
        assertThat(compared.path("same").asInt()).isPositive();
        compared.path("sections")
                .forEach(section -> section.forEach(value -> assertThat(
                                value.path("values").valueStream().distinct().count())
                        .as(value.toString())
                        .isGreaterThan(1)));
        assertThat(compared.path("sections").findValuesAsText("name")).contains("config_revision", "failure_code");
        JsonNode judgedByBound = compared.path("metrics")
                .valueStream()
                .filter(metric -> metric.path("name").asText().equals("auc_roc"))
                .findFirst()
                .orElseThrow()
                .at("/values/2");
        assertThat(judgedByBound.path("lower").asDouble())
                .isPositive()
                .isLessThan(judgedByBound.path("value").asDouble());
        assertThat(judgedByBound.path("upper").asDouble())
                .isGreaterThan(judgedByBound.path("value").asDouble())
                .isLessThan(0.99);
        assertThat(get("/compare?run=" + factory.published + "&run=" + factory.gateFailed, "text/html")
                        .body())
                .contains("<th>Better</th>", "higher", "<h2>Gate</h2>");
    }

    @Test
    void aFileLeadsToTheBundlesOfItAndABundleBackToItsFile() throws Exception {
        JsonNode dataset = twin(address("dataset"));
        String digest = dataset.at("/files/0/sha256").asText();

        JsonNode chain = twin("/lineage?file=" + digest.substring(0, 12)).at("/chains/0");

        assertThat(chain.path("manifest_ref").asText())
                .isEqualTo(dataset.path("ref").asText());
        assertThat(chain.path("files").findValuesAsText("sha256")).contains(digest);
        assertThat(chain.path("runs").findValuesAsText("run_key")).contains(factory.published, factory.gateFailed);
        assertThat(chain.path("runs").findValuesAsText("bundle_version")).isNotEmpty();
        assertThat(get(address("bundle"), "text/html").body()).contains("href=\"/runs/");
        assertThat(twin("/lineage?file=no-such-file").path("chains")).isEmpty();
    }

    @Test
    void aDatasetShowsWhatRunsFoundInItsRows() throws Exception {
        String address = address("dataset");
        JsonNode dataset = twin(address);

        assertThat(dataset.at("/contents/rows").asLong())
                .isEqualTo(dataset.at("/materialization/row_count").asLong());
        assertThat(dataset.at("/contents/labels")).hasSize(2);
        assertThat(dataset.at("/contents/features")).isNotEmpty();
        assertThat(dataset.at("/reading/format").asText()).isNotEmpty();
        assertThat(get(address, "text/html").body())
                .contains("What the rows hold", "the positive class", "Values of features");
    }

    @Test
    void aBundleSaysWhoSignedItAndHowToVerifyThatWithoutThisProject() throws Exception {
        JsonNode bundle = twin(address("bundle"));

        assertThat(bundle.at("/version/signed_by").asText()).isEqualTo(factory.key.keyId());
        assertThat(bundle.path("openssl_lines")).hasSize(4);
        assertThat(get(address("bundle"), "text/html").body())
                .contains("openssl pkeyutl -verify -pubin -inkey trusted.pem", factory.key.keyId());
    }

    @Test
    void aBundleSaysWhenItWasVerifiedLast() throws Exception {
        assertThat(twin("/bundles")
                        .at("/slots/0/versions/0")
                        .path("champion_of")
                        .isArray())
                .isTrue();
        for (ConsoleActionOutcome outcome : List.of(ConsoleActionOutcome.FAILED, ConsoleActionOutcome.DONE)) {
            factory.record(new ConsoleActionEntry(
                    "verification-" + outcome,
                    "HUMAN::oskar",
                    "127.0.0.1",
                    ConsoleAction.VERIFY,
                    factory.publishedLater,
                    outcome,
                    "31 objects read"));
        }
        factory.record(new ConsoleActionEntry(
                "verification-cancelled",
                "HUMAN::oskar",
                "127.0.0.1",
                ConsoleAction.VERIFY,
                factory.publishedLater,
                ConsoleActionOutcome.CANCELLED,
                ""));

        // What is the same for everyone is made now and then.
        await().untilAsserted(() -> {
            List<JsonNode> verified = twin("/bundles").findParents("verification").stream()
                    .filter(version -> version.path("run_key").asText().equals(factory.publishedLater))
                    .toList();
            assertThat(verified).hasSize(1);
            assertThat(verified.get(0).at("/verification/held").asBoolean()).isTrue();
        });
        String address = address("bundle");
        assertThat(get("/bundles", "text/html").body()).contains("<th>Verified on the console</th>", "verified");
        assertThat(get(address, "text/html").body()).contains("Champion of", "<dt>Verified on the console</dt>");
    }

    @Test
    void nothingOverflowsInEitherWidthAndAxeFindsNothing() throws Exception {
        List<String> problems = new ArrayList<>();
        Map<String, String> pages = pages();
        for (int width : List.of(1280, 390)) {
            browser.resize(width, 900);
            for (boolean dark : List.of(false, true)) {
                browser.prefersDark(dark);
                for (Map.Entry<String, String> page : pages.entrySet()) {
                    browser.driver().get(factory.url() + page.getValue());
                    assertThat(browser.driver().findElements(By.tagName("h1")))
                            .as(page.getKey())
                            .hasSize(1);
                    String name = page.getKey() + "-" + width + (dark ? "-dark" : "-light");
                    if (browser.isReal()) {
                        browser.saveScreen(Files.createDirectories(SCREENS).resolve(name + ".png"));
                        browser.script("document.querySelectorAll('details').forEach(folded => folded.open = true)");
                        // Contrast differs by colours, the rest by width: two of the four show both.
                        if (dark == (width < 1000)) {
                            browser.violations().forEach(violation -> problems.add(name + ": " + violation));
                            overflowing().forEach(element -> problems.add(name + " is left by " + element));
                        }
                    }
                }
            }
        }
        assertThat(problems).isEmpty();
    }

    /** What reaches beyond the window, of all that is seen. */
    private static List<?> overflowing() {
        return (List<?>) Objects.requireNonNull(browser.script("""
            const width = document.documentElement.clientWidth;
            return [...document.querySelectorAll('body *')]
              .filter(element => !element.closest('.skip') && !element.closest('thead') && element.checkVisibility())
              .filter(element => element.getBoundingClientRect().right > width + 0.5)
              .map(element => element.tagName + '.' + element.className + ' ' + element.textContent.slice(0, 40));
            """));
    }
}
