package io.modelfactory.worker.config;

import io.modelfactory.worker.artifact.ArtifactStoreFactory;
import io.modelfactory.worker.failure.FailureException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Reads {@code wiring.training.spark} of a profile. */
final class SparkWiringReader {
    private static final String SHARDS = "shards";
    private static final String URL_MINUTES = "shard_url_minutes";
    private static final String PLACES =
            "the absolute path of a folder that this machine shares with the cluster, or s3://bucket/prefix";
    /** No S3 service takes a URL that was signed for longer. */
    private static final int WEEK_MINUTES = 7 * 24 * 60;

    private SparkWiringReader() {}

    /** @param isUsed whether the profile names the executor {@code spark}, which needs a cluster */
    static Wiring.Spark read(ProfileSection spark, boolean isUsed) {
        Wiring.Spark unset = Wiring.Spark.NONE;
        Optional<String> master = spark.optionalText("master");
        if (isUsed && master.isEmpty()) {
            spark.addProblem("master", "is missing; the executor spark needs its address, such as spark://host:7077");
        }
        Optional<String> shards = spark.optionalText(SHARDS);
        if (isUsed && shards.isEmpty()) {
            spark.addProblem(SHARDS, "is missing; the executor spark needs " + PLACES);
        }
        shards.flatMap(SparkWiringReader::unusable).ifPresent(why -> spark.addProblem(SHARDS, why));
        Wiring.Spark read = new Wiring.Spark(
                master,
                Path.of(spark.text("home", unset.home().toString())),
                shards,
                spark.wholeNumber(URL_MINUTES, unset.shardUrlMinutes(), 1, WEEK_MINUTES),
                spark.optionalText("job_jars").map(Path::of),
                spark.wholeNumber("tasks", unset.tasks(), 1, 10_000),
                spark.wholeNumber("task_threads", unset.taskThreads(), 1, 1024),
                WiringReader.memory(spark, "task_memory").orElse(unset.taskMemory()),
                spark.wholeNumber("start_seconds", unset.startSeconds(), 1, 86_400),
                spark.optionalText("driver_host"),
                spark.flag("accept_unencrypted_collective", false));
        if (TimeUnit.MINUTES.toSeconds(read.shardUrlMinutes()) <= read.startSeconds()) {
            spark.addProblem(
                    URL_MINUTES,
                    "must be longer than start_seconds: the executors read the shards only when all have started");
        }
        return read;
    }

    private static Optional<String> unusable(String shards) {
        try {
            boolean isFolder = !ArtifactStoreFactory.providerOf(shards).signsUrls();
            return isFolder && !Path.of(shards).isAbsolute() ? Optional.of("must be " + PLACES) : Optional.empty();
        } catch (IllegalArgumentException | FailureException noStore) {
            return Optional.of("must be " + PLACES + ": " + noStore.getMessage());
        }
    }
}
