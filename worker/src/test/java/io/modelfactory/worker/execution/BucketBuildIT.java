package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.artifact.ArtifactStoreFactory;
import io.modelfactory.worker.artifact.PresignedStore;
import io.modelfactory.worker.artifact.s3.S3Bucket;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.modelfactory.worker.training.process.ExecutorChoice;
import io.modelfactory.worker.training.process.TrainerFixture;
import io.modelfactory.worker.training.process.TrainerProcessPool;
import io.modelfactory.worker.training.process.TrainerProcessSettings;
import io.modelfactory.worker.training.process.spark.ShardBucket;
import io.modelfactory.worker.training.process.spark.SparkSettings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.apache.spark.deploy.SparkSubmit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run whose trainer process, which has no credentials, brings its rows into a bucket; the launcher is one that waits.
 */
class BucketBuildIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final long MB = 1 << 20;

    @TempDir
    private Path folder = Path.of("");

    @RegisterExtension
    static final S3Bucket STORE = new S3Bucket("rows");

    @Test
    void shardsLieUnderRunAndTokenUntilTheTrainerProcessIsEnded() throws IOException {
        PresignedStore store = ArtifactStoreFactory.openPresigned("s3://rows/shards", STORE.storeOptions());
        ShardBucket bucket = new ShardBucket(store, 2, Duration.ofHours(1));
        try (TrainerProcessPool trainers = new TrainerProcessPool(
                        TrainerRegistry.discover(),
                        settings(),
                        ExecutorChoice.SPARK,
                        new WorkerMeters(TrainerFixture.METERS),
                        Optional.of(bucket));
                StageFixture factory = new StageFixture(folder.resolve("factory"), trainers)) {
            String run = factory.submitTrainBuildWithProfiles(
                    "request.0001",
                    StreamingExecutorIT.pinned(factory),
                    StageFixture.profileRef("governance_profile_credit_v0.yaml"));
            ClaimedRun claimed = factory.claim();
            AtomicBoolean held = new AtomicBoolean(true);
            Thread worker = new Thread(() -> factory.executor.execute(claimed, held::get, RunProgressListener.none()));
            worker.start();

            await().atMost(TIMEOUT).until(this::jobIsSubmitted);

            // The job is submitted before they are written.
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(STORE.keys())
                            .as("of training and validation rows, for two tasks")
                            .hasSize(4)
                            .allMatch(key -> key.startsWith("shards/" + run + ".token-"
                                    + claimed.lease().token() + ".")));
            await().atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(filesOf(folder.resolve("scratch")))
                            .isNotEmpty()
                            .noneMatch(file -> file.contains("shard-grant") || file.endsWith(".rows")));

            held.set(false);

            await().atMost(TIMEOUT).until(() -> !worker.isAlive());
            assertThat(STORE.keys()).isEmpty();
            assertThat(factory.run(run).fullRunAttempts()).isZero();
        }
    }

    private TrainerProcessSettings settings() throws IOException {
        SparkSettings cluster = new SparkSettings(
                "waits",
                homeOfLauncher().toString(),
                "s3://rows/shards",
                jobJars().toString(),
                2,
                1,
                2L << 30,
                60,
                Optional.of("127.0.0.1"),
                false);
        Path scratch = Files.createDirectories(folder.resolve("scratch"));
        return TrainerProcessSettings.of(scratch, 1, 1, "200MB", 200 * MB, 400 * MB, 2_000 * MB)
                .withCluster(cluster);
    }

    private Path homeOfLauncher() throws IOException {
        String name = SparkSubmit.class.getName().replace('.', '/') + ".class";
        Path jar = Files.createDirectories(folder.resolve("home/jars")).resolve("spark.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream content = Objects.requireNonNull(SparkSubmit.class.getResourceAsStream("/" + name))) {
            out.putNextEntry(new JarEntry(name));
            content.transferTo(out);
        }
        return folder.resolve("home");
    }

    private Path jobJars() throws IOException {
        Path jars = Files.createDirectories(folder.resolve("job"));
        Files.createFile(jars.resolve("mf-spark.jar"));
        return jars;
    }

    private boolean jobIsSubmitted() throws IOException {
        return filesOf(folder.resolve("scratch")).stream().anyMatch(file -> file.endsWith("/round"));
    }

    private static List<String> filesOf(Path place) throws IOException {
        try (Stream<Path> files = Files.walk(place)) {
            return files.map(Path::toString).toList();
        } catch (UncheckedIOException changing) {
            return List.of();
        }
    }
}
