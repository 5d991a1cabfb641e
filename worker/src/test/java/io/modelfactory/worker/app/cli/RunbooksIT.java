package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.operator.PreparedRequest;
import io.modelfactory.worker.app.operator.RequestPreparer;
import io.modelfactory.worker.app.wiring.LedgerSession;
import io.modelfactory.worker.app.worker.PlatformFixture;
import io.modelfactory.worker.app.worker.Worker;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.LedgerBackdating;
import io.modelfactory.worker.ledger.UtcMidnight;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.signing.KeyPairFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every command and every query of the runbooks, tried in the situation that its page is about. */
class RunbooksIT {
    /** These look things up; they have no commands. */
    private static final Set<String> REFERENCES = Set.of(
            "README.md",
            "add-your-own-data.md",
            "alerts.md",
            "background-platform.md",
            "chaos.md",
            "console-access.md",
            "console.md",
            "data-format.md",
            "database-roles.md",
            "failure-codes.md",
            "from-my-laptop-to-production.md",
            "governance-profiles.md",
            "metrics.md",
            "performance.md",
            "read-a-card.md",
            "run-states.md",
            "secure-connections.md",
            "security.md",
            "sign-requests.md",
            "external-dependencies.md",
            "testing.md",
            "train-on-spark.md",
            "training-profiles.md");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyPageIsTriedHere() {
        Set<String> tried = Set.of(
                "start-under-a-pack.md",
                "enqueue-a-request.md",
                "publish-retry.md",
                "publish-override.md",
                "stuck-run.md",
                "reconciliation.md",
                "refused-digest.md",
                "scale-out.md",
                "dead-letters.md",
                "rotate-secrets.md",
                "sign-bundles.md",
                "restore-the-ledger.md",
                "answer-an-auditor.md",
                "export-history.md");

        assertThat(Runbook.names().filter(name -> !REFERENCES.contains(name)))
                .containsExactlyInAnyOrderElementsOf(tried);
        assertThat(REFERENCES.stream().map(Runbook::read).flatMap(page -> page.steps().stream()))
                .noneMatch(Runbook.RunbookStep.Command.class::isInstance);
    }

    @ParameterizedTest
    @MethodSource("io.modelfactory.worker.app.cli.Runbook#names")
    void everyPageIsInTheIndexAndHasTheSameParts(String name) throws Exception {
        if (!name.equals("README.md")) {
            assertThat(Files.readString(Runbook.FOLDER.resolve("README.md"))).contains("(" + name + ")");
        }
        if (!REFERENCES.contains(name)) {
            assertThat(Runbook.read(name).headings()).containsExactly("Symptom", "Check", "Action", "Proof");
        }
    }

    @Test
    void startUnderAPack() throws Exception {
        RunbookScenario scenario = new RunbookScenario("runbook_start_it");
        scenario.with("DIGEST", scenario.tenant.configuration().runConfigDigest())
                .with("OTHER_PIN", "0".repeat(64));

        executeAll(scenario, "start-under-a-pack.md");
    }

    @Test
    void enqueueARequest() throws Exception {
        RunbookScenario scenario = new RunbookScenario("runbook_enqueue_it");
        scenario.migrateLedger();
        ObjectNode request = scenario.requests.passing("mf.runbook.enqueue.01");
        ObjectNode broken = request.deepCopy().put("intent_kind", "guess");
        scenario.with("REQUEST_FILE", scenario.requests.file(request))
                .with("BROKEN_FILE", scenario.requests.file(broken))
                .with("REQUEST_ID", "mf.runbook.enqueue.01")
                .with("RUN_KEY", RequestDocuments.runKey(request));

        try (Worker worker = Worker.start(scenario.tenant.configuration(), scenario.tenant.schemas())) {
            assertThat(worker).isNotNull();
            executeAll(scenario, "enqueue-a-request.md");
        }
    }

