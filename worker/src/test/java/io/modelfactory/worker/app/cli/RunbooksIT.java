package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.operator.PreparedRequest;
import io.modelfactory.worker.app.operator.RequestPreparer;
import io.modelfactory.worker.app.wiring.LedgerSession;
import io.modelfactory.worker.app.worker.Worker;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.ledger.LedgerBackdating;
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
            "alerts.md",
            "chaos.md",
            "database-roles.md",
            "failure-codes.md",
            "metrics.md",
            "performance.md",
            "run-states.md",
            "secure-connections.md",
            "security.md",
            "external-dependencies.md");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyPageIsTriedHere() {
        Set<String> tried = Set.of(
                "start-under-a-pack.md",
                "enqueue-a-request.md",
                "publish-retry.md",
                "stuck-run.md",
                "reconciliation.md",
                "refused-digest.md",
                "scale-out.md",
                "dead-letters.md",
                "rotate-secrets.md",
                "sign-bundles.md",
                "restore-the-ledger.md",
                "answer-an-auditor.md");

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
        RunbookScenario scene = new RunbookScenario("runbook_start_it");
        scene.with("DIGEST", scene.tenant.configuration().runConfigDigest()).with("OTHER_PIN", "0".repeat(64));

        executeAll(scene, "start-under-a-pack.md");
    }

    @Test
    void enqueueARequest() throws Exception {
        RunbookScenario scene = new RunbookScenario("runbook_enqueue_it");
        scene.drainWorker();
        ObjectNode request = scene.requests.passing("mf.runbook.enqueue.01");
        ObjectNode broken = request.deepCopy().put("intent_kind", "guess");
        scene.with("REQUEST_FILE", scene.requests.file(request))
                .with("BROKEN_FILE", scene.requests.file(broken))
                .with("REQUEST_ID", "mf.runbook.enqueue.01")
                .with("RUN_KEY", RequestDocuments.runKey(request));

        try (Worker worker = Worker.start(scene.tenant.configuration(), scene.tenant.schemas())) {
            assertThat(worker).isNotNull();
            executeAll(scene, "enqueue-a-request.md");
        }
    }

    @Test
    void publishRetry() throws Exception {
        Runbook page = Runbook.read("publish-retry.md");
        RunbookScenario scene = new RunbookScenario("runbook_publish_it");
        String runKey =
                scene.submit(scene.requests.passing("mf.runbook.passed.01").put("publish_allowed", false));
        scene.drainWorker();
        Path foreign = plantForeignModel(scene, runKey);
        ObjectNode toPublish =
                scene.requests.passing("mf.runbook.publish.1").put("config_revision", "mf.runbook.passed.01");
        assertThat(scene.submit(toPublish)).isEqualTo(runKey);
        scene.with("RUN_KEY", runKey).with("PRINCIPAL", "HUMAN::oncall::operator");
        CommandResult drained = scene.tenant.run("worker", "run", "--drain", "--timeout", "10m");
        assertThat(drained.exitCode()).as(drained.toString()).isEqualTo(ExitCode.ACTION_REQUIRED);

        scene.execute(page, "Symptom", "Check");
        Files.delete(foreign);
        try (Worker worker = Worker.start(scene.tenant.configuration(), scene.tenant.schemas())) {
            assertThat(worker).isNotNull();
            scene.execute(page, "Action", "Proof");
        }
    }

    private static Path plantForeignModel(RunbookScenario scene, String runKey) throws Exception {
        BundleIdentity bundle = scene.bundleOf(runKey);
        Path foreign = scene.tenant
                .store()
                .resolve(ArtifactKeys.registryFile(bundle.bundleId(), bundle.bundleVersion(), "model.ubj"));
        Files.createDirectories(foreign.getParent());
        return Files.writeString(foreign, "somebody else's");
    }

    @Test
    void aStuckRun() throws Exception {
        RunbookScenario scene = new RunbookScenario("runbook_stuck_it");
        scene.drainWorker();
        ObjectNode request = scene.requests.passing("mf.runbook.stuck.001");
        PreparedRequest prepared =
                new RequestPreparer(scene.tenant.configuration(), Clock.systemUTC()).trainBuild(request);
        try (LedgerSession session = LedgerSession.open(scene.tenant.configuration())) {
            session.ledger().submit(List.of(prepared.entry()));
            // Its worker died at once, and nobody came after it.
            assertThat(session.ledger().claim("mf-dead-worker", Duration.ofMillis(1)))
                    .isPresent();
        }
        scene.with("RUN_KEY", RequestDocuments.runKey(request));

        executeAll(scene, "stuck-run.md");
    }

    @Test
    void aRefusedDigest() throws Exception {
        RunbookScenario scene = new RunbookScenario("runbook_digest_it");
        scene.drainWorker();
        ObjectNode again = scene.requests.passing("mf.runbook.again.001");
        scene.with("REQUEST_ID", "mf.runbook.refused.1")
                .with("DIGEST", scene.tenant.configuration().runConfigDigest())
                .with("OTHER_PIN", "0".repeat(64))
                .with("REQUEST_FILE", scene.requests.file(again))
                .with("RUN_KEY", RequestDocuments.runKey(again));

        try (Worker worker = Worker.start(scene.tenant.configuration(), scene.tenant.schemas())) {
            assertThat(worker).isNotNull();
            String file = scene.requests.file(scene.requests.passing("mf.runbook.refused.1"));
            CommandResult refused = scene.tenant.runWith(
                    "stream_id: mf-local", "stream_id: another", "request", "train-build", "--wait", file);
            assertThat(refused.exitCode()).as(refused.toString()).isEqualTo(ExitCode.FAILED);
            executeAll(scene, "refused-digest.md");
        }
    }

    @Test
    void scalingOut() throws Exception {
        Runbook page = Runbook.read("scale-out.md");
        RunbookScenario scene = new RunbookScenario("runbook_scale_it");
        scene.drainWorker();
        ObjectNode request = scene.requests.passing("mf.runbook.scale.01");
        PreparedRequest prepared =
                new RequestPreparer(scene.tenant.configuration(), Clock.systemUTC()).trainBuild(request);
        try (LedgerSession session = LedgerSession.open(scene.tenant.configuration())) {
            session.ledger().submit(List.of(prepared.entry()));
        }
        scene.with("RUN_KEY", RequestDocuments.runKey(request));

        scene.execute(page, "Symptom", "Check", "Action", "Proof");
    }

    @Test
    void deadLetters() throws Exception {
        RunbookScenario scene = new RunbookScenario("runbook_letters_it");
        scene.sendUndecodableRecord();
        scene.drainWorker();
        scene.with(
                "POSITION",
                scene.tenant.run("dlq", "list", "--json").document().path("at").textValue());

        executeAll(scene, "dead-letters.md");
    }

    @Test
    void rotatingSecrets() throws Exception {
        Runbook page = Runbook.read("rotate-secrets.md");
        RunbookScenario scene = new RunbookScenario("runbook_secrets_it");
        scene.drainWorker();
        Path secret = Files.writeString(folder.resolve("database-password"), "the old one\n");
        scene.replaceInProfile("password: hunter2", "password_file: " + secret);

        scene.execute(page, "Symptom", "Check");
        Files.writeString(secret, "the new one\n");
        scene.execute(page, "Action", "Proof");
    }

    @Test
    void signingBundles() throws Exception {
        Runbook page = Runbook.read("sign-bundles.md");
        ExternalTools tools = new ExternalTools(page, folder);
        KeyPairFiles key = tools.generateKey();
        RunbookScenario scene = new RunbookScenario("runbook_signing_it");
        scene.replaceInProfile("key_file: ${MF_SIGNING_KEY_FILE:-}", "key_file: " + key.privateKey());
        String runKey = scene.publish("mf.runbook.signed.01");
        BundleIdentity bundle = scene.bundleOf(runKey);
        scene.with("RUN_KEY", runKey)
                .with("BUNDLE_ID", bundle.bundleId())
                .with("BUNDLE_VERSION", bundle.bundleVersion())
                .with("PUBLIC_KEY", key.publicKey().toString())
                .with(
                        "OTHER_KEY",
                        KeyPairFiles.generate(folder, "other").publicKey().toString());

        scene.execute(page, "Check", "Action", "Proof");
        Path directory = scene.tenant
                .store()
                .resolve(ArtifactKeys.registryRecord(bundle.bundleId(), bundle.bundleVersion()))
                .resolveSibling("");
        tools.verifySignature(directory, key);
    }

    @Test
    void reconciliation() throws Exception {
        Runbook page = Runbook.read("reconciliation.md");
        RunbookScenario scene = new RunbookScenario("runbook_reconcile_it");
        String runKey = scene.publish("mf.runbook.closing.1");
        LedgerBackdating.shiftByDays(Jdbi.create(scene.tenant.databaseUrl(), "postgres", "postgres"), 2);
        scene.with("PLATFORM_RUN", RequestDocuments.RUN)
                .with("RUN_KEY", runKey)
                .with("DAY", LocalDate.now(ZoneOffset.UTC).minusDays(2).toString());
        Path receipt = scene.tenant.store().resolve(ArtifactKeys.gateReceipt(RequestDocuments.RUN, runKey));
        Path backup = Files.move(receipt, folder.resolve("gate_receipt.json"));

        scene.execute(page, "Symptom", "Check");
        Files.move(backup, receipt);
        scene.execute(page, "Action", "Proof");
    }

    @Test
    void restoringTheLedger() throws Exception {
        RunbookScenario scene = new RunbookScenario("runbook_restore_it");
        scene.with("RUN_KEY", scene.publish("mf.runbook.before.01"));
        String server = scene.tenant.databaseUrl().replaceAll("/[^/]*$", "/postgres");
        scene.sql(server, "CREATE DATABASE runbook_backup TEMPLATE runbook_restore_it");
        String lost = scene.publish("mf.runbook.after.001");
        BundleIdentity bundle = scene.bundleOf(lost);
        ObjectNode again = scene.requests.passing("mf.runbook.after.002");
        scene.with("LOST_RUN_KEY", lost)
                .with("NEW_RUN_KEY", RequestDocuments.runKey(again))
                .with("BUNDLE_ID", bundle.bundleId())
                .with("BUNDLE_VERSION", bundle.bundleVersion())
                .with("REQUEST_FILE", scene.requests.file(again));

        scene.sql(server, "DROP DATABASE runbook_restore_it WITH (FORCE)");
        scene.sql(server, "CREATE DATABASE runbook_restore_it TEMPLATE runbook_backup");

        executeAll(scene, "restore-the-ledger.md");
    }

    @Test
    void answeringAnAuditor() throws Exception {
        RunbookScenario scene = new RunbookScenario("runbook_auditor_it");
        String runKey = scene.publish("mf.runbook.audited.1");
        BundleIdentity bundle = scene.bundleOf(runKey);
        Path file = folder.resolve("card.html");
        scene.with("RUN_KEY", runKey)
                .with("BUNDLE_ID", bundle.bundleId())
                .with("BUNDLE_VERSION", bundle.bundleVersion())
                .with("FILE", file.toString());

        executeAll(scene, "answer-an-auditor.md");

        assertThat(file).content().contains(runKey, bundle.bundleId());
    }

    @Test
    void theQuestionsToTheLedgerAreSqlThatItUnderstands() throws Exception {
        RunbookScenario scene = new RunbookScenario("runbook_questions_it");
        scene.drainWorker();

        executeAll(scene, "run-states.md");
    }

    private static void executeAll(RunbookScenario scene, String name) throws Exception {
        Runbook page = Runbook.read(name);
        assertThat(page.steps()).isNotEmpty();
        scene.execute(page, page.headings().toArray(String[]::new));
    }
}
