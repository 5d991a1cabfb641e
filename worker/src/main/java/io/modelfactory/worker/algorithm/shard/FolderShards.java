package io.modelfactory.worker.algorithm.shard;

import java.io.IOException;
import java.nio.file.Path;

/** Shards in a shared folder. */
record FolderShards(String folder) implements ShardSource {
    private static final long serialVersionUID = 1L;

    @Override
    public ShardFile open(String name, String digest, Path local) throws IOException {
        return ShardFile.open(Path.of(folder, name), digest);
    }
}