    @Test
    void publishRetry() throws Exception {
        Runbook page = Runbook.read("publish-retry.md");
        RunbookScenario scenario = new RunbookScenario("runbook_publish_it");
        String runKey = scenario.submit(
                scenario.requests.passing("mf.runbook.passed.01").put("publish_allowed", false));
        scenario.drainWorker();
        Path foreign = plantForeignModel(scenario, runKey);
        ObjectNode toPublish =
                scenario.requests.passing("mf.runbook.publish.1").put("config_revision", "mf.runbook.passed.01");
        assertThat(scenario.submit(toPublish)).isEqualTo(runKey);
        scenario.with("RUN_KEY", runKey).with("PRINCIPAL", "HUMAN::oncall::operator");
        CommandResult drained = scenario.tenant.run("worker", "run", "--drain", "--timeout", "10m");
        assertThat(drained.exitCode()).as(drained.toString()).isEqualTo(ExitCode.ACTION_REQUIRED);

        scenario.execute(page, "Symptom", "Check");
        Files.delete(foreign);
        try (Worker worker = Worker.start(scenario.tenant.configuration(), scenario.tenant.schemas())) {
            assertThat(worker).isNotNull();
            scenario.execute(page, "Action", "Proof");
        }
    }

    @Test
    void publishOverride() throws Exception {
        Runbook page = Runbook.read("publish-override.md");
        RunbookScenario scenario = new RunbookScenario("runbook_override_it");
        KeyPairFiles key = KeyPairFiles.generate(folder, "risk");
        Path policy = Files.writeString(folder.resolve("launcher.yaml"), """
                policy_id: mf.launcher_policy.override
                revision: r1
                launcher: {max_publish_retry_attempts: 3, request_poll_seconds: 0.2, request_batch_limit: 500}
                request_keys: [{public_key: %s, principals: ["HUMAN::risk::ada", "SYSTEM::run_operate"]}]
                authorisation:
                  default: deny
                  grants:
                    - principals: ["SYSTEM::run_operate"]
                      commands: [train_build]
                      intents: [baseline_train]
                      publish: true
                      training_profiles: {ref_prefixes: [%2$s]}
                      governance_profiles: {ref_prefixes: [profiles/]}
                    - principals: ["HUMAN::risk::ada"]
                      commands: [publish_override]
                      publish: true
                      override: true
                      training_profiles: {ref_prefixes: [%2$s]}
                      governance_profiles: {ref_prefixes: [profiles/]}
                """.formatted(
                key.publicKeyBase64(), Path.of(PlatformFixture.profileRef("x")).getParent() + "/"));
        scenario.replaceInProfile(PlatformFixture.profileRef("launcher_policy_local_v0.yaml"), policy.toString());
        scenario.replaceInProfile("key_file: ${MF_REQUEST_KEY_FILE:-}", "key_file: " + key.privateKey());
        Path governance = scenario.tenant.store().resolve("profiles/undecided.yaml");
        Files.createDirectories(governance.getParent());
        Files.writeString(governance, """
                policy_id: undecided
                revision: r1
                eval_thresholds: {min_auc_roc: 0.85, min_brier_skill: 0.05}
                uncertainty: {judge: bound, level: 0.99, bootstrap_draws: 999}
                """);
        String runKey = scenario.submit(scenario.requests
                .passing("mf.runbook.undecided")
                .put("governance_profile_ref", "profiles/undecided.yaml"));
        scenario.drainWorker();
        try (LedgerSession session = LedgerSession.open(scenario.tenant.configuration())) {
            RunRecord run = session.ledger().find(runKey).orElseThrow();
            assertThat(run.failureCode())
                    .as(run.state() + " " + run.failureMessage().orElse(""))
                    .contains(FailureCode.GATE_INCONCLUSIVE);
        }
        scenario.with("RUN_KEY", runKey).with("PRINCIPAL", "HUMAN::risk::ada");

        scenario.execute(page, "Symptom", "Check");
        scenario.run(
                ExitCode.FAILED,
                "request",
                "publish-override",
                runKey,
                "--reason",
                "no",
                "--requester",
                "SYSTEM::run_operate");
        scenario.runSuccessfully(
                "request", "publish-override", runKey, "--reason", "12 May", "--requester", "HUMAN::risk::ada");
        scenario.drainWorker();
        scenario.execute(page, "Proof");
        scenario.runSuccessfully("reproduce", runKey);
    }

    private static Path plantForeignModel(RunbookScenario scenario, String runKey) throws Exception {
        BundleIdentity bundle = scenario.bundleOf(runKey);
        Path foreign = scenario.tenant
                .store()
                .resolve(ArtifactKeys.registryFile(bundle.bundleId(), bundle.bundleVersion(), "model.ubj"));
        Files.createDirectories(foreign.getParent());
        return Files.writeString(foreign, "of another writer");
    }

