package io.modelfactory.worker.app.wiring;

import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.training.ClusterFactory;
import io.modelfactory.worker.training.process.spark.SparkCluster;
import io.modelfactory.worker.training.process.spark.SparkSettings;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** A cluster as a profile wants it. */
final class SparkSettingsFactory {
    private SparkSettingsFactory() {}

    /** @throws AttemptFailedException if the profile names no cluster */
    static SparkSettings of(Wiring.Spark spark) {
        return new SparkSettings(
                spark.master().orElseThrow(() -> missing("master")),
                spark.home().toString(),
                spark.sharedFolder().orElseThrow(() -> missing("shared_folder")).toString(),
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

    static ClusterFactory clusters(Wiring.Spark spark) {
        return SparkCluster.factory(of(spark));
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
