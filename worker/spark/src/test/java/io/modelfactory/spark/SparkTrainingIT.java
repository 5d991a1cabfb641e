package io.modelfactory.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelfactory.worker.algorithm.Trainer;
import io.modelfactory.worker.algorithm.TrainingCluster;
import io.modelfactory.worker.algorithm.xgboost.PinnedXgboostProvider;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.training.process.spark.JobTag;
import io.modelfactory.worker.training.process.spark.SparkCluster;
import io.modelfactory.worker.training.process.spark.SparkSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings on a standalone master with two worker processes. */
class SparkTrainingIT {
    private static final String PLAIN = "\"rounds\": 5, \"max_depth\": 4";
    private static final String LONG = "\"rounds\": 10000, \"max_depth\": 4";
    private static final List<String> COLUMNS = List.of(
            PLAIN,
            PLAIN + ", \"early_stopping_rounds\": 2, \"learning_rate\": 0.9",
            PLAIN + ", \"scale_pos_weight\": 3",
            PLAIN + ", \"scale_pos_weight\": 2, \"early_stopping_rounds\": 3, \"learning_rate\": 0.7",
            PLAIN + ", \"monotone_constraints\": {\"amount\": 1, \"hour\": -1}",
            PLAIN + ", \"subsample\": 0.4, \"colsample_bytree\": 0.7, \"colsample_bynode\": 0.7",
            PLAIN + ", \"cut_sample_rows\": 1000, \"max_bin\": 64",
            PLAIN + ", \"grow_policy\": \"lossguide\", \"max_leaves\": 20");
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(3);

    @TempDir
    private static Path folder = Path.of("");

    private static StandaloneCluster cluster;

    private final PinnedXgboostProvider algorithm = new PinnedXgboostProvider();
    private final LabelledMatrix train = PaymentRows.of(1_203, 1);
    private final LabelledMatrix validation = PaymentRows.of(1_001, 2);

