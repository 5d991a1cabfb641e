package io.modelfactory.worker.app.wiring;

import io.modelfactory.worker.artifact.ArtifactStoreFactory;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.training.ClusterFactory;
import io.modelfactory.worker.training.process.spark.ShardBucket;
import io.modelfactory.worker.training.process.spark.SparkCluster;
import io.modelfactory.worker.training.process.spark.SparkSettings;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** A cluster as a profile wants it. */
public final class SparkSettingsFactory {
    private SparkSettingsFactory() {}

    /** @throws AttemptFailedException if the profile names no cluster */
    public static SparkSettings of(Wiring.Spark spark) {
        return new SparkSettings(
                spark.master().orElseThrow(() -> missing("master")),
                spark.home().toString(),
                spark.shards().orElseThrow(() -> missing("shards")),
                spark.jobJars()
                        .orElseGet(SparkSettingsFactory::jobJarsOfThisBuild)
                        .toString(),
                spark.tasks(),
                spark.taskThreads(),
                spark.taskMemory().bytes(),
                spark.startSeconds(),
                spark.driverHost(),
                spark.acceptUnencryptedCollective());
    }

    /** For a process that builds by itself. */
    static ClusterFactory clusters(Wiring wiring) {
        return SparkCluster.factory(of(wiring.training().spark()), bucket(wiring));
    }

    /**
     * The bucket of the shards; empty if they lie in a folder. It is reached as the artifact store is.
     *
     * @throws AttemptFailedException if the profile names no cluster
     */
    static Optional<ShardBucket> bucket(Wiring wiring) {
        Wiring.Spark spark = wiring.training().spark();
        SparkSettings settings = of(spark);
        return settings.readsFromStore()
                ? Optional.of(new ShardBucket(
                        ArtifactStoreFactory.openPresigned(
                                settings.shards(), wiring.objectStore().options()),
                        settings.tasks(),
                        Duration.ofMinutes(spark.shardUrlMinutes())))
                : Optional.empty();
    }

    private static RuntimeException missing(String key) {
        return new AttemptFailedException(
                "the executor spark needs a cluster: wiring.training.spark." + key + " of the profile is missing");
    }

    /** The worker is {@code worker/target/mf-worker.jar} there, or {@code worker/target/classes}. */
    private static Path jobJarsOfThisBuild() {
        try {
            Path worker = Path.of(SparkSettingsFactory.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return worker.resolve("../../spark/target/job").normalize();
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
