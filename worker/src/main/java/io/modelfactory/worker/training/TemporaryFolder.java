package io.modelfactory.worker.training;

import io.modelfactory.worker.artifact.folder.FolderTree;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A folder below the scratch folder for what need not last: gone when it is closed. */
public final class TemporaryFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TemporaryFolder.class);

    private final Path path;

    private TemporaryFolder(Path path) {
        this.path = path;
    }

    /** @throws TransientFaultException if the disk does not allow it */
    public static TemporaryFolder create(Path scratch, String prefix) {
        try {
            Files.createDirectories(scratch);
            return new TemporaryFolder(
                    Files.createTempDirectory(scratch, prefix).toAbsolutePath());
        } catch (IOException e) {
            throw new TransientFaultException("cannot create a working folder in the scratch folder", e);
        }
    }

    /** Absolute. */
    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            FolderTree.delete(path);
        } catch (IOException e) {
            LOG.warn("cannot delete {}; it can be deleted by hand", path, e);
        }
    }
}
