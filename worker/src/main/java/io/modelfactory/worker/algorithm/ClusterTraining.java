package io.modelfactory.worker.algorithm;

import io.modelfactory.worker.progress.ProgressListener;
import java.nio.file.Path;

/** A training on a cluster, from its rows to its model. */
public interface ClusterTraining extends AutoCloseable {

    /** Where every task can read what is written here before the training; of this training alone. */
    Path folder();

    /**
     * Has the tasks train on what the folder holds.
     *
     * @param progress told each round
     * @return the model, as the algorithm's tasks give it
     * @throws io.modelfactory.worker.failure.AttemptFailedException if the cluster refuses the training or loses a task
     */
    byte[] train(ProgressListener progress);

    /** Ends the training, wherever it is, and deletes the folder. */
    @Override
    void close();
}