    @Test
    void aStuckRun() throws Exception {
        RunbookScenario scenario = new RunbookScenario("runbook_stuck_it");
        scenario.migrateLedger();
        ObjectNode request = scenario.requests.passing("mf.runbook.stuck.001");
        PreparedRequest prepared =
                new RequestPreparer(scenario.tenant.configuration(), Clock.systemUTC()).trainBuild(request);
        try (LedgerSession session = LedgerSession.open(scenario.tenant.configuration())) {
            session.ledger().submit(List.of(prepared.entry()));
            // Its worker died at once, and no other took over.
            assertThat(session.ledger().claim("mf-dead-worker", Duration.ofMillis(1)))
                    .isPresent();
        }
        scenario.with("RUN_KEY", RequestDocuments.runKey(request));

        executeAll(scenario, "stuck-run.md");
    }

    @Test
    void aRefusedDigest() throws Exception {
        RunbookScenario scenario = new RunbookScenario("runbook_digest_it");
        scenario.migrateLedger();
        ObjectNode again = scenario.requests.passing("mf.runbook.again.001");
        scenario.with("REQUEST_ID", "mf.runbook.refused.1")
                .with("DIGEST", scenario.tenant.configuration().runConfigDigest())
                .with("OTHER_PIN", "0".repeat(64))
                .with("REQUEST_FILE", scenario.requests.file(again))
                .with("RUN_KEY", RequestDocuments.runKey(again));

        try (Worker worker = Worker.start(scenario.tenant.configuration(), scenario.tenant.schemas())) {
            assertThat(worker).isNotNull();
            String file = scenario.requests.file(scenario.requests.passing("mf.runbook.refused.1"));
            CommandResult refused = scenario.tenant.runWith(
                    "stream_id: mf-local", "stream_id: another", "request", "train-build", "--wait", file);
            assertThat(refused.exitCode()).as(refused.toString()).isEqualTo(ExitCode.FAILED);
            executeAll(scenario, "refused-digest.md");
        }
    }

    @Test
    void scalingOut() throws Exception {
        Runbook page = Runbook.read("scale-out.md");
        RunbookScenario scenario = new RunbookScenario("runbook_scale_it");
        scenario.migrateLedger();
        ObjectNode request = scenario.requests.passing("mf.runbook.scale.01");
        PreparedRequest prepared =
                new RequestPreparer(scenario.tenant.configuration(), Clock.systemUTC()).trainBuild(request);
        try (LedgerSession session = LedgerSession.open(scenario.tenant.configuration())) {
            session.ledger().submit(List.of(prepared.entry()));
        }
        scenario.with("RUN_KEY", RequestDocuments.runKey(request));

        scenario.execute(page, "Symptom", "Check", "Action", "Proof");
    }

    @Test
    void deadLetters() throws Exception {
        RunbookScenario scenario = new RunbookScenario("runbook_letters_it");
        scenario.sendUndecodableRecord();
        scenario.drainWorker();
        scenario.with(
                "POSITION",
                scenario.tenant
                        .run("dlq", "list", "--json")
                        .document()
                        .path("at")
                        .textValue());

        executeAll(scenario, "dead-letters.md");
    }

    @Test
    void rotatingSecrets() throws Exception {
        Runbook page = Runbook.read("rotate-secrets.md");
        RunbookScenario scenario = new RunbookScenario("runbook_secrets_it");
        scenario.migrateLedger();
        Path secret = Files.writeString(folder.resolve("database-password"), "the old one\n");
        scenario.replaceInProfile("password: hunter2", "password_file: " + secret);

        scenario.execute(page, "Symptom", "Check");
        Files.writeString(secret, "the new one\n");
        scenario.execute(page, "Action", "Proof");
    }

    @Test
    void signingBundles() throws Exception {
        Runbook page = Runbook.read("sign-bundles.md");
        ExternalTools tools = new ExternalTools(page, folder);
        KeyPairFiles key = tools.generateKey();
        RunbookScenario scenario = new RunbookScenario("runbook_signing_it");
        scenario.replaceInProfile("key_file: ${MF_SIGNING_KEY_FILE:-}", "key_file: " + key.privateKey());
        String runKey = scenario.publish("mf.runbook.signed.01");
        BundleIdentity bundle = scenario.bundleOf(runKey);
        scenario.with("RUN_KEY", runKey)
                .with("BUNDLE_ID", bundle.bundleId())
                .with("BUNDLE_VERSION", bundle.bundleVersion())
                .with("PUBLIC_KEY", key.publicKey().toString())
                .with(
                        "OTHER_KEY",
                        KeyPairFiles.generate(folder, "other").publicKey().toString());

        scenario.execute(page, "Check", "Action", "Proof");
        Path directory = scenario.tenant
                .store()
                .resolve(ArtifactKeys.registryRecord(bundle.bundleId(), bundle.bundleVersion()))
                .resolveSibling("");
        tools.verifySignature(directory, key);
    }

