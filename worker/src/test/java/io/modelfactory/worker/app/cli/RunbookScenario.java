package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import io.modelfactory.worker.app.wiring.LedgerSession;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.folder.LocalArtifactStore;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.resolve.PinnedPlan;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A platform in the state that a page is about, on which the page's steps are tried in order. */
final class RunbookScenario {
    final PlatformTenant tenant;
    final RequestDocuments requests;
    private final Map<String, String> placeholders = new HashMap<>();
    private final Map<String, String> profileChanges = new HashMap<>();

    RunbookScenario(String database) {
        this.tenant = new PlatformTenant(database);
        this.requests = new RequestDocuments(tenant);
    }

    RunbookScenario with(String placeholder, String value) {
        placeholders.put(placeholder, value);
        return this;
    }

    /** What the page says is said to a profile that differs in this text. */
    void replaceInProfile(String text, String replacement) {
        profileChanges.put(text, replacement);
    }

    void migrateLedger() {
        runSuccessfully("migrate");
    }

    /** Has a worker do all that there is. */
    void drainWorker() {
        runSuccessfully("worker", "run", "--drain", "--timeout", "10m");
    }

    String submit(ObjectNode request) {
        runSuccessfully("request", "train-build", requests.file(request));
        return RequestDocuments.runKey(request);
    }

    /** Both, and the run is to be published. */
    String publish(String requestId) {
        String runKey = submit(requests.passing(requestId));
        drainWorker();
        return runKey;
    }

    void runSuccessfully(String... arguments) {
        CommandResult run = run(arguments);
        assertThat(run.exitCode()).as("%s: %s", Arrays.toString(arguments), run).isZero();
    }

    void run(int exitCode, String... arguments) {
        CommandResult run = run(arguments);
        assertThat(run.exitCode()).as("%s: %s", Arrays.toString(arguments), run).isEqualTo(exitCode);
    }

    BundleIdentity bundleOf(String runKey) {
        DocumentStore documents = new DocumentStore(new LocalArtifactStore(tenant.store()), tenant.schemas());
        try (LedgerSession session = LedgerSession.open(tenant.configuration())) {
            Evidence evidence =
                    new Evidence(session.ledger().find(runKey).orElseThrow().refs());
            PinnedPlan plan = PinnedPlan.read(documents, evidence.require(ArtifactName.RESOLVED_TRAIN_PLAN));
            return BundleIdentity.of(
                    new BundleIdentity.Content(
                            runKey,
                            plan.manifestDigests(),
                            plan.trainingProfile().sha256(),
                            plan.governanceProfile().sha256(),
                            evidence.require(ArtifactName.MODEL).sha256(),
                            evidence.require(ArtifactName.EVAL_REPORT).sha256(),
                            evidence.require(ArtifactName.GATE_RECEIPT).sha256()),
                    plan.text("policy_revision"),
                    plan.text("config_revision"));
        }
    }

    void sendUndecodableRecord() throws Exception {
        String topic =
                tenant.configuration().profile().wiring().kafka().topics().requests();
        try (Producer<byte[], byte[]> producer = KafkaClientFactory.of(
                        tenant.configuration().profile().wiring().kafka())
                .producer()) {
            producer.send(new ProducerRecord<>(topic, "not avro at all".getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    void sql(String statements) throws SQLException {
        sql(tenant.databaseUrl(), statements);
    }

    void sql(String url, String statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "postgres", "postgres");
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    /** Tries the page's steps below the given headings. */
    void execute(Runbook page, String... headings) throws SQLException {
        List<String> wanted = List.of(headings);
        for (Runbook.RunbookStep step : page.steps()) {
            if (wanted.contains(step.heading())) {
                executeStep(page, step);
            }
        }
    }

    private void executeStep(Runbook page, Runbook.RunbookStep step) throws SQLException {
        if (step instanceof Runbook.RunbookStep.Command command) {
            executeStep(page, command);
        } else if (step instanceof Runbook.RunbookStep.Sql sql) {
            sql(Runbook.filled(sql.statements(), placeholders));
        }
    }

    private CommandResult run(String... arguments) {
        return profileChanges.isEmpty() ? tenant.run(arguments) : tenant.runWith(profileChanges, arguments);
    }

    private void executeStep(Runbook page, Runbook.RunbookStep.Command command) {
        List<String> words = Runbook.words(Runbook.filled(command.line(), placeholders));
        assertThat(words.get(0)).as(command.line()).isEqualTo("deploy/mf");
        String[] arguments = words.subList(1, words.size()).toArray(String[]::new);

        CommandResult run = run(arguments);

        String what = "%s, %s: %s%n%s".formatted(page.name(), command.heading(), command.line(), run);
        assertThat(run.exitCode()).as(what).isEqualTo(command.exitCode());
        command.shown()
                .forEach(line -> assertThat(run.out() + run.err())
                        .as(what)
                        .containsPattern(Runbook.pattern(Runbook.filled(line, placeholders))));
    }
}
