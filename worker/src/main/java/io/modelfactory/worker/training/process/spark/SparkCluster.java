package io.modelfactory.worker.training.process.spark;

import io.modelfactory.worker.algorithm.ClusterTraining;
import io.modelfactory.worker.algorithm.TrainingCluster;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.training.ClusterFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A cluster of Spark, for one build. */
public final class SparkCluster implements TrainingCluster {
    private final SparkSettings settings;
    private final Path scratch;
    private final JobTag tag;

    /** @param scratch folder for what need not last, of this process alone */
    public SparkCluster(SparkSettings settings, Path scratch, JobTag tag) {
        this.settings = settings;
        this.scratch = scratch;
        this.tag = tag;
    }

    /** Of one such cluster, for each build that is given to it. */
    public static ClusterFactory factory(SparkSettings settings) {
        return (spec, scratch) -> new SparkCluster(settings, scratch, new JobTag(spec.runKey(), spec.fencingToken()));
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

    /** What earlier attempts at the same run have left is deleted: their jobs have no rows to go on with. */
    @Override
    public ClusterTraining open() {
        requireInstalled();
        Path shared = Path.of(settings.sharedFolder());
        try {
            Files.createDirectories(shared);
            tag.deleteEarlier(shared);
            Path shards = Files.createTempDirectory(shared, tag.folderPrefix());
            return new SparkTraining(settings, scratch, tag, shards);
        } catch (IOException e) {
            throw new TransientFaultException(
                    "no shards can be written to " + shared + " (wiring.training.spark.shared_folder)", e);
        }
    }
}
