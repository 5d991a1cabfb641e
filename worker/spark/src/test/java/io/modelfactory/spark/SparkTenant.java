package io.modelfactory.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.EmbeddedDatabase;
import io.modelfactory.local.LocalPlatform;
import io.modelfactory.local.simulate.DatasetTarget;
import io.modelfactory.local.simulate.LocalDatasets;
import io.modelfactory.worker.artifact.folder.FolderTree;
import io.modelfactory.worker.release.WorkerRelease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * One test class's own database, topics, consumer group and store on a platform that all of them share, and the jar of
 * the worker under the shipped profile, which trains on a given executor.
 */
final class SparkTenant {
    private static final LocalPlatform PLATFORM = LocalPlatform.start(DataDirectory.temporary());
    private static final Path PROJECT = Path.of("../..").toAbsolutePath().normalize();
    private static final String RUN = "platform_20260210T141900Z";

    /** So that a job is at work when its executors say which round they have come to, every two seconds. */
    private static final String ROUNDS = "rounds: 2000";

    /** Enough for tests that kill workers. */
    private static final int ATTEMPTS = 9;

    private static final String EVERY_MODEL_PASSES = """
            policy_id: mf.governance_profile.shared.v0
            revision: r1
            eval_thresholds: {min_auc_roc: 0.6, min_brier_skill: 0.01}
            """;

    private final Path folder;
    private final EmbeddedDatabase.Access database;
    private final Path profile;
    private final Map<String, String> environment = new HashMap<>();
    private Optional<BucketServer> bucket = Optional.empty();

    /** What a command has printed, and how it has ended. */
    record CommandEnd(int exitCode, String out, String err) {}

    /**
     * @param name of letters and underscores
     * @param cluster of the section {@code spark}
     */
    SparkTenant(String name, String executor, StandaloneCluster cluster) throws IOException {
        this.folder = Files.createTempDirectory(name);
        this.database = PLATFORM.database().createDatabase(name);
        Files.createDirectories(store());
        Files.createDirectories(shared());
        environment.putAll(PLATFORM.environment());
        environment.putAll(Map.of(
                "PATH",
                System.getenv("PATH"),
                "MF_DATABASE_URL",
                database.jdbcUrl(),
                "MF_OBJECT_STORE_ROOT",
                store().toString(),
                "MF_SCRATCH",
                scratch().toString(),
                "MF_LAUNCHER_POLICY",
                launcherPolicy().toString()));
        String text = Files.readString(PROJECT.resolve("config/profiles/local.yaml"));
        text = replaced(text, "fp.bus.", name + ".fp.bus.");
        text = replaced(text, "group_id: model-factory", "group_id: " + name);
        text = replaced(text, "executor: ${MF_TRAINING_EXECUTOR:-auto}", executor(executor, cluster));
        // A worker that is stopped for a moment by a busy machine keeps its runs; one that died is soon replaced.
        text = replaced(text, "duration_seconds: 30", "duration_seconds: 8");
        text = replaced(text, "heartbeat_seconds: 10", "heartbeat_seconds: 2");
        this.profile = Files.writeString(folder.resolve("profile.yaml"), text);
        PLATFORM.kafka()
                .createTopics(text.lines()
                        .filter(line -> line.contains(": " + name + ".fp.bus."))
                        .map(line -> new NewTopic(line.substring(line.indexOf(": ") + 2), 1, (short) 1))
                        .toList());
        LocalDatasets.credit(new DatasetTarget(store(), RUN, "dm_credit"));
        String training = Files.readString(PROJECT.resolve("config/mf/training_profile_credit_v0.yaml"));
        Files.writeString(store().resolve("training.yaml"), replaced(training, "rounds: 150", ROUNDS));
        Files.writeString(store().resolve("passes.yaml"), EVERY_MODEL_PASSES);
    }

    private static String replaced(String text, String from, String to) {
        assertThat(text).contains(from);
        return text.replace(from, to);
    }

    private String executor(String executor, StandaloneCluster cluster) {
        return """
                executor: %s
                    spark:
                      master: %s
                      home: %s
                      shards: %s
                      job_jars: %s
                      tasks: 2
                      task_memory: 1GB
                      start_seconds: 180
                      driver_host: 127.0.0.1""".formatted(
                        executor,
                        cluster.master(),
                        cluster.home().toAbsolutePath().normalize(),
                        shared(),
                        Path.of(System.getProperty("mf.spark.job.jars")));
    }

    /**
     * As the shipped one, but in a hurry, and patient with runs whose workers are killed. All tenants have one file,
     * since its name is part of the configuration's digest.
     */
    private static Path launcherPolicy() throws IOException {
        String shipped = Files.readString(PROJECT.resolve("config/mf/launcher_policy_local_v0.yaml"));
        shipped = replaced(shipped, "retry_backoff_seconds: 5", "retry_backoff_seconds: 1");
        return Files.writeString(
                Path.of(System.getProperty("java.io.tmpdir"), "launcher_policy.yaml"),
                replaced(shipped, "max_full_run_attempts: 3", "max_full_run_attempts: " + ATTEMPTS));
    }

