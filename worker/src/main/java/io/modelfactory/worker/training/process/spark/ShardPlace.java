package io.modelfactory.worker.training.process.spark;

import java.io.IOException;
import java.nio.file.Path;

/** Where the shards of one job lie. */
interface ShardPlace extends AutoCloseable {

    /** For what the job is given: on this machine, and perhaps on the cluster's too. */
    Path folder();

    /** Has the tasks reach a file of the folder, which has been written to its end. */
    void publish(Path shard) throws IOException;

    /** Deletes all of it. */
    @Override
    void close();
}
