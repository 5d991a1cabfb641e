package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.local.FreePorts;
import io.modelfactory.local.PlatformTopic;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.s3.S3Server;
import io.modelfactory.worker.deployment.Dockerfile;
import io.modelfactory.worker.deployment.ImageFolder;
import io.modelfactory.worker.deployment.KubernetesManifests;
import io.modelfactory.worker.release.WorkerRelease;
import io.modelfactory.worker.signing.KeyPairFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The image without an engine: its entry point as a process, in its tree of files, under its user, with the environment
 * and the mounts that the production overlay gives it, and nothing else. Only addresses differ: broker, database,
 * registry and object store are real ones on this machine. {@code config/profiles/prod.yaml} is the profile.
 */
class ImageIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(4);
    private static final String BUCKET = "model-factory";
    private static final String SECRETS = "/run/secrets/model-factory";

    /** What a process that SIGTERM ended says: 128 and the signal's number, as the JVM and every shell have it. */
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    private static final PlatformTenant TENANT = new PlatformTenant("image_it");

    /** As the manifests name them, with the rights that the scripts give. */
    private static final LedgerRoles ROLES = new LedgerRoles(TENANT.databaseUrl(), "mf");

    private static final RequestDocuments REQUESTS = new RequestDocuments(TENANT);
    private static final Dockerfile IMAGE = Dockerfile.read();

    @TempDir
    private Path logs = Path.of("");

    private final ImageFolder folder = layOut();

    @BeforeEach
    void mountWhatTheClusterMounts() throws IOException {
        folder.mount(IMAGE.workingDirectory() + "/config/profiles", ImageFolder.filesOf("config/profiles"));
        KeyPairFiles requestKey = KeyPairFiles.generate(logs, "request-key");
        Map<String, String> policies = new LinkedHashMap<>(ImageFolder.filesOf("config/mf"));
        policies.computeIfPresent(
                "launcher_policy_prod_v0.yaml",
                (name, policy) -> policy.replace(
                        "request_keys: []",
                        "request_keys: [{public_key: '%s', principals: [SYSTEM::run_operate]}]"
                                .formatted(requestKey.publicKeyBase64())));
        folder.mount(IMAGE.workingDirectory() + "/config/mf", policies);
        Path signingKey = KeyPairFiles.generate(logs, "signing-key").privateKey();
        folder.mount(
                SECRETS,
                Map.of(
                        "signing-key.pem",
                        Files.readString(signingKey),
                        "request-key.pem",
                        Files.readString(requestKey.privateKey()),
                        // The embedded broker speaks no TLS; a mounted property goes before the profile's.
                        "kafka.properties",
                        "security.protocol=PLAINTEXT",
                        "schema-registry.properties",
                        "",
                        "database-password",
                        "hunter2",
                        "s3-credentials",
                        """
                                [default]
                                aws_access_key_id = %s
                                aws_secret_access_key = %s
                                """.formatted(S3Server.ACCESS_KEY, S3Server.SECRET_KEY)));
        folder.makeReadOnly();
    }

    @Test
    void theImageMigratesWorksReportsHealthAndStopsInTime() throws Exception {
        ROLES.create();
        registerSchemas();
        Set<String> installed = folder.installed();
        try (S3Server store = S3Server.start(logs)) {
            store.createBucket(BUCKET, TENANT.store());
            Map<String, String> environment = environment(store);

            ExitResult refused = run(environment, IMAGE.command());
            assertThat(refused.exitCode()).as(refused.output()).isEqualTo(ExitCode.USAGE_ERROR);
            assertThat(refused.output()).contains("run mf migrate of this release as the ledger's owner");
            List<String> migration = KubernetesManifests.migrationArguments();
            Map<String, String> asOwner = new LinkedHashMap<>(environment);
            asOwner.put("MF_DATABASE_USER", KubernetesManifests.migrationUser());
            assertThat(run(asOwner, migration).exitCode()).isZero();
            ROLES.grant();

            Path log = logs.resolve("worker");
            Process worker = folder.start(entryPoint(IMAGE.command()), environment, log);
            try {
                await("the worker's first poll")
                        .atMost(TIMEOUT)
                        .until(() -> text(log).contains("worker ready, taking requests from"));
                await("all that the worker needs")
                        .atMost(TIMEOUT)
                        .pollInterval(Duration.ofSeconds(1))
                        .untilAsserted(() -> {
                            ExitResult asked = run(environment, List.of("health", "--ready"));
                            assertThat(asked.exitCode()).as(asked.output()).isZero();
                        });
                assertThat(execute(environment, IMAGE.healthCheck()).exitCode()).isZero();

                trains(environment, "mf.image.request.1", store);

                assertThat(text(log))
                        .contains("\"release\":\"" + WorkerRelease.current().id() + "\"")
                        .doesNotContain("hunter2");
                worker.destroy();
                assertThat(worker.waitFor(KubernetesManifests.gracePeriod().toSeconds(), TimeUnit.SECONDS))
                        .isTrue();
                assertThat(worker.exitValue()).isEqualTo(ENDED_BY_SIGTERM);
                assertThat(text(log)).contains("stopped");
            } finally {
                worker.destroyForcibly().waitFor();
            }
            assertThat(execute(environment, IMAGE.healthCheck()).exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(folder.installed()).isEqualTo(installed);
        }
    }

    /** Asks for a run with the image's own command line, and waits for its receipt. */
    private void trains(Map<String, String> environment, String requestId, S3Server store) throws Exception {
        ObjectNode request = REQUESTS.passing(requestId)
                .put("training_config_ref", "config/mf/training_profile_credit_v0.yaml")
                .put("governance_profile_ref", "config/mf/governance_profile_credit_v0.yaml");
        String file = folder.writeFile("request.json", request.toString());

        ExitResult done =
                run(environment, List.of("request", "train-build", "--wait", "--timeout", "4m", "--json", file));

        assertThat(done.exitCode()).as(done.output()).isZero();
        assertThat(done.output()).contains("\"status\":\"DONE\"");
        assertThat(store.keys(BUCKET))
                .contains("%s/mf/job_invocations/%s.json".formatted(RequestDocuments.RUN, requestId))
                .anyMatch(key -> key.startsWith("registry/bundles/"));
    }

    /** The image's, then what the manifests give; the addresses are this machine's. */
    private static Map<String, String> environment(S3Server store) throws IOException {
        Map<String, String> environment = new LinkedHashMap<>(IMAGE.environment());
        environment.putAll(KubernetesManifests.environment("prod"));
        environment.putAll(KubernetesManifests.workerVariables());
        environment.replaceAll((name, value) ->
                value.replace("git:${REVISION}", WorkerRelease.current().id()));
        Map<String, String> addresses = Map.of(
                "MF_KAFKA_BOOTSTRAP_SERVERS", TENANT.bootstrapServers(),
                "MF_SCHEMA_REGISTRY_URL", TENANT.platform().schemaRegistry().url(),
                "MF_DATABASE_URL", TENANT.databaseUrl(),
                "MF_OBJECT_STORE_ROOT", "s3://" + BUCKET,
                "MF_S3_REGION", "us-east-1",
                "MF_OTLP_ENDPOINT", "",
                "MF_TELEMETRY_PORT", String.valueOf(FreePorts.find()));
        assertThat(environment).containsKeys(addresses.keySet().toArray(String[]::new));
        environment.putAll(addresses);
        // The path that the profile has by default, as one of this machine.
        environment.put("MF_SIGNING_KEY_FILE", SECRETS + "/signing-key.pem");
        environment.put("MF_REQUEST_KEY_FILE", SECRETS + "/request-key.pem");
        // The store's address is Amazon's own in production, and its credentials are the workload's.
        environment.put("MF_S3_ENDPOINT", store.endpoint().toString());
        environment.put("MF_S3_PATH_STYLE", "true");
        environment.put("AWS_SHARED_CREDENTIALS_FILE", SECRETS + "/s3-credentials");
        return environment;
    }

    /** As the release pipeline does: under the production profile no worker brings a schema along. */
    private static void registerSchemas() throws Exception {
        Map<PlatformTopic, String> schemas = Map.of(
                PlatformTopic.REQUESTS, "MfJobRequest",
                PlatformTopic.RUN_EVENTS, "MfRunEvent",
                PlatformTopic.REGISTRY_EVENTS, "RegistryLifecycleEvent",
                PlatformTopic.CONTROL, "GovernanceFact");
        for (Map.Entry<PlatformTopic, String> each : schemas.entrySet()) {
            URI subject = URI.create(TENANT.platform().schemaRegistry().url() + "/subjects/"
                    + each.getKey().topic() + "-value/versions");
            Path published = Dockerfile.PROJECT.resolve("contracts/src/main/avro/" + each.getValue() + ".avsc");
            String body =
                    Json.object().put("schema", Files.readString(published)).toString();
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(subject)
                                    .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        }
    }

    private record ExitResult(int exitCode, String output) {}

    private ExitResult run(Map<String, String> environment, List<String> command) throws Exception {
        return execute(environment, entryPoint(command));
    }

    private ExitResult execute(Map<String, String> environment, List<String> line) throws Exception {
        Path log = Files.createTempFile(logs, "command", "");
        Process process = folder.start(line, environment, log);
        try {
            assertThat(process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            return new ExitResult(process.exitValue(), text(log));
        } finally {
            process.destroyForcibly();
        }
    }

    private static List<String> entryPoint(List<String> command) {
        List<String> line = new ArrayList<>(IMAGE.entryPoint());
        line.addAll(command);
        return line;
    }

    private static ImageFolder layOut() {
        try {
            return ImageFolder.layOut(IMAGE);
        } catch (IOException e) {
            throw new AssertionError("the image's files are made by mvn package", e);
        }
    }

    private static String text(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return log + " cannot be read: " + e;
        }
    }
}
