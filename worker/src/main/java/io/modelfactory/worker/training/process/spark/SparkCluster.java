package io.modelfactory.worker.training.process.spark;

import io.modelfactory.worker.algorithm.ClusterTraining;
import io.modelfactory.worker.algorithm.TrainingCluster;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.training.ClusterFactory;
import io.modelfactory.worker.training.TemporaryFolder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** A cluster of Spark, for one build. */
public final class SparkCluster implements TrainingCluster {
    /** Name of the fault that there is no cluster to train on. */
    static final String LOST = "CLUSTER_LOST";

    /** What the tasks of a rehearsal look for if the folder that they are given is on their machines, too. */
    public static final String SHARED_FILE = "shared";

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

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

    /** Before rows are written for it, which may take long. */
    private void requireMaster() {
        try {
            new MasterAddress(settings.master()).requireListener(CONNECT_TIMEOUT);
        } catch (IOException silence) {
            throw new TransientFaultException(
                    LOST + ": no master of " + settings.master() + " (wiring.training.spark.master) answers: "
                            + silence.getMessage(),
                    silence);
        }
    }

    @Override
    public ClusterTraining open() {
        requireInstalled();
        requireMaster();
        return SparkTraining.submit(settings, scratch, tag, place(), SparkCommandLine.TRAINING);
    }

    /**
     * Has the cluster start all that a training needs, and train nothing.
     *
     * @return the machines that its tasks have run on
     * @throws AttemptFailedException by the name of what a training would be refused by
     * @throws TransientFaultException if there is no cluster, or no place for the rows of a training
     */
    public String rehearse() {
        requireInstalled();
        requireMaster();
        ShardPlace place =
                settings.readsFromStore() ? new NoShards(TemporaryFolder.create(scratch, "rehearsal-")) : place();
        try (ClusterTraining rehearsal =
                SparkTraining.submit(settings, scratch, tag, place, SparkCommandLine.REHEARSAL)) {
            if (!settings.readsFromStore()) {
                Files.createFile(rehearsal.folder().resolve(SHARED_FILE));
            }
            return new String(rehearsal.train(ProgressListener.none()), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw noPlace(e);
        }
    }

    private ShardPlace place() {
        if (settings.readsFromStore()) {
            return new BucketPlace(grants.get(), scratch);
        }
        try {
            return SharedFolderPlace.create(Path.of(settings.shards()), tag);
        } catch (IOException e) {
            throw noPlace(e);
        }
    }

    private TransientFaultException noPlace(IOException e) {
        return new TransientFaultException(
                "no shards can be written to " + settings.shards() + " (wiring.training.spark.shards)", e);
    }
}
