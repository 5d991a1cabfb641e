package io.modelfactory.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelfactory.spark.PaymentRows.Beside;
import io.modelfactory.worker.algorithm.ClusterTraining;
import io.modelfactory.worker.algorithm.Trainer;
import io.modelfactory.worker.algorithm.TrainingCluster;
import io.modelfactory.worker.algorithm.xgboost.PinnedXgboostProvider;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.training.process.spark.JobTag;
import io.modelfactory.worker.training.process.spark.SparkCluster;
import io.modelfactory.worker.training.process.spark.SparkSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings on a standalone master with two worker processes. */
class SparkTrainingIT {
    private static final String PLAIN = "\"rounds\": 5, \"max_depth\": 4";
    private static final String LONG = "\"rounds\": 10000, \"max_depth\": 4";
    private static final List<Column> COLUMNS = List.of(
            new Column(PaymentRows.having(), PLAIN),
            new Column(PaymentRows.having(Beside.CATEGORIES), PLAIN),
            new Column(PaymentRows.having(Beside.MISSING_VALUES), PLAIN),
            new Column(PaymentRows.having(Beside.WEIGHTS), PLAIN),
            new Column(PaymentRows.ALL, PLAIN),
            new Column(PaymentRows.ALL, PLAIN + ", \"early_stopping_rounds\": 2, \"learning_rate\": 0.9"),
            new Column(PaymentRows.ALL, PLAIN + ", \"scale_pos_weight\": 3"),
            new Column(
                    PaymentRows.ALL,
                    PLAIN + ", \"scale_pos_weight\": 2, \"early_stopping_rounds\": 3, \"learning_rate\": 0.7"),
            new Column(PaymentRows.ALL, PLAIN + ", \"monotone_constraints\": {\"amount\": 1, \"hour\": -1}"),
            new Column(
                    PaymentRows.ALL,
                    PLAIN + ", \"subsample\": 0.4, \"colsample_bytree\": 0.7, \"colsample_bynode\": 0.7"),
            new Column(PaymentRows.ALL, PLAIN + ", \"cut_sample_rows\": 1000, \"max_bin\": 64"),
            new Column(PaymentRows.ALL, PLAIN + ", \"grow_policy\": \"lossguide\", \"max_leaves\": 20"));

    @TempDir
    private static Path folder = Path.of("");

    private static final StandaloneCluster CLUSTER = StandaloneCluster.shared();

    private final PinnedXgboostProvider algorithm = new PinnedXgboostProvider();
    /** What a model is trained from and with. The odd numbers of rows leave shards of different sizes. */
    private record Column(PaymentRows payments, String parameters) {
        String digest(Trainer trainer) {
            return Sha256.hex(trainer.train(
                            payments.of(1_203, 1),
                            payments.of(1_001, 2),
                            payments.features(),
                            SparkTrainingIT.parameters(parameters),
                            7)
                    .content());
        }
    }

    /** Neither an executor nor a shard outlives its job, however it has ended. */
    @AfterEach
    void nothingIsLeft() {
        await().atMost(JobProcesses.LONG_ENOUGH).untilAsserted(() -> {
            assertThat(CLUSTER.executors()).isEmpty();
            assertThat(shared()).isEmptyDirectory();
        });
    }

    @Test
    void theModelHasTheSameBytesFromMemoryFromDiskAndFromAnyNumberOfTasks() throws IOException {
        try (MatrixCluster matrix = MatrixCluster.start(CLUSTER, shared(), 4)) {
            Set<String> models = new HashSet<>();
            for (Column column : COLUMNS) {
                Set<String> digests = new HashSet<>();
                digests.add(column.digest(algorithm.trainer(1)));
                digests.add(column.digest(algorithm.trainer(2)));
                Path pages = Files.createTempDirectory(folder, "pages-");
                digests.add(column.digest(algorithm.diskTrainer(2, pages, ProgressListener.none())));
                for (int tasks : new int[] {1, 2, 4}) {
                    digests.add(column.digest(trainer(matrix.of(tasks))));
                }
                assertThat(digests).as(column.toString()).hasSize(1);
                models.addAll(digests);
            }
            assertThat(models).as("each column has a model of its own").hasSameSizeAs(COLUMNS);
        }
    }

