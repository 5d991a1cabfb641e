package io.modelfactory.worker.app.cli;

import io.modelfactory.worker.artifact.FolderTree;
import io.modelfactory.worker.config.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A folder for what a command makes: gone when the command ends, unless it is to be kept. */
final class ScratchFolder implements AutoCloseable {
    private final Path path;
    private final boolean kept;

    private ScratchFolder(Path path, boolean kept) {
        this.path = path;
        this.kept = kept;
    }

    static ScratchFolder temporary(Path parent) throws IOException {
        Files.createDirectories(parent);
        return new ScratchFolder(Files.createTempDirectory(parent, "reproduce-"), false);
    }

    /** @throws ConfigurationException if there is something in it */
    static ScratchFolder kept(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> entries = Files.list(folder)) {
            if (entries.findAny().isPresent()) {
                throw new ConfigurationException("--keep", List.of(folder + ": is not empty; name another folder"));
            }
        }
        return new ScratchFolder(folder, true);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        if (!kept) {
            FolderTree.delete(path);
        }
    }
}
