package io.modelfactory.worker.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.console.action.RecordedActions;
import io.modelfactory.worker.console.auth.SignInAccess;
import io.modelfactory.worker.console.route.OpenApiDocument;
import io.modelfactory.worker.ledger.audit.ConsoleActionEntry;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Actions as a browser without script asks for them. */
class ConsoleActionsTest {
    private static final String RUN = RecordedActions.RUN;
    private static final Map<String, String> DATASET = Map.of("ref", "known/dm.json");

    /** What says what a dataset of one column holds. */
    private static final String ONE_COLUMN = """
            echo '{"file":"a.csv","rows":4,"columns":[{"name":"card","type":"CATEGORICAL","stored_type":"VARCHAR",
            "missing":1,"distinct":3,"times":false,"examples":["<b>4000</b>","4999"],"no_numbers":0}]}' | tr -d '\\n'
            echo; echo 'that was all'
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private final RecordedActions actions = new RecordedActions();

    @SuppressWarnings("NullAway.Init") // before each
    private ConsoleServer console;

    @BeforeEach
    void start() {
        console = start(true);
    }

    private ConsoleServer start(boolean enabled) {
        return ConsoleServer.start(
                "127.0.0.1",
                0,
                "1.2.3",
                new SilentSources(),
                new SignInAccess(
                        ConsoleAccounts.security(folder, enabled),
                        (principal, address, in) -> {},
                        actions.routes(),
                        Clock.systemUTC()));
    }

    @AfterEach
    void stop() {
        console.close();
        actions.close();
    }

    @Test
    void anOperatorAsksToPublishAgainInTheirOwnName() {
        ConsoleBrowser oskar = signedIn("oskar");
        String form = oskar.get("/runs/" + RUN + "/publish-retry").body();
        assertThat(form).contains("HUMAN::oskar").doesNotContain("name=\"principal\"");

        HttpResponse<String> sent = oskar.post(
                "/runs/" + RUN + "/publish-retry",
                Map.of(
                        "reason",
                        " the registry is back ",
                        "principal",
                        "HUMAN::eve",
                        "requester_principal",
                        "HUMAN::eve"),
                form);

        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(200);
        assertThat(sent.body()).contains("requests-0@7");
        assertThat(actions.sent()).containsExactly("retry HUMAN::oskar " + RUN + " the registry is back");
        assertThat(actions.entries())
                .extracting(ConsoleActionsTest::line)
                .containsExactly(
                        "HUMAN::oskar 127.0.0.1 PUBLISH_RETRY " + RUN + " BEGUN the registry is back",
                        "HUMAN::oskar 127.0.0.1 PUBLISH_RETRY " + RUN + " DONE request-1 sent to requests-0@7");
    }

    @Test
    void pagesOfActionsHaveTwinsAsTheOpenApiDocumentSays() throws IOException {
        ConsoleBrowser oskar = signedIn("oskar");
        String job = submit(oskar, "verify");
        Map<String, String> pages = Map.of(
                "publish_retry_form",
                "/runs/" + RUN + "/publish-retry",
                "request_again_form",
                "/runs/" + RUN + "/again?config_revision=r2",
                "replay_form",
                "/dead-letters/replay?at=0@17",
                "jobs",
                "/jobs",
                "job",
                job);
        for (Map.Entry<String, String> page : pages.entrySet()) {
            requireValid(page.getKey(), oskar.get(page.getValue(), Map.of("Accept", "application/json")));
        }
    }

    @Test
    void answersToActionsHaveTwinsAsTheOpenApiDocumentSays() throws IOException {
        ConsoleBrowser oskar = signedIn("oskar");
        ConsoleBrowser aurora = signedIn("aurora");
        actions.script(ONE_COLUMN);
        inspect(oskar);

        requireValid("publish_retry", twin(oskar, "/runs/" + RUN + "/publish-retry", Map.of("reason", "x")));
        requireValid("request_again", twin(oskar, "/runs/" + RUN + "/again", Map.of("config_revision", "r2")));
        requireValid("unmask", twin(aurora, "/dead-letters/0@17/unmask", Map.of()));
        requireValid("dataset_values", twin(aurora, "/dataset/values", DATASET));
        actions.refuse();
        requireValid("action_refused", twin(oskar, "/runs/" + RUN + "/publish-retry", Map.of("reason", "x")));
    }

    private HttpResponse<String> twin(ConsoleBrowser browser, String path, Map<String, String> fields) {
        Map<String, String> form = new HashMap<>(fields);
        form.put("csrf", ConsoleBrowser.token(browser.get("/").body()).orElseThrow());
        return browser.post(path, form, Map.of("Origin", console.url(), "Accept", "application/json"));
    }

    private static void requireValid(String schema, HttpResponse<String> twin) throws IOException {
        ObjectNode rooted = Json.object().put("$ref", "#/components/schemas/" + schema);
        rooted.putObject("components").set("schemas", OpenApiDocument.schemas());

        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                        .getSchema(rooted)
                        .validate(Json.parse(twin.body().getBytes(StandardCharsets.UTF_8))))
                .as(schema + ": " + twin.body())
                .isEmpty();
    }

    @Test
    void aViewerIsRefusedAndNothingIsSent() {
        ConsoleBrowser vera = signedIn("vera");
        String page = vera.get("/").body();

        assertThat(vera.get("/runs/" + RUN + "/publish-retry").statusCode()).isEqualTo(403);
        assertThat(vera.post("/runs/" + RUN + "/publish-retry", Map.of("reason", "x"), page)
                        .statusCode())
                .isEqualTo(403);
        assertThat(vera.post("/dead-letters/replay", Map.of("at", "0@1"), page).statusCode())
                .isEqualTo(403);
        assertThat(actions.sent()).isEmpty();
        assertThat(actions.entries()).isEmpty();
    }

    @Test
    void withoutActionsAnOperatorIsRefusedToo() {
        try (ConsoleServer readOnly = start(false)) {
            ConsoleBrowser oskar = new ConsoleBrowser(readOnly.url());
            oskar.signIn("oskar", ConsoleAccounts.PASSWORD, "/");

            assertThat(oskar.post(
                                    "/runs/" + RUN + "/verify",
                                    Map.of(),
                                    oskar.get("/").body())
                            .statusCode())
                    .isEqualTo(403);
            assertThat(actions.sent()).isEmpty();
        }
    }

    @Test
    void aRequestIsPrefilledEditedShownAndThenSentAsItWasShown() {
        ConsoleBrowser oskar = signedIn("oskar");
        String path = "/runs/" + RUN + "/again";
        assertThat(oskar.get(path).body())
                .contains("value=\"r1\"", "nothing of its identity changes")
                .doesNotContain("Send the request");

        String preview =
                oskar.get(path + "?config_revision=r2&publish_allowed=false").body();
        assertThat(preview)
                .contains("tr_another", "Send the request", "type=\"hidden\" name=\"config_revision\" value=\"r2\"");
        HttpResponse<String> sent =
                oskar.post(path, Map.of("config_revision", "r2", "publish_allowed", "false"), preview);

        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(200);
        assertThat(actions.sent()).containsExactly("again HUMAN::oskar " + RUN + " {config_revision=r2}");
    }

    @Test
    void aRefusalIsShownByItsCodeAndRecorded() {
        actions.refuse();
        ConsoleBrowser oskar = signedIn("oskar");

        HttpResponse<String> refused = oskar.post(
                "/runs/" + RUN + "/publish-retry",
                Map.of("reason", "x"),
                oskar.get("/").body());

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("the run is not pending", "Nothing was sent");
        assertThat(actions.entries())
                .last()
                .satisfies(entry -> assertThat(line(entry)).contains("PUBLISH_RETRY", "REFUSED", "RETRY_NOT_PENDING"));
    }

    @Test
    void whatCannotBeRecordedIsNotDone() {
        ConsoleBrowser oskar = signedIn("oskar");
        String page = oskar.get("/").body();
        actions.silenceLedger();

        assertThat(oskar.post("/runs/" + RUN + "/publish-retry", Map.of("reason", "x"), page)
                        .statusCode())
                .isEqualTo(503);
        assertThat(oskar.post("/runs/" + RUN + "/verify", Map.of(), page).statusCode())
                .isEqualTo(503);
        assertThat(actions.sent()).noneMatch(sent -> sent.startsWith("retry"));
        assertThat(oskar.get("/jobs").body()).contains("None yet");
    }

    @Test
    void theDeadLettersThatWereChosenAreShownAndTheseAreSentBack() {
        ConsoleBrowser oskar = signedIn("oskar");
        String form = oskar.get("/dead-letters/replay?at=0@17&at=0@19&at=0@17").body();
        assertThat(form).contains("Send back 2 dead letters", "value=\"0@17\"", "value=\"0@19\"");

        HttpResponse<String> started = oskar.post("/dead-letters/replay", Map.of("at", "0@17"), form);

        assertThat(started.statusCode()).as(started.body()).isEqualTo(303);
        assertThat(actions.sent()).containsExactly("replay [0@17]");
        assertThat(oskar.get("/dead-letters/replay").statusCode()).isEqualTo(400);
        assertThat(oskar.get("/dead-letters/replay?at=--all").statusCode()).isEqualTo(400);
    }

    @Test
    void aJobIsFollowedOnItsPageAndItsEndIsRecorded() {
        actions.script("echo '<i>all holds</i>'");
        ConsoleBrowser oskar = signedIn("oskar");

        String job = submit(oskar, "verify");

        await().until(() -> oskar.get(job).body().contains("DONE"));
        assertThat(oskar.get(job).body())
                .contains("&lt;i&gt;all holds&lt;/i&gt;")
                .doesNotContain("<i>all");
        assertThat(signedIn("vera").get("/jobs").body()).contains("verify " + RUN, "HUMAN::oskar");
        await().untilAsserted(() -> assertThat(actions.entries())
                .extracting(entry -> entry.outcome().name())
                .containsExactly("BEGUN", "DONE"));
    }

    @Test
    void anOperatorCancelsAJobAndAViewerDoesNot() {
        actions.script("sleep 1000");
        ConsoleBrowser oskar = signedIn("oskar");
        String job = submit(oskar, "reproduce");
        await().until(() -> oskar.get(job).body().contains("RUNNING"));
        assertThat(oskar.get(job).headers().firstValue("Refresh")).hasValue("3");
        ConsoleBrowser vera = signedIn("vera");
        assertThat(vera.get(job).body()).doesNotContain("/cancel");
        assertThat(vera.post(job + "/cancel", Map.of(), vera.get(job).body()).statusCode())
                .isEqualTo(403);

        assertThat(oskar.post(job + "/cancel", Map.of(), oskar.get(job).body()).statusCode())
                .isEqualTo(303);

        assertThat(oskar.get(job).body()).contains("CANCELLED");
        await().untilAsserted(() -> assertThat(actions.entries())
                .extracting(entry -> entry.action() + " " + entry.outcome())
                .contains("REPRODUCE BEGUN", "CANCEL BEGUN", "CANCEL DONE", "REPRODUCE CANCELLED"));
    }

    @Test
    void nothingButARunsKeyReachesACommandLine() {
        ConsoleBrowser oskar = signedIn("oskar");
        String page = oskar.get("/").body();

        assertThat(oskar.post("/runs/--help/verify", Map.of(), page).statusCode())
                .isEqualTo(400);
        assertThat(oskar.post("/runs/tr_%2e%2e/verify", Map.of(), page).statusCode())
                .isEqualTo(400);
        assertThat(actions.sent()).isEmpty();
    }

    @Test
    void onlyAnAuditorSeesAPayloadAndThatIsRecorded() {
        ConsoleBrowser oskar = signedIn("oskar");
        ConsoleBrowser aurora = signedIn("aurora");

        assertThat(oskar.post(
                                "/dead-letters/0@17/unmask",
                                Map.of(),
                                oskar.get("/").body())
                        .statusCode())
                .isEqualTo(403);
        assertThat(actions.sent()).isEmpty();
        HttpResponse<String> seen = aurora.post(
                "/dead-letters/0@17/unmask", Map.of(), aurora.get("/").body());

        assertThat(seen.body()).contains("&lt;b&gt;secret&lt;/b&gt;", "Not decoded: it begins with byte 60, not 0");
        assertThat(actions.entries())
                .extracting(ConsoleActionsTest::line)
                .containsExactly(
                        "HUMAN::aurora 127.0.0.1 UNMASK 0@17 BEGUN ", "HUMAN::aurora 127.0.0.1 UNMASK 0@17 DONE ");
    }

    @Test
    void filesOfADatasetAreLookedAtByAnOperatorAndTheirValuesSeenByAnAuditorOnly() {
        actions.script(ONE_COLUMN);
        ConsoleBrowser oskar = signedIn("oskar");
        ConsoleBrowser aurora = signedIn("aurora");
        ConsoleBrowser vera = signedIn("vera");

        assertThat(vera.post("/dataset/inspect", DATASET, vera.get("/").body()).statusCode())
                .isEqualTo(403);
        assertThat(oskar.post(
                                "/dataset/inspect",
                                Map.of("ref", "other.json"),
                                oskar.get("/").body())
                        .statusCode())
                .isEqualTo(404);
        assertThat(oskar.post(
                                "/dataset/inspect",
                                Map.of("ref", "--help"),
                                oskar.get("/").body())
                        .statusCode())
                .isEqualTo(404);
        assertThat(actions.sent()).isEmpty();
        String job = inspect(oskar);

        assertThat(actions.sent()).containsExactly("contents known/dm.json");
        assertThat(vera.get(job).body()).contains("that was all").doesNotContain("4000", "4999", "card");
        assertThat(oskar.post("/dataset/values", DATASET, oskar.get("/").body()).statusCode())
                .isEqualTo(403);
        HttpResponse<String> seen =
                aurora.post("/dataset/values", DATASET, aurora.get("/").body());
        assertThat(seen.body()).contains("&lt;b&gt;4000&lt;/b&gt;", "4999", "25.00 %", "categorical");
        assertThat(aurora.post(
                                "/dataset/values",
                                Map.of("ref", "known/other.json"),
                                aurora.get("/").body())
                        .statusCode())
                .isEqualTo(404);
        assertThat(actions.entries())
                .extracting(entry ->
                        entry.principal() + " " + entry.action() + " " + entry.subject() + " " + entry.outcome())
                .containsExactlyInAnyOrder(
                        "HUMAN::oskar INSPECT known/dm.json BEGUN",
                        "HUMAN::oskar INSPECT known/dm.json DONE",
                        "HUMAN::aurora UNMASK known/dm.json BEGUN",
                        "HUMAN::aurora UNMASK known/dm.json DONE",
                        "HUMAN::aurora UNMASK known/other.json BEGUN",
                        "HUMAN::aurora UNMASK known/other.json FAILED");
    }

    @Test
    void whatAnAuditorTakesAwayIsRecordedFirst() {
        ConsoleBrowser aurora = signedIn("aurora");

        // No database answers here: what was wanted is recorded all the same, and not given.
        assertThat(aurora.get("/audit/export?refused=yes").statusCode()).isEqualTo(503);
        assertThat(actions.entries())
                .extracting(ConsoleActionsTest::line)
                .containsExactly("HUMAN::aurora 127.0.0.1 EXPORT /audit/export BEGUN refused=yes");
        assertThat(signedIn("oskar").get("/audit/export").statusCode()).isEqualTo(403);
        assertThat(actions.entries()).hasSize(1);
    }

    /** Has the files of the dataset looked at, and returns the address of the job that did. */
    private static String inspect(ConsoleBrowser browser) {
        String job = browser.post("/dataset/inspect", DATASET, browser.get("/").body())
                .headers()
                .firstValue("Location")
                .orElseThrow();
        await().until(() -> browser.get(job).body().contains("DONE"));
        return job;
    }

    private static String submit(ConsoleBrowser browser, String command) {
        HttpResponse<String> started = browser.post(
                "/runs/" + RUN + "/" + command, Map.of(), browser.get("/").body());
        assertThat(started.statusCode()).as(started.body()).isEqualTo(303);
        return started.headers().firstValue("Location").orElseThrow();
    }

    private ConsoleBrowser signedIn(String name) {
        ConsoleBrowser browser = new ConsoleBrowser(console.url());
        assertThat(browser.signIn(name, ConsoleAccounts.PASSWORD, "/").statusCode())
                .isEqualTo(303);
        return browser;
    }

    private static String line(ConsoleActionEntry entry) {
        return entry.principal() + " " + entry.address() + " " + entry.action() + " " + entry.subject() + " "
                + entry.outcome() + " " + entry.detail();
    }
}