    @BeforeAll
    static void startCluster() throws IOException {
        cluster = StandaloneCluster.start(folder, 2, 2);
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    /** Neither an executor nor a shard outlives its job, however it has ended. */
    @AfterEach
    void nothingIsLeft() {
        await().atMost(LONG_ENOUGH).untilAsserted(() -> {
            assertThat(cluster.executors()).isEmpty();
            assertThat(shared()).isEmptyDirectory();
        });
    }

    @Test
    void theModelHasTheSameBytesFromMemoryFromDiskAndFromAnyNumberOfTasks() throws IOException {
        try (MatrixCluster matrix = MatrixCluster.start(cluster, shared(), 4)) {
            for (String column : COLUMNS) {
                Set<String> digests = new HashSet<>();
                digests.add(digest(algorithm.trainer(1), column));
                digests.add(digest(algorithm.trainer(2), column));
                Path pages = Files.createTempDirectory(folder, "pages-");
                digests.add(digest(algorithm.diskTrainer(2, pages, ProgressListener.none()), column));
                for (int tasks : new int[] {1, 2, 4}) {
                    digests.add(digest(trainer(matrix.of(tasks)), column));
                }
                assertThat(digests).as(column).hasSize(1);
            }
        }
    }

    @Test
    void aTrainingThatLosesAnExecutorFailsByNameAndTheNextAttemptHasTheSameBytes() {
        String parameters = PLAIN + ", \"early_stopping_rounds\": 5";
        CompletableFuture<String> first = inBackground(settings(2), new JobTag("lost", 1), LONG);
        awaitRounds("lost", () -> !first.isDone());

        cluster.executors().get(0).destroyForcibly();

        assertThatThrownBy(first::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(AttemptFailedException.class)
                .hasMessageContaining("the Spark job \"model-factory lost token 1\" failed: TASK_");
        assertThat(digest(trainer(new SparkCluster(settings(2), folder, new JobTag("lost", 2))), parameters))
                .isEqualTo(digest(algorithm.trainer(1), parameters));
    }

    @Test
    void aTrainingThatLosesItsDriverFailsByName() {
        CompletableFuture<String> lost = inBackground(settings(2), new JobTag("driver", 1), LONG);
        awaitRounds("driver", () -> !lost.isDone());

        drivers("driver").forEach(ProcessHandle::destroyForcibly);

        assertThatThrownBy(lost::join).cause().hasMessageContaining("DRIVER_LOST: its driver ended with exit code 137");
    }

    @Test
    void aJobEndsWithTheProcessThatHasSubmittedIt() throws IOException {
        Process submitter = SubmittingProcess.start(settings(2), folder.resolve(SubmittingProcess.RUN_KEY), LONG);
        awaitRounds(SubmittingProcess.RUN_KEY, submitter::isAlive);

        submitter.destroyForcibly();

        await().atMost(LONG_ENOUGH)
                .untilAsserted(
                        () -> assertThat(drivers(SubmittingProcess.RUN_KEY)).isEmpty());
    }

    @Test
    void tooFewSlotsAreRefusedByName() {
        SparkSettings five = settings(5);
        SparkSettings impatient = new SparkSettings(
                five.master(), five.home(), five.shards(), five.jobJars(), 5, 1, 1L << 30, 1, five.driverHost(), false);

        assertThatThrownBy(() -> digest(trainer(new SparkCluster(impatient, folder, new JobTag("five", 1))), PLAIN))
                .isInstanceOf(AttemptFailedException.class)
                .hasMessageContaining("TOO_FEW_SLOTS")
                .hasMessageContaining("of 5 executors have started within 1 s");
    }

    @Test
    void encryptionThatTheCollectiveDoesNotHaveIsRefusedByName() throws IOException {
        Path encrypting = Files.createDirectories(folder.resolve("encrypting"));
        Files.createSymbolicLink(
                encrypting.resolve("jars"), cluster.home().resolve("jars").toRealPath());
        Files.writeString(
                Files.createDirectories(encrypting.resolve("conf")).resolve("spark-defaults.conf"),
                "spark.ssl.enabled true\n");
        SparkSettings plain = settings(2);
        SparkSettings encrypted = new SparkSettings(
                plain.master(),
                encrypting.toString(),
                plain.shards(),
                plain.jobJars(),
                2,
                1,
                1L << 30,
                60,
                plain.driverHost(),
                false);

        assertThatThrownBy(() -> digest(trainer(new SparkCluster(encrypted, folder, new JobTag("ssl", 1))), PLAIN))
                .isInstanceOf(AttemptFailedException.class)
                .hasMessageContaining("UNENCRYPTED_COLLECTIVE: spark.ssl.enabled is set");
    }

    private static SparkSettings settings(int tasks) {
        return new SparkSettings(
                cluster.master(),
                cluster.home().toString(),
                shared().toString(),
                System.getProperty("mf.spark.job.jars"),
                tasks,
                1,
                1L << 30,
                120,
                Optional.of("127.0.0.1"),
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

    /** @param scratch name of the folder in which the process that submits the job works */
    private static void awaitRounds(String scratch, BooleanSupplier inProgress) {
        await().atMost(LONG_ENOUGH).until(() -> {
            assertThat(inProgress.getAsBoolean()).isTrue();
            try (Stream<Path> files = Files.walk(folder.resolve(scratch))) {
                return files.anyMatch(file -> file.endsWith("round"));
            } catch (NoSuchFileException | UncheckedIOException notThere) {
                return false;
            }
        });
    }

    private static List<ProcessHandle> drivers(String runKey) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        .filter(arguments -> List.of(arguments).stream()
                                .anyMatch(argument -> argument.startsWith("model-factory " + runKey + " ")))
                        .isPresent())
                .toList();
    }

    private Trainer trainer(TrainingCluster on) {
        return algorithm.clusterTrainer(on, ProgressListener.none());
    }

    private String digest(Trainer trainer, String parameters) {
        return Sha256.hex(trainer.train(train, validation, PaymentRows.FEATURES, parameters(parameters), 7)
                .content());
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
