package io.modelfactory.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.algorithm.ClusterTraining;
import io.modelfactory.worker.algorithm.Trainer;
import io.modelfactory.worker.algorithm.TrainingCluster;
import io.modelfactory.worker.algorithm.xgboost.PinnedXgboostProvider;
import io.modelfactory.worker.artifact.PresignedStore;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.artifact.SignedObject;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.training.process.spark.BuildShards;
import io.modelfactory.worker.training.process.spark.JobTag;
import io.modelfactory.worker.training.process.spark.ShardBucket;
import io.modelfactory.worker.training.process.spark.ShardGrant;
import io.modelfactory.worker.training.process.spark.SparkCluster;
import io.modelfactory.worker.training.process.spark.SparkSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trainings on a standalone cluster whose rows lie in a bucket. */
class SparkBucketIT {
    private static final String STOPPING_EARLY = "\"rounds\": 5, \"max_depth\": 4, \"early_stopping_rounds\": 5";
    private static final String LONG = "\"rounds\": 10000, \"max_depth\": 4";
    private static final Duration LONG_ENOUGH = Duration.ofMinutes(3);

    @TempDir
    private static Path folder = Path.of("");

    private static final StandaloneCluster CLUSTER = StandaloneCluster.shared();

    private static BucketServer server;
    private static PresignedStore store;
    private static ShardBucket bucket;

    private final PinnedXgboostProvider algorithm = new PinnedXgboostProvider();
    private final LabelledMatrix train = PaymentRows.ALL.of(1_203, 1);
    private final LabelledMatrix validation = PaymentRows.ALL.of(1_001, 2);

    @BeforeAll
    static void start() throws IOException {
        server = BucketServer.start(folder);
        store = server.open();
        bucket = new ShardBucket(store, 2, Duration.ofHours(1));
    }

    @AfterAll
    static void stop() {
        store.close();
        server.close();
    }

    /** However a job has ended: no executor, no object, no file of the submitting process, and no URL in a log. */
    @AfterEach
    void nothingIsLeft() {
        await().atMost(LONG_ENOUGH).untilAsserted(() -> {
            assertThat(CLUSTER.executors()).isEmpty();
            assertThat(server.keys()).isEmpty();
            assertThat(Files.createDirectories(scratch())).isEmptyDirectory();
        });
        assertThat(filesWithASignature()).isEmpty();
    }

    @Test
    void theModelHasTheSameBytesFromTheBucketAndMemory() {
        JobTag tag = new JobTag("bucket-same", 1);
        try (BuildShards shards = bucket.shards(tag)) {
            assertThat(digest(onBucket(shards, tag), STOPPING_EARLY))
                    .isEqualTo(digest(algorithm.trainer(1), STOPPING_EARLY));
            assertThat(server.keys())
                    .as("after the training, before the end of the build")
                    .isEmpty();
        }
    }

    @Test
    void aShardWithOtherBytesIsRefusedByName() {
        JobTag tag = new JobTag("bucket-changed", 1);
        try (BuildShards shards = bucket.shards(tag)) {
            Trainer trainer =
                    trainer(new SparkCluster(settings(), scratch(), tag, () -> withDownloadsExchanged(shards.grant())));

            assertThatThrownBy(() -> digest(trainer, STOPPING_EARLY))
                    .isInstanceOf(AttemptFailedException.class)
                    .hasMessageContaining("TASK_FAILED")
                    .hasMessageContaining("SHARD_CHANGED: train-")
                    .hasMessageNotContaining("X-Amz");
        }
    }

    @Test
    void aJobShowsNoUrlAndLeavesNothingWhenItLosesAnExecutor() throws Exception {
        JobTag tag = new JobTag("bucket-lost", 1);
        try (BuildShards shards = bucket.shards(tag)) {
            CompletableFuture<String> first = CompletableFuture.supplyAsync(() -> digest(onBucket(shards, tag), LONG));
            awaitRounds(first);
            assertThat(server.keys()).hasSize(2).allMatch(key -> key.startsWith("shards/bucket-lost.token-1."));
            assertThat(new JobPages(tag).all())
                    .contains("spark.executor.heartbeatInterval")
                    .doesNotContain("X-Amz", BucketServer.SECRET_KEY);
            assertThat(ProcessHandle.allProcesses().flatMap(process -> process.info().commandLine().stream()))
                    .noneMatch(line -> line.contains("X-Amz"));

            CLUSTER.executors().get(0).destroyForcibly();

            assertThatThrownBy(first::join).cause().hasMessageContaining("failed: TASK_");
        }
        JobTag again = new JobTag("bucket-lost", 2);
        try (BuildShards shards = bucket.shards(again)) {
            assertThat(digest(onBucket(shards, again), STOPPING_EARLY))
                    .isEqualTo(digest(algorithm.trainer(1), STOPPING_EARLY));
        }
    }

    @Test
    void aDriverWhoseSubmitterHasGoneDeletesTheObjectsByTheirUrls() throws IOException {
        JobTag tag = new JobTag("bucket-gone", 1);
        try (ClusterTraining training =
                new SparkCluster(settings(), scratch(), tag, bucket.shards(tag)::grant).open()) {
            training.publish(Files.writeString(training.folder().resolve("train-0.rows"), "rows"));
            assertThat(server.keys()).hasSize(1);

            JobShards.delete(training.folder());

            assertThat(server.keys()).isEmpty();
        }
    }

    /** The first two objects are the shards of training rows. */
    private static ShardGrant withDownloadsExchanged(ShardGrant grant) {
        List<SignedObject> objects = grant.objects();
        List<String> downloads =
                new ArrayList<>(objects.stream().map(SignedObject::download).toList());
        Collections.swap(downloads, 0, 1);
        return new ShardGrant(IntStream.range(0, objects.size())
                .mapToObj(number -> new SignedObject(
                        objects.get(number).upload(),
                        downloads.get(number),
                        objects.get(number).deletion()))
                .toList());
    }

    private static void awaitRounds(CompletableFuture<String> training) {
        await().atMost(LONG_ENOUGH).until(() -> {
            assertThat(training).isNotDone();
            try (Stream<Path> files = Files.walk(scratch())) {
                return files.anyMatch(file -> file.endsWith("round"));
            } catch (IOException | UncheckedIOException deleted) {
                return false;
            }
        });
    }

    private static List<Path> filesWithASignature() {
        return Stream.of(folder, CLUSTER.folder())
                .flatMap(root -> filesWithASignature(root).stream())
                .toList();
    }

    private static List<Path> filesWithASignature(Path root) {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith(".jar"))
                    .filter(SparkBucketIT::hasASignature)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean hasASignature(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains("X-Amz-Signature");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path scratch() {
        return folder.resolve("scratch");
    }

    private Trainer onBucket(BuildShards shards, JobTag tag) {
        return trainer(new SparkCluster(settings(), scratch(), tag, shards::grant));
    }

    private static SparkSettings settings() {
        return new SparkSettings(
                CLUSTER.master(),
                CLUSTER.home().toString(),
                BucketServer.place(),
                System.getProperty("mf.spark.job.jars"),
                2,
                1,
                1L << 30,
                120,
                Optional.of("127.0.0.1"),
                false);
    }

    private Trainer trainer(TrainingCluster on) {
        return algorithm.clusterTrainer(on, ProgressListener.none());
    }

    private String digest(Trainer trainer, String parameters) {
        return Sha256.hex(
                trainer.train(train, validation, PaymentRows.ALL.features(), SparkTrainingIT.parameters(parameters), 7)
                        .content());
    }
}
