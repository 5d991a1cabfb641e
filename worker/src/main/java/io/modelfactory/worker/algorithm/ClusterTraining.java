package io.modelfactory.worker.algorithm;

import io.modelfactory.worker.progress.ProgressListener;
import java.io.IOException;
import java.nio.file.Path;

/** A training on a cluster, from its rows to its model. */
public interface ClusterTraining extends AutoCloseable {

    /** For what the tasks are given before the training; of this training alone. */
    Path folder();

    /**
     * Has the tasks reach a shard, which may leave the folder for it; where they read the folder itself, there is
     * nothing to do.
     *
     * @param shard file of the folder, written to its end
     * @throws IOException if it cannot be brought to where they read
     */
    default void publish(Path shard) throws IOException {}

    /**
     * Has the tasks train on what the folder holds.
     *
     * @param progress told each round
     * @return the model, as the algorithm's tasks give it
     * @throws io.modelfactory.worker.failure.AttemptFailedException if the cluster refuses the training or loses a task
     */
    byte[] train(ProgressListener progress);

    /** Ends the training, wherever it is, and deletes folder and shards. */
    @Override
    void close();
}
