package io.modelfactory.worker.training.process.spark;

import io.modelfactory.worker.artifact.folder.FolderTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder that this machine shares with those of the cluster. */
record SharedFolderPlace(Path folder) implements ShardPlace {
    private static final Logger LOG = LoggerFactory.getLogger(SharedFolderPlace.class);

    /** What earlier attempts at the same run have left is deleted: their jobs have no rows to go on with. */
    static SharedFolderPlace create(Path shared, JobTag tag) throws IOException {
        Files.createDirectories(shared);
        List<Path> folders;
        try (Stream<Path> listed = Files.list(shared)) {
            folders = listed.toList();
        }
        for (Path folder : folders) {
            if (tag.supersedes(String.valueOf(folder.getFileName()))) {
                FolderTree.delete(folder);
            }
        }
        return new SharedFolderPlace(Files.createTempDirectory(shared, tag.folderPrefix()));
    }

    /** It is there already. */
    @Override
    public void publish(Path shard) {}

    @Override
    public void close() {
        try {
            FolderTree.delete(folder);
        } catch (IOException e) {
            LOG.warn("cannot delete {}; the next attempt at this run does", folder, e);
        }
    }
}
