package io.modelfactory.worker.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.console.access.LoopbackAccess;
import io.modelfactory.worker.console.action.ActionAudit;
import io.modelfactory.worker.console.action.ActionRoutes;
import io.modelfactory.worker.console.action.RecordedActions;
import io.modelfactory.worker.console.auth.SignInAccess;
import io.modelfactory.worker.console.process.JobQueue;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.ConfigurationHistory;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.activity.ProgressReport;
import io.modelfactory.worker.ledger.activity.RunStage;
import io.modelfactory.worker.ledger.activity.WorkerRegistration;
import io.modelfactory.worker.ledger.activity.WorkerRegistry;
import io.modelfactory.worker.ledger.audit.ConsoleActionLog;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.progress.BuildProgress;
import io.modelfactory.worker.progress.TrainingRound;
import io.modelfactory.worker.progress.TrainingRound.ValidationMetric;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages over a ledger, while neither broker nor store answers. */
class LedgerPagesIT {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
    private final ConsoleServer console = ConsoleServer.start(
            "127.0.0.1",
            0,
            "1.2.3",
            new LedgerSources(database.dataSource(), LedgerFixture.settings()),
            new LoopbackAccess());

    @AfterEach
    void close() {
        console.close();
        database.close();
    }

    private HttpResponse<String> get(String path, String accept) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(console.url() + path))
                        .header("Accept", accept)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void whereNoWorkerTakesRequestsThePageNowSaysHowToStartOne() throws Exception {
        for (String name : List.of("a", "b", "c")) {
            ledger.submit(List.of(LedgerFixture.build("request-" + name, name)));
        }

        assertThat(get("/", "text/html").body())
                .contains("No worker takes requests; 3 wait.", "mf worker run", "connection refused");
        JsonNode twin = Json.parse(get("/", "application/json").body().getBytes(StandardCharsets.UTF_8));
        assertThat(twin.at("/ledger/backlog/waiting_runs").asInt()).isEqualTo(3);
    }

    @Test
    void aRunAtWorkIsShownWithTheEndOfItsLease() throws Exception {
        ledger.submit(List.of(LedgerFixture.build("request-1", "a")));
        Lease lease = ledger.claim("worker-1", LedgerFixture.LONG).orElseThrow().lease();
        ledger.reportProgress(List.of(
                new ProgressReport(lease, RunStage.TRAIN, new BuildProgress(Optional.empty(), Optional.empty()))));

        JsonNode work = Json.parse(get("/", "application/json").body().getBytes(StandardCharsets.UTF_8))
                .at("/ledger/work/0");
        assertThat(work.path("run_key").asText()).isEqualTo(lease.runKey());
        assertThat(Instant.parse(work.path("lease_ends").asText())).isAfter(Instant.now());
        assertThat(get("/", "text/html").body()).contains("Lease until", "worker-1");
    }

    @Test
    void theRoundsOfATrainingAreACurveOnThePageOfTheRun() throws Exception {
        ledger.submit(List.of(LedgerFixture.build("request-1", "a")));
        Lease lease = ledger.claim("worker-1", LedgerFixture.LONG).orElseThrow().lease();
        String page = "/runs/" + lease.runKey();
        for (int round = 1; round <= 3; round++) {
            int now = round;
            ledger.reportProgress(List.of(new ProgressReport(
                    lease,
                    RunStage.TRAIN,
                    new BuildProgress(
                            Optional.empty(),
                            Optional.of(new TrainingRound(
                                    now, 12, Optional.of(new ValidationMetric("log_loss", 0.7 - now / 10.0))))))));
            await().untilAsserted(() -> assertThat(
                            Json.parse(get(page, "application/json").body().getBytes(StandardCharsets.UTF_8))
                                    .at("/progress/curve/points")
                                    .size())
                    .isEqualTo(now));
        }

        String shown = get(page, "text/html").body();
        assertThat(shown)
                .contains("<h2>At work</h2>", "Validation log_loss by round, from 0.6 to 0.4", "<progress max=\"1\"")
                .containsPattern("round 3 of 12")
                .contains("<path class=\"line\" d=\"M")
                .contains("<dt>Lease</dt>", "worker-1")
                .containsSubsequence(
                        "<p class=\"lead\">", "<h2>At work</h2>", "<h2>Timeline</h2>", "<details id=\"evidence\"");
    }

    @Test
    void thePageNowCountsWhatWaitsAndNamesWhoWorks() throws Exception {
        new WorkerRegistry(database.dataSource())
                .heartbeat(new WorkerRegistration(
                        "worker-1", "mf.v0", "git:0123456", "ab".repeat(32), "host-1", 4711, 2, Duration.ofMinutes(5)));
        ledger.submit(List.of(LedgerFixture.build("request-1", "a"), LedgerFixture.build("request-2", "b")));
        database.sql()
                .useHandle(handle -> handle.execute("UPDATE mf_run SET available_at = now() - interval '5 minutes'"));

        String page = get("/", "text/html").body();
        JsonNode now = Json.parse(get("/", "application/json").body().getBytes(StandardCharsets.UTF_8))
                .path("ledger");

        assertThat(now.at("/states").findParents("state"))
                .filteredOn(state -> state.path("state").asText().equals("QUEUED"))
                .extracting(state -> state.path("runs").asInt())
                .containsExactly(2);
        assertThat(now.at("/workers/0/run_config_digest").asText()).isEqualTo("ab".repeat(32));
        assertThat(page)
                .contains("<dt>Waiting runs</dt><dd>2, the first for 5 min", "worker-1", "host-1")
                .contains("title=\"git:0123456\"", "title=\"" + "ab".repeat(32) + "\"")
                .contains("<dt>Publications pending</dt><dd> 0", "<dt>Dead letters, ever</dt><dd> 0")
                .doesNotContain("No worker takes requests");
    }

    @Test
    void runsAreShownWhileTheStoreDoesNotAnswer() throws Exception {
        ledger.submit(List.of(LedgerFixture.build("request-1", "a")));

        HttpResponse<String> runs = get("/runs", "text/html");
        assertThat(runs.statusCode()).isEqualTo(200);
        assertThat(runs.body()).contains("queued", "baseline train");
        HttpResponse<String> bundle = get("/bundles/b/v", "text/html");
        assertThat(bundle.statusCode()).isEqualTo(503);
        assertThat(bundle.body()).contains("the store: connection refused", "What still works");
    }

    @Test
    void theOrderOfRunsIsInTheAddress() throws Exception {
        String slow = failedRun("a");
        String quick = failedRun("b");
        ledger.submit(List.of(LedgerFixture.build("request-c", "c")));
        database.sql()
                .useHandle(handle -> handle.execute(
                        "UPDATE mf_run SET execution_started_at = finished_at - interval '1 hour' WHERE run_key = ?",
                        slow));

        assertThat(runKeys("/runs")).hasSize(3);
        assertThat(runKeys("/runs?sort=longest")).containsExactly(slow, quick);
        assertThat(runKeys("/runs?sort=shortest&state=FAIL")).containsExactly(quick, slow);
        assertThat(runKeys("/runs?sort=longest&from=3600000000~" + slow)).containsExactly(quick);
        assertThat(get("/runs?sort=longest", "text/html").body())
                .contains("Runs that have ended, the longest first", "<option value=\"longest\" selected>");
        assertThat(get("/runs?sort=name", "text/html").statusCode()).isEqualTo(400);
        assertThat(get("/runs?sort=highest", "text/html").statusCode()).isEqualTo(400);
        assertThat(get("/runs?sort=longest&from=2026-02-10T00:00:00Z~tr_0", "text/html")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void runsAreListedByTheirState() throws Exception {
        String failed = failedRun("a");
        ledger.submit(List.of(LedgerFixture.build("request-b", "b")));
        String running = ledger.claim("worker-1", LedgerFixture.LONG)
                .orElseThrow()
                .lease()
                .runKey();
        ledger.submit(List.of(LedgerFixture.build("request-c", "c")));
        String queued = runKeys("/runs?state=QUEUED").get(0);

        assertThat(runKeys("/runs?sort=state")).containsExactly(queued, running, failed);
        assertThat(runKeys("/runs?sort=state&state=FAIL")).containsExactly(failed);
        assertThat(runKeys("/runs?sort=state&from=PASS")).containsExactly(failed);
        assertThat(get("/runs?sort=state", "text/html").body())
                .contains("Runs by state, of each state the latest change first", "<option value=\"state\" selected>");
        assertThat(get("/runs?sort=state&from=NOWHERE", "text/html").statusCode())
                .isEqualTo(400);
    }

    @Test
    void runsAreListedByWhatTheirGateObserved() throws Exception {
        String good = judgedRun("a", 0.9);
        String poor = judgedRun("b", 0.6);
        failedRun("c");

        assertThat(runKeys("/runs?sort=highest:auc_roc")).containsExactly(good, poor);
        assertThat(runKeys("/runs?sort=lowest:auc_roc")).containsExactly(poor, good);
        assertThat(runKeys("/runs?sort=highest:auc_roc&from=0.9~" + good)).containsExactly(poor);
        assertThat(runKeys("/runs?sort=highest:ks")).isEmpty();
        assertThat(get("/runs?sort=lowest:auc_roc", "text/html").body())
                .contains(
                        "Runs that a gate has judged, the lowest auc_roc first",
                        "<option value=\"lowest:auc_roc\" selected>",
                        "<option value=\"highest:auc_roc\">",
                        "<th class=\"num\">auc_roc</th>");
        assertThat(get("/runs", "text/html").body()).contains("<option value=\"highest:auc_roc\">");
        assertThat(get("/runs?sort=highest:auc_roc&from=NaN~" + good, "text/html")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void filtersHoldTogetherAndEachByItself() throws Exception {
        String wanted = failedRun("a", FailureCode.GATE_FAIL);
        failedRun("b", FailureCode.TRAINING_FAILED);
        String old = failedRun("c", FailureCode.GATE_FAIL);
        database.sql()
                .useHandle(handle -> handle.execute(
                        "UPDATE mf_run SET finished_at = finished_at - interval '3 hours' WHERE run_key = ?", old));
        database.sql()
                .useHandle(handle -> handle.execute(
                        "UPDATE mf_run SET request = request || jsonb_build_object('target_scope', jsonb_build_object("
                                + "'environment', 'dev', 'mode', 'shadow', 'bundle_slot', 'primary'))"));
        String all = "/runs?state=FAIL&since=2h&code=GATE_FAIL&scope=dev/shadow&requester=SYSTEM::run"
                + "&intent=baseline_train&platform_run=" + LedgerFixture.PLATFORM_RUN;

        assertThat(runKeys(all)).containsExactly(wanted);
        assertThat(runKeys(all.replace("since=2h", "since=7d"))).containsExactly(wanted, old);
        assertThat(runKeys(all.replace("GATE_FAIL", "DATASET_INVALID"))).isEmpty();
        for (String filter :
                List.of("state=PASS", "scope=nowhere", "requester=no-one", "intent=none", "platform_run=platform_0")) {
            assertThat(runKeys("/runs?" + filter)).as(filter).isEmpty();
        }
        assertThat(get(all, "text/html").body())
                .contains("<option value=\"FAIL\" selected>", "<option value=\"2h\" selected>", "value=\"GATE_FAIL\"");
    }

    private String judgedRun(String name, double observed) {
        ledger.submit(List.of(LedgerFixture.build("request-" + name, name)));
        Lease lease = ledger.claim("worker-1", LedgerFixture.LONG).orElseThrow().lease();
        ledger.evalReady(lease, LedgerFixture.refs("eval_report"));
        ledger.pass(lease, LedgerFixture.refs("gate_receipt"), Map.of("auc_roc", observed));
        return lease.runKey();
    }

    private String failedRun(String name) {
        return failedRun(name, FailureCode.TRAINING_FAILED);
    }

    private String failedRun(String name, FailureCode code) {
        ledger.submit(List.of(LedgerFixture.build("request-" + name, name)));
        Lease lease = ledger.claim("worker-1", LedgerFixture.LONG).orElseThrow().lease();
        ledger.fail(lease, code, "no", Map.of());
        return lease.runKey();
    }

    private List<String> runKeys(String path) throws Exception {
        return Json.parse(get(path, "application/json").body().getBytes(StandardCharsets.UTF_8))
                .path("runs")
                .findValuesAsText("run_key");
    }

    @Test
    void anAuditorTakesEachPartOfTheAuditAway(@TempDir Path folder) {
        new ConfigurationHistory(database.dataSource(), LedgerFixture.settings()).recordStart("platform_1");
        ConsoleActionLog log = new ConsoleActionLog(database.dataSource());
        try (RecordedActions actions = new RecordedActions();
                JobQueue jobs = new JobQueue(Duration.ofMinutes(1), Clock.systemUTC());
                ConsoleServer signedIn = ConsoleServer.start(
                        "127.0.0.1",
                        0,
                        "1.2.3",
                        new LedgerSources(database.dataSource(), LedgerFixture.settings()),
                        new SignInAccess(
                                ConsoleAccounts.security(folder, true),
                                (principal, address, in) -> {},
                                new ActionRoutes(
                                        actions,
                                        actions,
                                        jobs,
                                        new ActionAudit(log::append),
                                        ref -> false,
                                        new DatasetInspections()),
                                Clock.systemUTC()))) {
            ConsoleBrowser aurora = new ConsoleBrowser(signedIn.url());
            aurora.signIn("aurora", ConsoleAccounts.PASSWORD, "/");

            assertThat(aurora.get("/audit/export").body()).isBlank();
            assertThat(aurora.get("/audit/export?what=actions").body()).contains("HUMAN::aurora", "EXPORT");
            assertThat(aurora.get("/audit/export?what=configurations").body()).contains("run_config_digest");
            assertThat(aurora.get("/audit/export?what=reconciliations").body()).isBlank();
            assertThat(aurora.get("/audit/export?what=runs").statusCode()).isEqualTo(400);
            assertThat(aurora.get("/audit").body())
                    .contains("Export actions", "Export configurations", "Export reconciliations");
        }
    }

    @Test
    void whoHadARunPublishedThatItsGateCouldNotDecideOnIsShownAndWhy() throws Exception {
        String undecided = failedRun("a", FailureCode.GATE_INCONCLUSIVE);
        String failed = failedRun("b", FailureCode.GATE_FAIL);
        assertThat(get("/runs/" + undecided, "text/html").body())
                .contains("mf request publish-override " + undecided + " --reason TEXT")
                .doesNotContain("Gate overridden");
        assertThat(get("/runs/" + failed, "text/html").body()).doesNotContain("publish-override", "Gate overridden");

        ledger.submit(List.of(LedgerFixture.override("override-1", "a")));

        await().untilAsserted(
                        () -> assertThat(get("/runs/" + undecided, "text/html").body())
                                .contains(
                                        "Gate overridden",
                                        "by HUMAN::risk::ada",
                                        "override-1",
                                        "key-1",
                                        "the committee of 12 May saw the card"));
        JsonNode override = Json.parse(
                        get("/runs/" + undecided, "application/json").body().getBytes(StandardCharsets.UTF_8))
                .path("publish_override");
        assertThat(override.path("requester_principal").asText()).isEqualTo("HUMAN::risk::ada");
        assertThat(override.path("reason").asText()).isEqualTo("the committee of 12 May saw the card");
    }

    @Test
    void aChangeOfTheLedgerReachesWhoeverListens() throws Exception {
        HttpResponse<InputStream> stream = CLIENT.send(
                HttpRequest.newBuilder(URI.create(console.url() + "/events"))
                        .header("Accept", "text/event-stream")
                        .build(),
                HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8))) {
            assertThat(lines.readLine()).isEqualTo("event: hello");
            ledger.submit(List.of(LedgerFixture.build("request-1", "a")));

            String line = lines.readLine();
            while (!line.contains("\"changed\":true")) {
                line = lines.readLine();
            }
            assertThat(line).startsWith("data: {").contains("\"reachable\":true");
        }
    }
}
