package io.modelfactory.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelfactory.spark.SparkTenant.CommandEnd;
import io.modelfactory.worker.training.process.spark.JobTag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A worker of the shipped jar whose profile names a cluster, and a bucket for its store and for the rows; a request for
 * a run, and the commands beside it. Each secret that a profile can hold is given a mark.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SparkWorkerIT {
    private static final String DATABASE_PASSWORD = "mark-of-database-5d1f";
    private static final String KAFKA_PASSWORD = "mark-of-kafka-90bb";
    private static final String REQUEST = "mf.spark.worker.0001";

    private final StandaloneCluster cluster = StandaloneCluster.shared();
    private final BucketServer server;
    private final SparkTenant tenant;
    /** Of a signed URL, which is good for anyone who has it. */
    private static final String SIGNATURE = "X-Amz-Signature";

    private final List<String> marks =
            new ArrayList<>(List.of(DATABASE_PASSWORD, BucketServer.SECRET_KEY, KAFKA_PASSWORD));
    private String runKey = "";
    private String asked = "";
    private String environmentOfWorker = "";
    private List<String> shards = List.of();
    private JobDisclosure disclosure = JobDisclosure.NONE;

    SparkWorkerIT() throws Exception {
        server = BucketServer.start(Files.createTempDirectory("bucket"));
        tenant = new SparkTenant("spark_worker_it", "spark", cluster)
                .withEnvironment("MF_DATABASE_PASSWORD", DATABASE_PASSWORD)
                .inBucket(server, server.endpoint())
                .withEnvironment("MF_KAFKA_PASSWORD", KAFKA_PASSWORD)
                .withEnvironment("MF_SIGNING_KEY_FILE", signingKey().toString())
                .withProfileText("properties: {}", "properties: {ssl.truststore.password: '${MF_KAFKA_PASSWORD}'}");
    }

    private Path signingKey() throws Exception {
        byte[] key = KeyPairGenerator.getInstance("Ed25519")
                .generateKeyPair()
                .getPrivate()
                .getEncoded();
        String text = Base64.getEncoder().encodeToString(key);
        marks.add(text);
        return Files.writeString(
                Files.createTempFile("signing", ".pem"),
                "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n");
    }

    @BeforeAll
    void aRunThatIsLookedAtInMidRoundAndPublished() throws Exception {
        Path log = tenant.folder().resolve("worker.log");
        Path answer = tenant.folder().resolve("request.log");
        Process worker = tenant.startWorker(log);
        try {
            Process asking = tenant.start(
                    answer,
                    "request",
                    "train-build",
                    "--wait",
                    "--timeout",
                    "15m",
                    tenant.request(REQUEST).toString());
            JobProcesses.awaitRound(tenant.scratch(), () -> worker.isAlive() && asking.isAlive());
            List<ProcessHandle> executors = cluster.executors();
            JobProcesses.stop(executors);
            try {
                runKey = tenant.ledger().runKey(REQUEST).get(0);
                // It is said once a second; the job cannot end before.
                await().atMost(JobProcesses.LONG_ENOUGH)
                        .until(() -> Files.readString(answer).contains("round "));
                ProcessHandle driver = JobProcesses.drivers(runKey).get(0);
                environmentOfWorker = JobDisclosure.environment(worker.toHandle());
                disclosure = JobDisclosure.of(new JobTag(runKey, 1), driver, executors, cluster);
                shards = server.shardKeys();
            } finally {
                JobProcesses.resume(executors);
            }
            assertThat(asking.waitFor())
                    .as(Files.readString(answer) + Files.readString(log))
                    .isZero();
            asked = Files.readString(answer);
        } finally {
            worker.destroy();
            worker.waitFor();
        }
    }

    /** Neither an executor nor a shard outlives its job. */
    @AfterAll
    void nothingIsLeft() {
        try (server) {
            await().atMost(JobProcesses.LONG_ENOUGH)
                    .untilAsserted(() -> assertThat(cluster.executors()).isEmpty());
            assertThat(server.shardKeys()).isEmpty();
        }
    }

    @Test
    void theRunIsPublishedAndSaysHowFarItsJobIs() {
        assertThat(tenant.ledger().eventTypes(runKey))
                .containsExactly("REQUEST_QUEUED", "RUN_STARTED", "EVAL_READY", "GATE_PASS", "BUNDLE_PUBLISHED");
        assertThat(tenant.ledger().logLines(runKey))
                .anyMatch(line -> line.contains("the job \"model-factory " + runKey + " token 1\" is submitted to "
                        + cluster.master() + " for 2 tasks"));
        assertThat(tenant.ledger().rounds(runKey)).singleElement().asString().endsWith(" of 2000");
        assertThat(asked).containsPattern("round [0-9]+ of 2000").contains("BUNDLE_PUBLISHED");
        assertThat(tenant.publishedBundles()).hasSize(1);
    }

    @Test
    void storeAndShardsLieInTheBucketAlone() {
        assertThat(shards).hasSize(2).allMatch(key -> key.startsWith("shards/" + runKey + ".token-1."));
        assertThat(server.storeKeys()).anyMatch(key -> key.endsWith("/artifacts/model.ubj"));
        assertThat(tenant.store()).doesNotExist();
        assertThat(tenant.shared()).doesNotExist();
    }

    @Test
    void theSameRequestInMemoryHasTheSameBundleAndIsReproducedOnTheCluster() throws Exception {
        SparkTenant memory = new SparkTenant("memory_worker_it", "memory", cluster);
        CommandEnd sent =
                memory.run("request", "train-build", memory.request(REQUEST).toString());
        assertThat(sent.exitCode()).as(sent.toString()).isZero();
        CommandEnd worked = memory.run("worker", "run", "--drain");

        assertThat(worked.exitCode()).as(worked.toString()).isZero();
        assertThat(memory.publishedBundles()).isEqualTo(tenant.publishedBundles());
        assertReproduced(memory, "spark");
    }

    @Test
    void theRunIsReproducedInMemoryAndFromDiskByteForByte() throws Exception {
        assertReproduced(tenant, "memory");
        assertReproduced(tenant, "disk");
    }

    private void assertReproduced(SparkTenant by, String executor) throws Exception {
        CommandEnd end = by.run("reproduce", runKey, "--executor", executor, "--json");

        assertThat(end.exitCode()).as(executor + end).isZero();
        JsonNode artifacts = new ObjectMapper().readTree(end.out()).path("artifacts");
        assertThat(artifacts).hasSizeGreaterThan(20);
        assertThat(artifacts)
                .allSatisfy(artifact ->
                        assertThat(artifact.path("verdict").textValue()).isEqualTo("IDENTICAL"));
    }

    @Test
    void theWorkerHasTheSecretsAndItsJobHasNone() {
        assertThat(environmentOfWorker).contains(DATABASE_PASSWORD, BucketServer.SECRET_KEY, KAFKA_PASSWORD);
        assertThat(disclosure.driver())
                .contains("SPARK_HOME", "model-factory " + runKey)
                .doesNotContain(marks)
                .doesNotContain(SIGNATURE);
        assertThat(disclosure.executors())
                .contains("spark.driver.port", "OMP_NUM_THREADS")
                .doesNotContain(marks)
                .doesNotContain(SIGNATURE);
    }

    @Test
    void noSecretIsInTheWebInterfaceOfTheJobOrTheCluster() {
        assertThat(disclosure.pages())
                .contains("model-factory " + runKey + " token 1", "spark.executor.memory", "java.class.path")
                .doesNotContain(marks)
                .doesNotContain(SIGNATURE);
        assertThat(disclosure.masterPages())
                .contains("model-factory " + runKey)
                .doesNotContain(marks)
                .doesNotContain(SIGNATURE);
    }

    @Test
    void fewerRowsThanTasksAreNamedInTheRunsEventsAndItsEnd() throws Exception {
        SparkTenant small = new SparkTenant("empty_shard_worker_it", "spark", cluster)
                .withProfileText("tasks: 2", "tasks: 5000")
                .withAttempts(2);
        CommandEnd sent =
                small.run("request", "train-build", small.request(REQUEST).toString());
        assertThat(sent.exitCode()).as(sent.toString()).isZero();

        CommandEnd worked = small.run("worker", "run", "--drain");

        assertThat(worked.exitCode()).as(worked.toString()).isZero();
        String refused =
                "EMPTY_SHARD: 3129 training rows cannot be divided among 5000 tasks (wiring.training.spark.tasks)";
        assertThat(small.ledger().events(small.ledger().runKey(REQUEST).get(0)))
                .containsExactly(
                        "REQUEST_QUEUED",
                        "RUN_STARTED",
                        "RUN_HANDED_BACK TRAINING_FAILED " + refused,
                        "RUN_RESUMED",
                        "RUN_FAILED RUN_ATTEMPTS_EXHAUSTED attempt 2 of 2: " + refused);
        assertThat(small.shared()).isEmptyDirectory();
    }

    @Test
    void theDoctorRehearsesOnTheClusterAndNamesWhatItDoesNotHave() throws Exception {
        SparkTenant shared = new SparkTenant("doctor_worker_it", "spark", cluster);

        CommandEnd able = shared.run("doctor", "--timeout", "5m");
        CommandEnd demanding = shared.withProfileText("tasks: 2", "tasks: 5")
                .withProfileText("start_seconds: 180", "start_seconds: 1")
                .run("doctor", "--timeout", "5m");

        assertThat(able.out())
                .contains("OK    spark home: Spark 4.0.")
                .contains("OK    spark cluster: " + cluster.master()
                        + " has started 2 tasks of 1 threads at the same time, on 127.0.0.1, which see "
                        + shared.shared());
        assertThat(demanding.exitCode()).isEqualTo(1);
        assertThat(demanding.out())
                .contains("FAIL  spark cluster: the Spark job \"model-factory doctor token 0\" failed: TOO_FEW_SLOTS: ")
                .contains("of 5 executors have started within 1 s")
                .contains("fix: free or add cores and memory of the cluster, or lower tasks");
    }
}
