package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.worker.app.operator.OperatorConsole;
import io.modelfactory.worker.app.wiring.ConsoleFactory;
import io.modelfactory.worker.app.wiring.DatabaseFactory;
import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import io.modelfactory.worker.app.worker.PlatformFixture;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.console.ConsoleAccounts;
import io.modelfactory.worker.console.ConsoleBrowser;
import io.modelfactory.worker.console.ConsoleServer;
import io.modelfactory.worker.ledger.audit.ConsoleActionLog;
import io.modelfactory.worker.ledger.audit.ConsoleActionRecord;
import io.modelfactory.worker.signing.KeyPairFiles;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What an operator asks of the console, in a factory that takes signed requests only. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConsoleOperatorIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final PlatformTenant tenant = new PlatformTenant("console_operator_it");
    private final RequestDocuments requests = new RequestDocuments(tenant);

    /** It fails at once, because its training profile is not there. */
    private final ObjectNode request = requests.passing("mf.console.0001").put("training_config_ref", "nowhere.yaml");

    private final String runKey = RequestDocuments.runKey(request);

    @SuppressWarnings("NullAway.Init") // before all
    private KeyPairFiles key;

    @SuppressWarnings("NullAway.Init") // before all
    private Path profile;

    @SuppressWarnings("NullAway.Init") // before all
    private ConsoleServer console;

    @SuppressWarnings("NullAway.Init") // before all
    private HikariDataSource database;

    @BeforeAll
    void aFactoryWithOneRunAndAConsole(@TempDir Path folder) throws IOException {
        key = KeyPairFiles.generate(folder, "console");
        KeyPairFiles sender = KeyPairFiles.generate(folder, "sender");
        Path policy = Files.writeString(
                folder.resolve("launcher.yaml"), """
                policy_id: mf.launcher_policy.signed
                revision: r1
                launcher:
                  max_publish_retry_attempts: 3
                  request_poll_seconds: 0.2
                  request_batch_limit: 500
                  require_signed_requests: true
                request_keys:
                  - public_key: %s
                    principal_prefixes: ["HUMAN::"]
                  - public_key: %s
                    principals: [SYSTEM::run_operate]
                authorisation: {default: allow}
                """.formatted(key.publicKeyBase64(), sender.publicKeyBase64()));
        String text = tenant.text()
                .replaceFirst("launcher_policy_ref: .*", "launcher_policy_ref: " + policy)
                .replaceFirst("(?m)^  console:$", """
                          console:
                            actions: true
                            request_key_file: %s
                            authentication:
                              password_file: %s
                              roles: {viewer: [readers], operator: [fraud-ops], auditor: [audit]}
                        """.formatted(key.privateKey(), ConsoleAccounts.file(folder))
                        .stripTrailing());
        profile = Files.writeString(folder.resolve("profile.yaml"), text);
        Path sending = Files.writeString(
                folder.resolve("sender.yaml"),
                text.replace("key_file: ${MF_REQUEST_KEY_FILE:-}", "key_file: " + sender.privateKey()));
        assertThat(CommandResult.of("request", "train-build", requests.file(request), "--profile", sending.toString())
                        .exitCode())
                .isZero();
        drain();
        Configuration configuration = Configuration.load(profile, Map.of(), PlatformFixture.SCHEMAS);
        database = DatabaseFactory.connectForLongCommand(
                configuration.profile().wiring().database(), TIMEOUT);
        console = ConsoleFactory.start(
                configuration, new OperatorConsole("deploy/mf", Optional.of(profile)), "127.0.0.1", 0);
    }

    @AfterAll
    void stop() {
        console.close();
        database.close();
    }

    @Test
    void aRequestAgainIsSignedByTheConsoleInTheNameOfWhomHasSignedIn() {
        ConsoleBrowser oskar = signedIn("oskar");
        String path = "/runs/" + runKey + "/again";
        String preview = oskar.get(path + "?config_revision=r2").body();
        assertThat(preview)
                .contains(
                        "config_revision",
                        "HUMAN::oskar",
                        "Send the request",
                        "NEW: the ledger does not know this run");
        assertThat(oskar.get(path).body())
                .contains("REQUEUED: the ledger has it in FAIL (TRAINING_PROFILE_UNRESOLVED), for its inputs");

        HttpResponse<String> sent = oskar.post(path, Map.of("config_revision", "r2"), preview);
        assertThat(sent.statusCode()).as(sent.body()).isEqualTo(200);
        drain();

        JsonNode receipt = receipt("mf.again." + runKey + ".1");
        assertThat(receipt.path("status").textValue()).isEqualTo("FAILED");
        assertThat(receipt.at("/error/code").textValue()).isEqualTo("TRAINING_PROFILE_UNRESOLVED");
        assertThat(receipt.at("/details/requester_authentication").textValue())
                .isEqualTo("authenticated by key " + key.keyId());
        assertThat(CommandResult.of(
                                "runs", "show", receipt.path("run_key").textValue(), "--profile", profile.toString())
                        .out())
                .contains("HUMAN::oskar");
        assertThat(recorded(runKey)).contains("HUMAN::oskar REQUEST_AGAIN BEGUN", "HUMAN::oskar REQUEST_AGAIN DONE");
    }

    @Test
    void aRequestInWhichNothingChangesIsNotSent() {
        ConsoleBrowser oskar = signedIn("oskar");

        HttpResponse<String> form = oskar.get("/runs/" + runKey + "/publish-retry");

        assertThat(form.body()).contains("only what waits in PUBLISH_PENDING").doesNotContain("name=\"reason\"");
    }

    @Test
    void aViewerAsksForNothing() {
        ConsoleBrowser vera = signedIn("vera");

        assertThat(vera.get("/runs/" + runKey).body()).contains(runKey).doesNotContain("Request again", "/verify");
        assertThat(vera.post(
                                "/runs/" + runKey + "/again",
                                Map.of("config_revision", "r3"),
                                vera.get("/").body())
                        .statusCode())
                .isEqualTo(403);
        assertThat(signedIn("oskar").get("/runs/" + runKey).body()).contains("Request again", "/verify");
    }

    @Test
    void aRunIsVerifiedInAProcessOfItsOwn() {
        ConsoleBrowser oskar = signedIn("oskar");

        String job = job(
                oskar,
                oskar.post(
                        "/runs/" + runKey + "/verify", Map.of(), oskar.get("/").body()));

        assertThat(job).contains(">DONE<", "objects").contains(runKey);
        assertThat(recorded(runKey)).contains("HUMAN::oskar VERIFY BEGUN", "HUMAN::oskar VERIFY DONE");
    }

    @Test
    void aDeadLetterIsUnmaskedByAnAuditorAndSentBackByAnOperator() throws Exception {
        Wiring.Kafka kafka = tenant.configuration().profile().wiring().kafka();
        try (Producer<byte[], byte[]> producer = KafkaClientFactory.of(kafka).producer()) {
            producer.send(new ProducerRecord<>(kafka.topics().requests(), "no avro".getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
        drain();
        String at = tenant.run("dlq", "list", "--json").document().path("at").textValue();
        ConsoleBrowser aurora = signedIn("aurora");
        assertThat(aurora.post(
                                "/dead-letters/" + at + "/unmask",
                                Map.of(),
                                aurora.get("/").body())
                        .body())
                .contains("no avro");

        ConsoleBrowser oskar = signedIn("oskar");
        String form = oskar.get("/dead-letters/replay?at=" + at).body();
        String job = job(oskar, oskar.post("/dead-letters/replay", Map.of("at", at), form));

        assertThat(job).contains(">DONE<", "sent to");
        drain();
        assertThat(tenant.run("dlq", "list", "--json").documents())
                .anySatisfy(letter ->
                        assertThat(letter.path("replayed_from").asText()).isEqualTo(at));
        assertThat(recorded(at))
                .containsExactly(
                        "HUMAN::aurora UNMASK BEGUN",
                        "HUMAN::aurora UNMASK DONE",
                        "HUMAN::oskar DEAD_LETTER_REPLAY BEGUN",
                        "HUMAN::oskar DEAD_LETTER_REPLAY DONE");
    }

    /** The page of a job that has ended. */
    private static String job(ConsoleBrowser browser, HttpResponse<String> started) {
        assertThat(started.statusCode()).as(started.body()).isEqualTo(303);
        String path = started.headers().firstValue("Location").orElseThrow();
        return await().atMost(TIMEOUT)
                .until(
                        () -> browser.get(path).body(),
                        page -> !page.contains(">RUNNING<") && !page.contains(">WAITING<"));
    }

    private List<String> recorded(String subject) {
        return await().atMost(TIMEOUT)
                .until(
                        () -> new ConsoleActionLog(database)
                                .ofSubject(subject).stream()
                                        .map(ConsoleActionRecord::entry)
                                        .map(entry -> entry.principal() + " " + entry.action() + " " + entry.outcome())
                                        .toList(),
                        rows -> !rows.isEmpty() && !rows.get(rows.size() - 1).endsWith("BEGUN"));
    }

    private ConsoleBrowser signedIn(String name) {
        ConsoleBrowser browser = new ConsoleBrowser(console.url());
        assertThat(browser.signIn(name, ConsoleAccounts.PASSWORD, "/").statusCode())
                .isEqualTo(303);
        return browser;
    }

    private JsonNode receipt(String requestId) {
        Path file = tenant.store().resolve(RequestDocuments.RUN + "/mf/job_invocations/" + requestId + ".json");
        try {
            return Json.parse(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void drain() {
        CommandResult run =
                CommandResult.of("worker", "run", "--drain", "--timeout", "10m", "--profile", profile.toString());
        assertThat(run.exitCode()).as(run.toString()).isZero();
    }
}
