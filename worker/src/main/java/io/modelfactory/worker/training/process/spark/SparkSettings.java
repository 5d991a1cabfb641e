package io.modelfactory.worker.training.process.spark;

import io.modelfactory.worker.artifact.ArtifactStoreFactory;
import java.util.Optional;

/**
 * Which cluster trains, and with how much of it. It can be sent as JSON, and holds no secret.
 *
 * @param master its address, such as {@code spark://host:7077}
 * @param home folder of a release of Spark, with {@code jars} and perhaps {@code conf}
 * @param shards place of the rows: a folder under the same path on this machine and on each of the cluster's, or a
 *     bucket as {@code s3://bucket/prefix}
 * @param jobJars folder of the job's own jars
 * @param tasks that train together, each in an executor of its own
 * @param taskThreads cores of each
 * @param taskMemoryBytes what each may take, heap and native memory together
 * @param startSeconds that the executors have to start
 * @param driverHost the address of this machine that the cluster reaches; Spark looks for one if it is empty
 * @param acceptsUnencryptedCollective whether tasks may talk to each other without encryption where Spark does not
 */
public record SparkSettings(
        String master,
        String home,
        String shards,
        String jobJars,
        int tasks,
        int taskThreads,
        long taskMemoryBytes,
        int startSeconds,
        Optional<String> driverHost,
        boolean acceptsUnencryptedCollective) {

    /** Whether the cluster reads its rows from an object store. */
    public boolean readsFromStore() {
        return ArtifactStoreFactory.providerOf(shards).signsUrls();
    }

    /** The same with another bound of the start. */
    public SparkSettings startingWithin(int seconds) {
        return new SparkSettings(
                master,
                home,
                shards,
                jobJars,
                tasks,
                taskThreads,
                taskMemoryBytes,
                seconds,
                driverHost,
                acceptsUnencryptedCollective);
    }
}
