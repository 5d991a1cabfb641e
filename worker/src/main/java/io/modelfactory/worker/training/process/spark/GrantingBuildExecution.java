package io.modelfactory.worker.training.process.spark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.training.BuildExecution;
import io.modelfactory.worker.training.BuildInputs;
import io.modelfactory.worker.training.BuiltModel;
import io.modelfactory.worker.training.PreparationResult;
import io.modelfactory.worker.training.ScoringSample;
import java.nio.file.Path;

/**
 * A build in a trainer process whose cluster reads from a bucket: the process is granted room there, and none of it is
 * left when the build ends, also if the process has died.
 */
final class GrantingBuildExecution implements BuildExecution {
    private final BuildExecution build;
    private final BuildShards shards;
    private final int trainings;
    private final Path folder;

    /**
     * @param trainings that the build may do on the cluster
     * @param folder of the trainer process
     */
    GrantingBuildExecution(BuildExecution build, BuildShards shards, int trainings, Path folder) {
        this.build = build;
        this.shards = shards;
        this.trainings = trainings;
        this.folder = folder;
    }

    @Override
    public PreparationResult prepare(BuildInputs inputs) {
        return build.prepare(inputs);
    }

    @Override
    public void measureChampion() {
        build.measureChampion();
    }

    @Override
    public BuiltModel train(Path target) {
        for (int number = 0; number < trainings; number++) {
            shards.grant().leave(folder, number);
        }
        return build.train(target);
    }

    @Override
    public ScoringSample score() {
        return build.score();
    }

    @Override
    public ObjectNode evaluate() {
        return build.evaluate();
    }

    @Override
    public void close() {
        try (shards) {
            ShardGrant.takeBack(folder);
            build.close();
        }
    }
}