    /** Of the worker and the commands; as they are started from now on. */
    SparkTenant withEnvironment(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** With another bound of the attempts at a run. */
    SparkTenant withAttempts(int attempts) throws IOException {
        Path policy = folder.resolve("launcher_policy.yaml");
        Files.writeString(
                policy, replaced(Files.readString(launcherPolicy()), "attempts: " + ATTEMPTS, "attempts: " + attempts));
        return withEnvironment("MF_LAUNCHER_POLICY", policy.toString());
    }

    /** With trainings of another number of rounds. */
    SparkTenant withRounds(int rounds) throws IOException {
        Path training = store().resolve("training.yaml");
        Files.writeString(training, replaced(Files.readString(training), ROUNDS, "rounds: " + rounds));
        return this;
    }

    /**
     * With all that the worker keeps, and the shards, in a bucket; nothing is left in the folders for them.
     *
     * @param endpoint where workers and jobs reach the server
     */
    SparkTenant inBucket(BucketServer server, URI endpoint) throws IOException {
        server.fillStore(store());
        FolderTree.delete(store());
        FolderTree.delete(shared());
        bucket = Optional.of(server);
        String root = "root: ${MF_OBJECT_STORE_ROOT:-./.demo/store}";
        return withEnvironment("MF_OBJECT_STORE_ROOT", BucketServer.store())
                .withEnvironment("AWS_ACCESS_KEY_ID", BucketServer.ACCESS_KEY)
                .withEnvironment("AWS_SECRET_ACCESS_KEY", BucketServer.SECRET_KEY)
                .withProfileText(root, root + "\n    s3: " + BucketServer.options(endpoint))
                .withProfileText("shards: " + shared(), "shards: " + BucketServer.place());
    }

    /** Under a profile that differs in one text, which all processes are started with from now on. */
    SparkTenant withProfileText(String from, String to) throws IOException {
        Files.writeString(profile, replaced(Files.readString(profile), from, to));
        return this;
    }

    Path store() {
        return folder.resolve("store");
    }

    /** Where shards lie. */
    Path shared() {
        return folder.resolve("shared");
    }

    /** What the worker and its trainer process need not keep. */
    Path scratch() {
        return folder.resolve("scratch");
    }

    Path folder() {
        return folder;
    }

    TenantLedger ledger() {
        return new TenantLedger(database);
    }

    /** A request for a run of its own, which passes its gate. */
    Path request(String requestId) {
        ObjectNode request = new ObjectMapper().createObjectNode();
        request.put("schema_version", "learning.mf_train_build_request.v0")
                .put("request_id", requestId)
                .put("intent_kind", "baseline_train")
                .put("platform_run_id", RUN)
                .put("training_config_ref", "training.yaml")
                .put("governance_profile_ref", "passes.yaml")
                .put("requester_principal", "SYSTEM::run_operate")
                .put("policy_revision", "r1")
                .put("config_revision", requestId)
                .put("mf_code_release_id", WorkerRelease.withoutDigest().id())
                .put("publish_allowed", true);
        request.putArray("dataset_manifest_refs").add(RUN + "/ofs/manifests/dm_credit.json");
        request.putObject("target_scope")
                .put("environment", "local")
                .put("mode", "credit")
                .put("bundle_slot", "primary");
        try {
            return Files.writeString(folder.resolve(requestId + ".json"), request.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Sends a request for a run of its own, and returns when a worker has admitted it.
     *
     * @return the run's key
     */
    String submit(String requestId) throws IOException, InterruptedException {
        CommandEnd sent = run("request", "train-build", request(requestId).toString());
        assertThat(sent.exitCode()).as(sent.toString()).isZero();
        return await().atMost(JobProcesses.LONG_ENOUGH)
                .until(() -> ledger().runKey(requestId), keys -> !keys.isEmpty())
                .get(0);
    }

    /** Returns when the worker takes requests. */
    Process startWorker(Path log) throws IOException {
        Process worker = start(log, "worker", "run");
        await().atMost(JobProcesses.LONG_ENOUGH).until(() -> {
            assertThat(worker.isAlive()).as(Files.readString(log)).isTrue();
            return Files.readString(log).contains("worker ready");
        });
        return worker;
    }

    /** Both outputs go to the log. */
    Process start(Path log, String... command) throws IOException {
        return builder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    CommandEnd run(String... command) throws IOException, InterruptedException {
        Path err = Files.createTempFile(folder, "command", ".err");
        Process process = builder(command).redirectError(err.toFile()).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new CommandEnd(process.waitFor(), out, Files.readString(err));
    }

    private ProcessBuilder builder(String... command) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-XX:-UsePerfData",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir")));
        Path archive = PROJECT.resolve("worker/target/mf-worker.jsa");
        if (Files.exists(archive)) {
            line.addAll(List.of("-XX:SharedArchiveFile=" + archive, "-Xlog:cds=off"));
        }
        line.addAll(
                List.of("-jar", PROJECT.resolve("worker/target/mf-worker.jar").toString()));
        line.addAll(List.of(command));
        line.addAll(List.of("--profile", profile.toString()));
        ProcessBuilder builder = new ProcessBuilder(line).directory(PROJECT.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    /** The ids of the bundles that were published, with their versions. */
    List<String> publishedBundles() {
        Path bundles = Path.of("registry/bundles");
        return keys().stream()
                .map(Path::of)
                .filter(key -> key.startsWith(bundles) && key.endsWith("bundle_publication.json"))
                .map(key -> bundles.relativize(key.getParent()).toString())
                .sorted()
                .toList();
    }

    private List<String> keys() {
        return bucket.map(BucketServer::storeKeys).orElseGet(() -> {
            try (Stream<Path> files = Files.walk(store())) {
                return files.map(file -> store().relativize(file).toString()).toList();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
