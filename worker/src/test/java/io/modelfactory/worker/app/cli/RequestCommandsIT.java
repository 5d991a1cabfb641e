package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.worker.PlatformFixture;
import io.modelfactory.worker.app.worker.Worker;
import io.modelfactory.worker.artifact.Sha256;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Asking for runs and publications, with a worker at the other end of the topic. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestCommandsIT {
    private static final String UNKNOWN_RUN = "tr_" + "0".repeat(32);

    private final PlatformTenant tenant = new PlatformTenant("requests_it");
    private final RequestDocuments requests = new RequestDocuments(tenant);
    private final Worker worker = Worker.start(tenant.configuration(), tenant.schemas());

    @AfterAll
    void stopWorker() {
        worker.close();
    }

    @Test
    void aDryRunShowsThePlanAndSendsNothing() {
        ObjectNode request = requests.passing("mf.cli.dry.0001");

        CommandResult first = tenant.run("request", "train-build", "--dry-run", "--json", requests.file(request));
        CommandResult second = tenant.run("request", "train-build", "--dry-run", requests.file(request));

        assertThat(first.exitCode()).as(first.toString()).isZero();
        JsonNode forecast = first.document();
        assertThat(forecast.path("outcome").textValue()).isEqualTo("NEW");
        assertThat(forecast.path("run_key").textValue()).isEqualTo(RequestDocuments.runKey(request));
        assertThat(forecast.at("/plan/datasets/0/manifest/sha256").textValue()).hasSize(64);
        assertThat(second.out()).contains("NEW; nothing was sent", "the ledger does not know it", "revision", "sha256");
    }

    @Test
    void aDryRunSaysWhetherItLookedAtTheRows() {
        String file = requests.file(requests.passing("mf.cli.rows.0001"));

        CommandResult without = tenant.run("request", "train-build", "--dry-run", file);
        CommandResult with = tenant.run("request", "train-build", "--dry-run", "--read-data", file);
        CommandResult json = tenant.run("request", "train-build", "--dry-run", "--read-data", "--json", file);

        assertThat(without.out()).contains("rows         not looked at; --read-data");
        assertThat(with.exitCode()).as(with.toString()).isZero();
        assertThat(with.out()).contains("rows         read and checked");
        assertThat(json.document().path("rows_read").booleanValue()).isTrue();
        assertThat(tenant.run("request", "train-build", "--read-data", file).exitCode())
                .isEqualTo(ExitCode.USAGE_ERROR);
    }

    @Test
    void aRequestIsFollowedToItsReceipt() {
        ObjectNode request = requests.passing("mf.cli.wait.0001");
        String file = requests.file(request);

        CommandResult run = tenant.run("request", "train-build", "--wait", "--timeout", "10m", "--json", file);

        assertThat(run.exitCode()).as(run.toString()).isZero();
        assertThat(run.document().path("status").textValue()).isEqualTo("DONE");
        assertThat(run.err()).contains("sent to", "RUN_STARTED", "GATE_PASS", "BUNDLE_PUBLISHED");
        assertTheLedgerKnowsIt(request, file);
    }

    private void assertTheLedgerKnowsIt(ObjectNode request, String file) {
        CommandResult again = tenant.run("request", "train-build", "--dry-run", "--json", file);
        assertThat(again.document().path("outcome").textValue()).isEqualTo("DUPLICATE");

        String other = requests.file(request.deepCopy().put("config_revision", "another"));
        CommandResult contradiction = tenant.run("request", "train-build", "--dry-run", other);
        assertThat(contradiction.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(contradiction.out()).contains("REQUEST_ID_PAYLOAD_MISMATCH");

        CommandResult retry = retry(RequestDocuments.runKey(request), "--dry-run");
        assertThat(retry.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(retry.out()).contains("RETRY_NOT_PENDING");
    }

    @Test
    void aRunThatFailsItsGateIsAFailureByName() {
        CommandResult run = tenant.runWithInput(
                requests.failing("mf.cli.gate.0001").toString(), "request", "train-build", "--wait", "-");

        assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out())
                .contains("mf.cli.gate.0001: GATE_FAIL", "receipt " + RequestDocuments.RUN + "/mf/job_invocations/");
    }

    @Test
    void whatAWorkerUnderAnotherConfigurationRefusesIsAnsweredToo() {
        String file = requests.file(requests.passing("mf.cli.digest.001"));

        CommandResult run = tenant.runWith(
                "stream_id: mf-local", "stream_id: another", "request", "train-build", "--wait", "--json", file);

        assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.FAILED);
        assertThat(run.document().at("/receipt/error/code").textValue()).isEqualTo("RUN_CONFIG_DIGEST_MISMATCH");
    }

    @Test
    void whenOneFileIsRefusedNoneIsSent() {
        ObjectNode sound = requests.passing("mf.cli.batch.0001");
        ObjectNode broken = requests.passing("mf.cli.batch.0002").put("intent_kind", "guess");

        CommandResult run = tenant.run("request", "train-build", requests.file(sound), requests.file(broken));

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("INTENT_KIND_UNSUPPORTED", "intent_kind");
        CommandResult forecast = tenant.run("request", "train-build", "--dry-run", "--json", requests.file(sound));
        assertThat(forecast.document().path("outcome").textValue()).isEqualTo("NEW");
    }

    @Test
    void aDryRunSaysHowTheRunWouldFail() {
        ObjectNode request = requests.passing("mf.cli.dry.0002");
        request.putArray("dataset_manifest_refs").add(RequestDocuments.RUN + "/ofs/manifests/dm_nowhere.json");

        CommandResult run = tenant.run("request", "train-build", "--dry-run", requests.file(request));

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out()).contains("its run would fail: MANIFEST_UNRESOLVED", "dm_nowhere");
    }

    /** The bytes of a profile are judged once the plan is resolved, by the worker and by a dry run. */
    @Test
    void aDryRunJudgesProfilesAsTheWorkerDoes() throws IOException {
        Path governance = Path.of(PlatformFixture.profileRef("governance_profile_credit_v0.yaml"));
        String request = requests.file(requests.passing("mf.cli.dry.0003"));

        CommandResult signedOff = dryRunUnder(Sha256.hex(Files.readAllBytes(governance)), request);
        CommandResult swapped = dryRunUnder("a".repeat(64), request);
        CommandResult elsewhere = dryRunUnder(
                "a".repeat(64),
                requests.file(
                        requests.passing("mf.cli.dry.0004").put("governance_profile_ref", "config/mf_evil/g.yaml")));

        assertThat(signedOff.exitCode()).as(signedOff.toString()).isZero();
        assertThat(swapped.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(swapped.out()).contains("its run would fail: PROFILE_NOT_ALLOWED", "governance_profile_ref");
        assertThat(elsewhere.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(elsewhere.err()).contains("PROFILE_NOT_ALLOWED", "config/mf_evil/g.yaml");
    }

    private CommandResult dryRunUnder(String governanceSha256, String request) throws IOException {
        String profiles = Path.of(PlatformFixture.profileRef("x")).getParent() + "/";
        Path policy =
                Files.writeString(Files.createTempFile("launcher", ".yaml"), """
                policy_id: mf.launcher_policy.pinned
                revision: r1
                launcher: {max_publish_retry_attempts: 3, request_poll_seconds: 1, request_batch_limit: 500}
                authorisation:
                  grants:
                    - principals: [SYSTEM::run_operate]
                      commands: [train_build]
                      intents: [baseline_train]
                      publish: true
                      training_profiles: {ref_prefixes: [%1$s]}
                      governance_profiles: {ref_prefixes: [%1$s], sha256: [%2$s]}
                """.formatted(profiles, governanceSha256));
        return tenant.runWith(
                PlatformFixture.profileRef("launcher_policy_local_v0.yaml"),
                policy.toString(),
                "request",
                "train-build",
                "--dry-run",
                request);
    }

    @Test
    void aPendingPublicationIsRetriedOnceItsCauseIsFixed() throws IOException {
        ObjectNode request = requests.passing("mf.cli.pending.01");
        Path registry = tenant.store().resolve("registry");
        Path aside = tenant.store().resolve("registry-aside");
        if (Files.exists(registry)) {
            Files.move(registry, aside);
        }
        Files.writeString(registry, "in the way");
        CommandResult pending = tenant.run("request", "train-build", "--wait", requests.file(request));
        assertThat(pending.exitCode()).as(pending.toString()).isEqualTo(ExitCode.ACTION_REQUIRED);
        Files.delete(registry);
        if (Files.exists(aside)) {
            Files.move(aside, registry);
        }
        String runKey = RequestDocuments.runKey(request);

        CommandResult allowed = retry(runKey, "--dry-run", "--json");
        CommandResult retried = retry(runKey, "--wait");

        assertThat(allowed.exitCode()).isZero();
        assertThat(allowed.document().path("outcome").textValue()).isEqualTo("ALLOWED");
        assertThat(retried.exitCode()).as(retried.toString()).isZero();
        assertThat(retried.err()).contains("PUBLISH_RETRY_REQUESTED", "RUNNING PUBLISH_ONLY");
        assertThat(retried.out()).contains("mf.publish_retry.", ": DONE");
    }

    @Test
    void aRetryOfAnUnknownRunIsRefused() {
        CommandResult withoutPlatformRun = retry(UNKNOWN_RUN);
        CommandResult rehearsed = retry(UNKNOWN_RUN, "--platform-run", RequestDocuments.RUN, "--dry-run");

        assertThat(withoutPlatformRun.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(withoutPlatformRun.err()).contains("RUN_NOT_FOUND", UNKNOWN_RUN);
        assertThat(rehearsed.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(rehearsed.out()).contains("RUN_NOT_FOUND");
    }

    @Test
    void aReasonBeyondAllBoundsIsRefused() {
        CommandResult run = tenant.run(
                "request",
                "publish-retry",
                UNKNOWN_RUN,
                "--reason",
                "x".repeat(1025),
                "--requester",
                "HUMAN::ada",
                "--platform-run",
                RequestDocuments.RUN);

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).contains("REQUEST_INVALID", "reason", "1024");
    }

    @Test
    void servicesThatAreDownAreNamedByTheirSetting() {
        String file = requests.file(requests.passing("mf.cli.down.0001"));

        CommandResult noDatabase = tenant.runWith(
                tenant.databaseUrl(),
                "jdbc:postgresql://127.0.0.1:1/nowhere",
                "request",
                "train-build",
                "--dry-run",
                file);
        CommandResult noBroker =
                tenant.runWith(tenant.bootstrapServers(), "127.0.0.1:1", "request", "train-build", file);

        assertThat(noDatabase.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(noDatabase.err()).contains("wiring.database.url").doesNotContain("hunter2", "\tat ");
        assertThat(noBroker.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(noBroker.err()).contains("wiring.kafka.bootstrap_servers").doesNotContain("\tat ");
    }

    private CommandResult retry(String runKey, String... more) {
        String[] arguments = new String[more.length + 7];
        String[] first = {"request", "publish-retry", runKey, "--reason", "fixed", "--requester", "HUMAN::ada"};
        System.arraycopy(first, 0, arguments, 0, first.length);
        System.arraycopy(more, 0, arguments, first.length, more.length);
        return tenant.run(arguments);
    }
}
