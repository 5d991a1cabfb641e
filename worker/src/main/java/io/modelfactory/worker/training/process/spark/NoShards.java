package io.modelfactory.worker.training.process.spark;

import io.modelfactory.worker.training.TemporaryFolder;
import java.nio.file.Path;

/** Of a job that reads no rows: a folder that this machine alone sees. */
record NoShards(TemporaryFolder given) implements ShardPlace {
    @Override
    public Path folder() {
        return given.path();
    }

    @Override
    public void publish(Path shard) {
        throw new IllegalStateException("a job without rows has no shard " + shard);
    }

    @Override
    public void close() {
        given.close();
    }
}
