package io.modelfactory.worker.artifact.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A disk on which files still get a name, and no more; by the operating system's own word where it has a device for it.
 */
final class FullFileSystem implements FileSystemAccess {
    private static final Path FULL_DEVICE = Path.of("/dev/full");

    private boolean full = true;

    /** There is free space again. */
    void makeSpace() {
        full = false;
    }

    @Override
    public FileChannel create(Path file) throws IOException {
        if (!full) {
            return FileSystemAccess.DEFAULT.create(file);
        }
        Files.createFile(file);
        if (!Files.exists(FULL_DEVICE)) {
            throw new FileSystemException(file.toString(), null, "No space left on device");
        }
        return FileChannel.open(FULL_DEVICE, StandardOpenOption.WRITE);
    }

    @Override
    public long usableSpace(Path folder) throws IOException {
        return full ? 0 : FileSystemAccess.DEFAULT.usableSpace(folder);
    }

    @Override
    public void force(Path folder) throws IOException {
        FileSystemAccess.DEFAULT.force(folder);
    }
}
