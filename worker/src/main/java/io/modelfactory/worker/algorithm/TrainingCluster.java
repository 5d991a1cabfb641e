package io.modelfactory.worker.algorithm;

import io.modelfactory.worker.failure.TransientFaultException;

/** An engine whose tasks train a model together, each on a part of the rows. */
public interface TrainingCluster {

    /** How many train together. */
    int tasks();

    /**
     * Begins a training: what it needs may start while its shards are written.
     *
     * @throws TransientFaultException if there is no place for its rows
     */
    ClusterTraining open();
}
