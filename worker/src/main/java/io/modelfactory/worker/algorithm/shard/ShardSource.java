package io.modelfactory.worker.algorithm.shard;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Map;

/** Where a task finds its shards; sent to it. */
public interface ShardSource extends Serializable {

    /** Files of a folder that all tasks reach under the same path. */
    static ShardSource of(Path folder) {
        return new FolderShards(folder.toString());
    }

    /** Objects that are read by signed URLs, by the names of the shards. */
    static ShardSource of(Map<String, String> urls) {
        return new SignedShards(urls);
    }

    /**
     * @param name of the shard
     * @param digest SHA-256 that its bytes must have; they are read once to see
     * @param local folder of this machine for what need not last
     * @throws IOException if it cannot be read, or has another digest
     */
    ShardFile open(String name, String digest, Path local) throws IOException;
}