    @Test
    void aTrainingThatLosesItsDriverFailsByName() {
        CompletableFuture<String> lost = inBackground(settings(2), new JobTag("driver", 1), LONG);
        JobProcesses.awaitRound(folder.resolve("driver"), () -> !lost.isDone());

        JobProcesses.drivers("driver").forEach(ProcessHandle::destroyForcibly);

        assertThatThrownBy(lost::join).cause().hasMessageContaining("DRIVER_LOST: its driver ended with exit code 137");
    }

    /** While they end, or after: the model has come either way. */
    @Test
    void aDriverAndExecutorsThatAreKilledOnceTheModelIsThereChangeNothing() {
        CompletableFuture<String> trained = inBackground(settings(2), new JobTag("came", 1), PLAIN);
        JobProcesses.awaitModel(folder.resolve("came"), () -> !trained.isDone());

        JobProcesses.drivers("came").forEach(ProcessHandle::destroyForcibly);
        CLUSTER.executors().forEach(ProcessHandle::destroyForcibly);

        assertThat(trained.join()).isEqualTo(digest(algorithm.trainer(1), PLAIN));
    }

    @Test
    void executorsStartBeforeThereAreShardsAndEndWithATrainingThatIsGivenUp() throws IOException {
        try (ClusterTraining training = new SparkCluster(settings(2), folder, new JobTag("given-up", 1)).open()) {
            await().atMost(JobProcesses.LONG_ENOUGH)
                    .untilAsserted(() -> assertThat(CLUSTER.executors())
                            .hasSize(2)
                            .extracting(executor -> executor.parent().orElseThrow())
                            .as("worker processes of the cluster")
                            .doesNotHaveDuplicates());
            assertThat(training.folder()).isEmptyDirectory();
        }
    }

    @Test
    void tooFewSlotsAreRefusedByNameAndNoFaultOfTheRun() {
        SparkSettings impatient = settings(5).startingWithin(1);

        assertThatThrownBy(() -> digest(trainer(new SparkCluster(impatient, folder, new JobTag("five", 1))), PLAIN))
                .isInstanceOf(TransientFaultException.class)
                .hasMessageContaining("TOO_FEW_SLOTS")
                .hasMessageContaining("of 5 executors have started within 1 s");
    }

    /** Spark asks it for a minute. That nothing listens is found at once, before rows are written. */
    @Test
    @Tag("chaos")
    void aMasterThatSaysNothingIsNoFaultOfTheRunAndIsNamed() throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            String master = "spark://127.0.0.1:" + silent.getLocalPort();
            SparkSettings silence = settings(2, master, "127.0.0.1");
            SparkCluster lost = new SparkCluster(silence, folder, new JobTag("silent", 1));

