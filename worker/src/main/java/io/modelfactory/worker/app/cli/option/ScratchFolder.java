package io.modelfactory.worker.app.cli.option;

import io.modelfactory.worker.artifact.folder.FolderLock;
import io.modelfactory.worker.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A folder for what a command makes: gone when the command ends, or, if the command is killed, when the next one
 * starts, unless it is to be kept.
 */
public final class ScratchFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ScratchFolder.class);

    private static final String PREFIX = "mf-command-";
    private static final String LOCK = ".mf-in-use";

    private final Path path;
    /** Empty if the folder is kept. */
    private final Optional<FolderLock> lock;

    private ScratchFolder(Path path, Optional<FolderLock> lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Clears away what commands have left that were killed, then makes a folder for this one. */
    public static ScratchFolder temporary(Path parent) throws IOException {
        Files.createDirectories(parent);
        for (FolderLock left : FolderLock.left(parent, LOCK)) {
            deleteLeft(left);
        }
        Path path = Files.createTempDirectory(parent, PREFIX);
        return new ScratchFolder(path, Optional.of(FolderLock.create(path, LOCK)));
    }

    private static void deleteLeft(FolderLock left) {
        try {
            left.deleteFolder();
        } catch (IOException e) {
            LOG.debug("cannot delete {}, which a command left that was killed", left.folder(), e);
        }
    }

    /** @throws ConfigurationException if there is something in it */
    public static ScratchFolder kept(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> entries = Files.list(folder)) {
            if (entries.findAny().isPresent()) {
                throw new ConfigurationException("--keep", List.of(folder + ": is not empty; name another folder"));
            }
        }
        return new ScratchFolder(folder, Optional.empty());
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        if (lock.isPresent()) {
            lock.get().deleteFolder();
        }
    }
}
