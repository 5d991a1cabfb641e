package io.modelfactory.worker.training.process.spark;

import io.modelfactory.worker.algorithm.ClusterTraining;
import io.modelfactory.worker.algorithm.TrainingCluster;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.training.ClusterFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/** A cluster of Spark, for one build. */
public final class SparkCluster implements TrainingCluster {
    private final SparkSettings settings;
    private final Path scratch;
    private final JobTag tag;
    private final Supplier<ShardGrant> grants;

    /**
     * @param scratch folder for what need not last, of this process alone
     * @param grants asked for each training if its shards lie in a bucket
     */
    public SparkCluster(SparkSettings settings, Path scratch, JobTag tag, Supplier<ShardGrant> grants) {
        this.settings = settings;
        this.scratch = scratch;
        this.tag = tag;
        this.grants = grants;
    }

    /** Whose shards lie in a shared folder. */
    public SparkCluster(SparkSettings settings, Path scratch, JobTag tag) {
        this(settings, scratch, tag, () -> {
            throw new IllegalStateException("no bucket is known for shards in " + settings.shards());
        });
    }

    /**
     * The cluster for each build of a trainer process, which has no credentials.
     *
     * @param home folder of the process, in which the worker leaves grants
     */
    public static ClusterFactory factory(SparkSettings settings, Path home) {
        return (spec, scratch) -> new SparkCluster(settings, scratch, JobTag.of(spec), () -> ShardGrant.take(home));
    }

    /**
     * The cluster for each build of a process that has the credentials itself.
     *
     * @param bucket needed if the shards do not lie in a folder
     */
    public static ClusterFactory factory(SparkSettings settings, Optional<ShardBucket> bucket) {
        return (spec, scratch) -> new SparkCluster(
                settings,
                scratch,
                JobTag.of(spec),
                () -> bucket.orElseThrow().shards(JobTag.of(spec)).grant());
    }

    @Override
    public int tasks() {
        return settings.tasks();
    }

    private void requireInstalled() {
        Path jars = Path.of(settings.home(), "jars");
        if (!Files.isDirectory(jars)) {
            throw new AttemptFailedException("NO_SPARK_HOME: " + jars
                    + " is no folder; wiring.training.spark.home must name a release of Spark");
        }
        Path job = Path.of(settings.jobJars(), SparkCommandLine.JOB_JAR);
        if (!Files.exists(job)) {
            throw new AttemptFailedException(
                    "NO_JOB_JAR: " + job + " is not there; wiring.training.spark.job_jars must name the folder that the"
                            + " build leaves in worker/spark/target/job");
        }
    }

    @Override
    public ClusterTraining open() {
        requireInstalled();
        return new SparkTraining(settings, scratch, tag, place());
    }

    private ShardPlace place() {
        if (settings.readsFromStore()) {
            return new BucketPlace(grants.get(), scratch);
        }
        try {
            return SharedFolderPlace.create(Path.of(settings.shards()), tag);
        } catch (IOException e) {
            throw new TransientFaultException(
                    "no shards can be written to " + settings.shards() + " (wiring.training.spark.shards)", e);
        }
    }
}