            assertThatThrownBy(() -> digest(trainer(lost), PLAIN))
                    .isInstanceOf(TransientFaultException.class)
                    .hasMessage("the Spark job \"model-factory silent token 1\" failed: CLUSTER_LOST: the cluster has"
                            + " ended the job; its log says why");
        }
    }

    /** An address of documents, which no machine has. */
    @Test
    void aSessionThatCannotBeOpenedIsNoFaultOfTheRunAndIsNamed() {
        SparkSettings elsewhere = settings(2, CLUSTER.master(), "192.0.2.1");

        assertThatThrownBy(() -> digest(trainer(new SparkCluster(elsewhere, folder, new JobTag("else", 1))), PLAIN))
                .isInstanceOf(TransientFaultException.class)
                .hasMessageContaining("the Spark job \"model-factory else token 1\" failed: CLUSTER_LOST: "
                        + CLUSTER.master() + " has not taken the job: java.net.BindException: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"spark.ssl.enabled", "spark.ssl.rpc.enabled", "spark.network.crypto.enabled"})
    void encryptionThatTheCollectiveDoesNotHaveIsRefusedByName(String setting) throws IOException {
        SparkCluster encrypted = new SparkCluster(encrypting(setting, false), folder, new JobTag("ssl", 1));

        assertThatThrownBy(() -> digest(trainer(encrypted), PLAIN))
                .isInstanceOf(AttemptFailedException.class)
                .hasMessageContaining("UNENCRYPTED_COLLECTIVE: " + setting + " is set");
    }

    @Test
    void whereTheUnencryptedCollectiveIsAcceptedTheModelIsTheSame() throws IOException {
        SparkCluster accepted = new SparkCluster(encrypting("spark.ssl.enabled", true), folder, new JobTag("open", 1));

        assertThat(digest(trainer(accepted), PLAIN)).isEqualTo(digest(algorithm.trainer(1), PLAIN));
    }

    /** Master, workers, driver and executors know one secret, and encrypt by it what they send. */
    @Test
    void aClusterThatReallyEncryptsTrainsTheSameModel() throws IOException {
        Path home = encryptedHome();
        try (StandaloneCluster encrypted = encryptedCluster(home)) {
            SparkSettings refused = settings(encrypted.master(), home, false);
            SparkSettings accepted = settings(encrypted.master(), home, true);

            assertThatThrownBy(() -> digest(trainer(cluster(refused, "refused")), PLAIN))
                    .isInstanceOf(AttemptFailedException.class)
                    .hasMessageContaining("UNENCRYPTED_COLLECTIVE: spark.network.crypto.enabled is set");
            assertThat(digest(trainer(cluster(accepted, "accepted")), PLAIN))
                    .isEqualTo(digest(algorithm.trainer(1), PLAIN));
        }
    }

    /** Spark asks such a cluster for a minute, too. */
    @Test
    @Tag("chaos")
    void whoDoesNotKnowTheSecretOfAClusterGetsNothingOfIt() throws IOException {
        try (StandaloneCluster encrypted = encryptedCluster(encryptedHome())) {
            SparkSettings withoutSecret = settings(encrypted.master(), CLUSTER.home(), true);

            assertThatThrownBy(() -> digest(trainer(cluster(withoutSecret, "stranger")), PLAIN))
                    .isInstanceOf(TransientFaultException.class)
                    .hasMessageContaining("CLUSTER_LOST");
        }
    }

    private static StandaloneCluster encryptedCluster(Path home) throws IOException {
        return StandaloneCluster.start(home, Files.createTempDirectory(folder, "encrypted-"), 2, 1);
    }

    private static Path encryptedHome() throws IOException {
        return home("""
                spark.authenticate true
                spark.authenticate.secret %s
                spark.network.crypto.enabled true
                """.formatted(UUID.randomUUID()));
    }

    private static SparkCluster cluster(SparkSettings settings, String runKey) {
        return new SparkCluster(settings, folder, new JobTag(runKey, 1));
    }

    /** With a setting of those who want what Spark sends to be encrypted, which the cluster knows nothing of. */
    private static SparkSettings encrypting(String setting, boolean unencryptedAccepted) throws IOException {
        return settings(CLUSTER.master(), home(setting + " true\n"), unencryptedAccepted);
    }

    /** The same Spark with settings of its own. */
    private static Path home(String defaults) throws IOException {
        Path home = Files.createTempDirectory(folder, "home-");
        Files.createSymbolicLink(
                home.resolve("jars"), CLUSTER.home().resolve("jars").toRealPath());
        Files.writeString(Files.createDirectories(home.resolve("conf")).resolve("spark-defaults.conf"), defaults);
        return home;
    }

    private static SparkSettings settings(String master, Path home, boolean unencryptedAccepted) {
        SparkSettings plain = settings(2);
        return new SparkSettings(
                master,
                home.toString(),
                plain.shards(),
                plain.jobJars(),
                2,
                1,
                1L << 30,
                60,
                plain.driverHost(),
                unencryptedAccepted);
    }

    private static SparkSettings settings(int tasks) {
        return settings(tasks, CLUSTER.master(), "127.0.0.1");
    }

    private static SparkSettings settings(int tasks, String master, String driverHost) {
        return new SparkSettings(
                master,
                CLUSTER.home().toString(),
                shared().toString(),
                System.getProperty("mf.spark.job.jars"),
                tasks,
                1,
                1L << 30,
                120,
                Optional.of(driverHost),
                false);
    }

    private static Path shared() {
        try {
            return Files.createDirectories(folder.resolve("shared"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private CompletableFuture<String> inBackground(SparkSettings settings, JobTag tag, String parameters) {
        return CompletableFuture.supplyAsync(() ->
                digest(trainer(new SparkCluster(settings, folder.resolve(tag.runKey()), tag)), parameters));
    }

    private Trainer trainer(TrainingCluster on) {
        return algorithm.clusterTrainer(on, ProgressListener.none());
    }

    private String digest(Trainer trainer, String parameters) {
        return new Column(PaymentRows.ALL, parameters).digest(trainer);
    }

    static Map<String, JsonNode> parameters(String members) {
        Map<String, JsonNode> parameters = new HashMap<>();
        try {
            new ObjectMapper()
                    .readTree("{" + members + "}")
                    .properties()
                    .forEach(entry -> parameters.put(entry.getKey(), entry.getValue()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return parameters;
    }
}
