package io.modelfactory.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A folder that one process at a time may use, either kept for the next start or deleted when it is closed. The
 * operating system releases the lock when the process ends, also when it is killed.
 */
public final class DataDirectory implements AutoCloseable {
    private static final String LOCK_FILE = ".in-use";

    private final Path path;
    private final boolean temporary;
    private final FileChannel lock;

    private DataDirectory(Path path, boolean temporary) {
        this.path = path;
        this.temporary = temporary;
        this.lock = lock(path);
    }

    /**
     * A folder that outlives this process; created if absent.
     *
     * @throws IllegalStateException if another process uses it
     */
    public static DataDirectory kept(Path path) {
        Path absolute = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(absolute);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create the data folder " + absolute, e);
        }
        return new DataDirectory(absolute, false);
    }

    /** A new folder among the system's temporary files, deleted by {@link #close()}. */
    public static DataDirectory temporary() {
        try {
            return new DataDirectory(Files.createTempDirectory("model-factory-"), true);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create a temporary data folder", e);
        }
    }

    /** As {@link #kept}, without what an earlier user left in it. */
    public static DataDirectory emptied(Path path) {
        DataDirectory data = kept(path);
        OrphanedPostmaster.stop(data.path.resolve(EmbeddedDatabase.FOLDER));
        try {
            data.deleteContent();
            return data;
        } catch (IOException e) {
            data.close();
            throw new UncheckedIOException("cannot empty the data folder " + data.path, e);
        }
    }

    /** Whether a living process holds the folder; it is not created. */
    public static boolean isInUse(Path path) {
        Path file = path.resolve(LOCK_FILE);
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return !tryLock(channel);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot look at the lock of the data folder " + path, e);
        }
    }

    public Path path() {
        return path;
    }

    /** A folder inside this one; created if absent. */
    Path child(String name) {
        try {
            return Files.createDirectories(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + path.resolve(name), e);
        }
    }

    @Override
    public void close() {
        try {
            lock.close();
            if (temporary) {
                deleteRecursively(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release the data folder " + path, e);
        }
    }

    private void deleteContent() throws IOException {
        try (Stream<Path> entries = Files.list(path)) {
            for (Path entry : entries.toList()) {
                if (!entry.endsWith(LOCK_FILE)) {
                    deleteRecursively(entry);
                }
            }
        }
    }

    private static FileChannel lock(Path path) {
        try {
            FileChannel channel =
                    FileChannel.open(path.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel)) {
                return channel;
            }
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot lock the data folder " + path, e);
        }
        throw new IllegalStateException(path + " is in use by another process: stop it, or choose another data folder");
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static void deleteRecursively(Path root) throws IOException {
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path entry : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(entry);
            }
        } catch (NoSuchFileException | UncheckedIOException e) {
            if (Files.exists(root)) {
                throw new IOException("cannot delete " + root, e);
            }
        }
    }
}
