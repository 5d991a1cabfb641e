package io.modelfactory.worker.training;

import io.modelfactory.worker.algorithm.TrainingCluster;
import java.nio.file.Path;

/** The cluster that this process has builds trained on, for those whose executor is one. */
@FunctionalInterface
public interface ClusterFactory {

    /** @param scratch folder of the build alone */
    TrainingCluster of(BuildSpec spec, Path scratch);
}
