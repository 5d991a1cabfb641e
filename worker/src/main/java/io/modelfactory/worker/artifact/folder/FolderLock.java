package io.modelfactory.worker.artifact.folder;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A file beside a folder that the folder's process keeps locked. The operating system lets go of it however the process
 * ends, so that a later process can distinguish folders that were left from folders in use.
 */
public final class FolderLock {
    private final Path file;
    private final Path folder;
    private final FileChannel channel;

    private FolderLock(Path file, Path folder, FileChannel channel) {
        this.file = file;
        this.folder = folder;
        this.channel = channel;
    }

    /**
     * The lock of a new folder, which need not be there yet.
     *
     * @param suffix of the file, which otherwise has the folder's name
     * @throws IOException if another process holds it
     */
    public static FolderLock create(Path folder, String suffix) throws IOException {
        Path file = folder.resolveSibling(folder.getFileName() + suffix);
        return tryLock(file, folder, FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE))
                .orElseThrow(() -> new IOException(file + " is held by another process"));
    }

    /** The locks of all folders in a parent that processes left; they are held by this process from now on. */
    public static List<FolderLock> left(Path parent, String suffix) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(entry -> entry.getFileName().toString().endsWith(suffix))
                    .flatMap(file -> tryLock(file, suffix).stream())
                    .toList();
        }
    }

    private static Optional<FolderLock> tryLock(Path file, String suffix) {
        String name = file.getFileName().toString();
        Path folder = file.resolveSibling(name.substring(0, name.length() - suffix.length()));
        try {
            return tryLock(file, folder, FileChannel.open(file, StandardOpenOption.WRITE));
        } catch (IOException gone) {
            // Another process clears it away, or its owner alone may open it.
            return Optional.empty();
        }
    }

    private static Optional<FolderLock> tryLock(Path file, Path folder, FileChannel channel) throws IOException {
        // One that was deleted between opening and locking protects nothing.
        if (isLocked(channel) && Files.exists(file)) {
            return Optional.of(new FolderLock(file, folder, channel));
        }
        channel.close();
        return Optional.empty();
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException ofThisProcess) {
            return false;
        }
    }

    public Path folder() {
        return folder;
    }

    public Path file() {
        return file;
    }

    /** Through the channel that holds the lock: closing another one would let go of it. */
    public void write(String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), 0);
    }

    /** Deletes the folder, and then the file. */
    public void deleteFolder() throws IOException {
        try (channel) {
            FolderTree.delete(folder);
            Files.deleteIfExists(file);
        }
    }

    /** Deletes the folder, and then leaves the file under another name; what it has under that name is replaced. */
    public void deleteFolderAndKeepFile(String addedSuffix) throws IOException {
        try (channel) {
            FolderTree.delete(folder);
            Files.move(
                    file, file.resolveSibling(file.getFileName() + addedSuffix), StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException clearedAway) {
            // A lock that others do not respect; nothing is left to be kept.
        }
    }
}