    @Test
    void reconciliation() throws Exception {
        Runbook page = Runbook.read("reconciliation.md");
        UtcMidnight.letPass();
        RunbookScenario scenario = new RunbookScenario("runbook_reconcile_it");
        String runKey = scenario.publish("mf.runbook.closing.1");
        LedgerBackdating.shiftByDays(Jdbi.create(scenario.tenant.databaseUrl(), "postgres", "postgres"), 2);
        scenario.with("PLATFORM_RUN", RequestDocuments.RUN)
                .with("RUN_KEY", runKey)
                .with("DAY", LocalDate.now(ZoneOffset.UTC).minusDays(2).toString());
        Path receipt = scenario.tenant.store().resolve(ArtifactKeys.gateReceipt(RequestDocuments.RUN, runKey));
        Path backup = Files.move(receipt, folder.resolve("gate_receipt.json"));

        scenario.execute(page, "Symptom", "Check");
        Files.move(backup, receipt);
        scenario.execute(page, "Action", "Proof");
    }

    @Test
    void restoringTheLedger() throws Exception {
        RunbookScenario scenario = new RunbookScenario("runbook_restore_it");
        scenario.with("RUN_KEY", scenario.publish("mf.runbook.before.01"));
        String server = scenario.tenant.databaseUrl().replaceAll("/[^/]*$", "/postgres");
        scenario.sql(server, "CREATE DATABASE runbook_backup TEMPLATE runbook_restore_it");
        String lost = scenario.publish("mf.runbook.after.001");
        BundleIdentity bundle = scenario.bundleOf(lost);
        ObjectNode again = scenario.requests.passing("mf.runbook.after.002");
        scenario.with("LOST_RUN_KEY", lost)
                .with("NEW_RUN_KEY", RequestDocuments.runKey(again))
                .with("BUNDLE_ID", bundle.bundleId())
                .with("BUNDLE_VERSION", bundle.bundleVersion())
                .with("REQUEST_FILE", scenario.requests.file(again));

        scenario.sql(server, "DROP DATABASE runbook_restore_it WITH (FORCE)");
        scenario.sql(server, "CREATE DATABASE runbook_restore_it TEMPLATE runbook_backup");

        executeAll(scenario, "restore-the-ledger.md");
    }

    @Test
    void exportingHistory() throws Exception {
        RunbookScenario scenario = new RunbookScenario("runbook_history_it");
        scenario.migrateLedger();
        scenario.sql("SELECT mf_create_month('2026-01-01')");
        scenario.with("MONTH", "2026-01")
                .with("TRIAL_FOLDER", folder.resolve("trial").toString())
                .with("ARCHIVE_FOLDER", folder.resolve("archive").toString());

        executeAll(scenario, "export-history.md");
    }

    @Test
    void answeringAnAuditor() throws Exception {
        RunbookScenario scenario = new RunbookScenario("runbook_auditor_it");
        String runKey = scenario.publish("mf.runbook.audited.1");
        BundleIdentity bundle = scenario.bundleOf(runKey);
        Path file = folder.resolve("card.html");
        scenario.with("RUN_KEY", runKey)
                .with("BUNDLE_ID", bundle.bundleId())
                .with("BUNDLE_VERSION", bundle.bundleVersion())
                .with("FILE", file.toString());

        executeAll(scenario, "answer-an-auditor.md");

        assertThat(file).content().contains(runKey, bundle.bundleId());
    }

    @Test
    void theQuestionsToTheLedgerAreSqlThatItUnderstands() throws Exception {
        RunbookScenario scenario = new RunbookScenario("runbook_questions_it");
        scenario.migrateLedger();

        executeAll(scenario, "run-states.md");
    }

    private static void executeAll(RunbookScenario scenario, String name) throws Exception {
        Runbook page = Runbook.read(name);
        assertThat(page.steps()).isNotEmpty();
        scenario.execute(page, page.headings().toArray(String[]::new));
    }
}
