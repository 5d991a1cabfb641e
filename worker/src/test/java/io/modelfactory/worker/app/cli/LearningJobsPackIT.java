package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.operator.JobRequestMessages;
import io.modelfactory.worker.app.operator.RequestSender;
import io.modelfactory.worker.app.worker.PlatformFixture;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.release.WorkerRelease;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pack by which Run/Operate launches the worker, launched as it is written. */
class LearningJobsPackIT {
    private static final String FILE = "config/run_operate/packs/learning_jobs.v0.yaml";
    private static final String ANOTHER_RUN = "platform_20260211T000000Z";
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private static final PlatformTenant TENANT = new PlatformTenant("learning_jobs_it");
    private static final RequestDocuments REQUESTS = new RequestDocuments(TENANT);

    @TempDir
    private Path folder = Path.of("");

    private LaunchPack pack = pack();

    private static LaunchPack pack() {
        try {
            Path activeRun = Files.writeString(Files.createTempFile("ACTIVE_RUN_ID", ""), RequestDocuments.RUN + "\n");
            Map<String, String> environment = new HashMap<>(TENANT.platform().environment());
            environment.put("MF_DATABASE_URL", TENANT.databaseUrl());
            environment.put("MF_OBJECT_STORE_ROOT", TENANT.store().toString());
            environment.put("MF_RELEASE_ID", WorkerRelease.current().id());
            environment.put("MF_ACTIVE_RUN_FILE", activeRun.toString());
            return new LaunchPack(FILE, environment);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void pinWhatIsInEffect() throws Exception {
        Path answer = folder.resolve("digest");
        Process process = pack.start(
                List.of("deploy/mf", "config", "digest", "--profile", pack.text("/pins/profile"), "--json"), answer);
        assertThat(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        pack.set(
                "MF_EXPECTED_RUN_CONFIG_DIGEST",
                Json.parse(Files.readAllBytes(answer)).path("run_config_digest").textValue());
    }

    @Test
    void whatThePackPinsIsWhatTheLaunchedProfileUses() throws IOException {
        Configuration configuration = configuration();
        JsonNode document = pack.document();

        assertThat(document.path("version").intValue()).isEqualTo(1);
        assertThat(document.path("pack_id").textValue()).isEqualTo("learning_jobs.v0");
        assertThat(document.at("/active_run/required").booleanValue()).isTrue();
        for (String pin : List.of("profile", "launcher_policy", "ownership_boundaries")) {
            assertThat(LaunchPack.PROJECT.resolve(pack.text("/pins/" + pin))).isRegularFile();
        }
        assertThat(configuration.profile().policy().launcherPolicyRef()).endsWith(pack.text("/pins/launcher_policy"));
        assertThat(configuration.profile().policy().ownershipBoundariesRef())
                .endsWith(pack.text("/pins/ownership_boundaries"));
        assertThat(configuration.profile().policy().requiredPlatformRunId()).contains(RequestDocuments.RUN);
        assertThat(document.at("/processes/0/command").toString())
                .contains("--profile\",\"" + pack.text("/pins/profile"))
                .contains("--expect-run-config-digest\",\""
                        + document.at("/pins/run_config_digest").textValue());
    }

    @Test
    void onlyRequestsOfTheActivePlatformRunAreAdmitted() throws Exception {
        Path log = folder.resolve("log");
        Process worker = pack.launch(log);
        try {
            await().atMost(TIMEOUT)
                    .untilAsserted(
                            () -> assertThat(log).content().contains(pack.text("/processes/0/readiness/log_line")));
            ObjectNode another = REQUESTS.passing("mf.pack.another.1").put("platform_run_id", ANOTHER_RUN);
            // As the pinned launcher policy allows them, from the folder that the worker runs in.
            ObjectNode active = REQUESTS.passing("mf.pack.active.01")
                    .put("training_config_ref", "config/mf/training_profile_credit_v0.yaml")
                    .put("governance_profile_ref", "config/mf/governance_profile_credit_v0.yaml");
            send(another, active);

            JsonNode taken = receipt(RequestDocuments.RUN, "mf.pack.active.01", log);
            JsonNode refused = receipt(ANOTHER_RUN, "mf.pack.another.1", log);

            assertThat(taken.path("status").textValue()).isEqualTo("DONE");
            assertThat(taken.path("run_config_digest").textValue()).isEqualTo(pack.text("/pins/run_config_digest"));
            assertThat(refused.at("/error/code").textValue()).isEqualTo("RUN_SCOPE_INVALID");
            worker.destroy();
            assertThat(worker.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(log).content().contains("stopped");
        } finally {
            worker.destroyForcibly();
        }
    }

    @Test
    void theWorkerDoesNotStartUnderAnotherConfiguration() throws Exception {
        String inEffect = pack.text("/pins/run_config_digest");
        String pinned = "0".repeat(64);
        pack.set("MF_EXPECTED_RUN_CONFIG_DIGEST", pinned);
        Path log = folder.resolve("log");

        Process worker = pack.launch(log);

        assertThat(worker.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(worker.exitValue()).isEqualTo(ExitCode.FAILED);
        assertThat(log)
                .content()
                .startsWith("RUN_CONFIG_DIGEST_MISMATCH")
                .contains(inEffect, pinned, "mf config digest")
                .hasLineCount(1);
    }

    private void send(ObjectNode... requests) throws IOException {
        try (RequestSender sender = RequestSender.of(configuration())) {
            for (ObjectNode request : requests) {
                sender.send(JobRequestMessages.trainBuild(
                        TrainBuildRequestReader.read(request), pack.text("/pins/run_config_digest"), Instant.now()));
            }
        }
    }

    /** The launched profile as this process can load it, which runs in another folder. */
    private Configuration configuration() throws IOException {
        Path launched = LaunchPack.PROJECT.resolve(pack.text("/pins/profile"));
        String text = Files.readString(launched).replace("config/mf", LaunchPack.PROJECT + "/config/mf");
        return Configuration.load(
                Files.writeString(folder.resolve("profile.yaml"), text), pack.environment(), PlatformFixture.SCHEMAS);
    }

    private static JsonNode receipt(String platformRun, String requestId, Path log) throws IOException {
        Path file = TENANT.store().resolve(platformRun + "/mf/job_invocations/" + requestId + ".json");
        await().atMost(TIMEOUT)
                .untilAsserted(() -> assertThat(file).as(() -> contentOf(log)).exists());
        return Json.parse(Files.readAllBytes(file));
    }

    private static String contentOf(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return log + " cannot be read: " + e;
        }
    }
}
