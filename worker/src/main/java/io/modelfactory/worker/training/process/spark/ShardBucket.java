package io.modelfactory.worker.training.process.spark;

import io.modelfactory.worker.artifact.PresignedStore;
import io.modelfactory.worker.training.BuildExecution;
import io.modelfactory.worker.training.BuildSpec;
import java.nio.file.Path;
import java.time.Duration;

/** The bucket in which a cluster finds its rows, for a process that has the bucket's credentials. */
public final class ShardBucket implements AutoCloseable {
    private final PresignedStore store;
    private final int tasks;
    private final Duration validity;

    /**
     * @param tasks of a training
     * @param validity of the URLs, from when a training begins
     */
    public ShardBucket(PresignedStore store, int tasks, Duration validity) {
        this.store = store;
        this.tasks = tasks;
        this.validity = validity;
    }

    /** Those of one build. */
    public BuildShards shards(JobTag tag) {
        return new BuildShards(store, tag, tasks, validity);
    }

    /**
     * The same build, whose trainer process finds room for its shards when it trains.
     *
     * @param folder of the trainer process
     */
    public BuildExecution granting(BuildExecution build, BuildSpec spec, Path folder) {
        int trainings = spec.championRecipe().isPresent() ? BuildShards.MAX_TRAININGS : 1;
        return new GrantingBuildExecution(build, shards(JobTag.of(spec)), trainings, folder);
    }

    @Override
    public void close() {
        store.close();
    }
}
