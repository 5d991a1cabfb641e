package io.modelfactory.worker.artifact.folder;

import io.modelfactory.worker.artifact.KeyValidator;
import io.modelfactory.worker.artifact.RecentSet;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Puts whole files in place, exclusively and durably. Content is first written and forced under a temporary name in the
 * folder's own staging folder, so that a reader sees all of a file or nothing, and a crash leaves nothing but a staging
 * file.
 */
final class DurableFolder {
    private static final String STAGING_FOLDER = KeyValidator.RESERVED_PREFIX + "workshop";
    private static final String UNFINISHED = ".unfinished";
    private static final long MIN_FREE_BYTES = 1 << 20;
    private static final int REMEMBERED_FOLDERS = 10_000;
    private static final Duration ABANDONED_AFTER = Duration.ofDays(1);

    /** How a finished file gets its name without ever replacing another. */
    enum Placement {
        /** A hard link fails if its name is taken; the file system decides between processes. */
        HARD_LINK,
        /**
         * Where there are no hard links: look and rename, under a lock that the operating system drops with its owner.
         */
        LOCKED_RENAME
    }

    private final Path root;
    private final Path mountProbe;
    private final Path stagingFolder;
    private final Placement placement;
    private final FileSystemAccess fileSystem;
    private final Lock renameLock = new ReentrantLock();
    private final RecentSet<Path> durableFolders = new RecentSet<>(REMEMBERED_FOLDERS);

    /** @param mountProbe lies in the folder, or is it, for as long as it is the one that was opened */
    private DurableFolder(
            Path root, Path mountProbe, Path stagingFolder, Placement placement, FileSystemAccess fileSystem) {
        this.root = root;
        this.mountProbe = mountProbe;
        this.stagingFolder = stagingFolder;
        this.placement = placement;
        this.fileSystem = fileSystem;
    }

    /**
     * Opens a folder with the best placement it supports, and clears away what crashed writers left in its staging
     * folder.
     */
    static DurableFolder open(Path root) throws IOException {
        DurableFolder byLink = open(root, Placement.HARD_LINK);
        byLink.removeAbandonedFiles(Instant.now().minus(ABANDONED_AFTER));
        return byLink.supportsLinks() ? byLink : open(root, Placement.LOCKED_RENAME);
    }

    static DurableFolder open(Path root, Placement placement) throws IOException {
        return open(root, placement, FileSystemAccess.DEFAULT);
    }

    static DurableFolder open(Path root, Placement placement, FileSystemAccess disk) throws IOException {
        Path staging = Files.createDirectories(root.resolve(STAGING_FOLDER));
        return new DurableFolder(root, staging, staging, placement, disk);
    }

    /** A folder that is only read: no staging folder is made in it, so nothing can be put in place either. */
    static DurableFolder openReadOnly(Path root) {
        return new DurableFolder(
                root, root, root.resolve(STAGING_FOLDER), Placement.HARD_LINK, FileSystemAccess.DEFAULT);
    }

    /** @throws FileAlreadyExistsException if the target exists, also if another process was faster */
    void create(Path target, InputStream content) throws IOException {
        try (StagedFile staged = stage(target, content)) {
            staged.place();
            staged.settle();
        }
    }

    /** Does all but to give a file its name. */
    StagedFile stage(Path target, InputStream content) throws IOException {
        StagedFile staged = new StagedFile(newStagingFile(), target);
        try {
            writeAndSync(staged.finished, content);
            createFolders(folderOf(target));
            return staged;
        } catch (IOException | RuntimeException failed) {
            staged.close();
            throw failed;
        }
    }

    /** A whole file in the staging folder, which is removed when this is closed. */
    final class StagedFile implements AutoCloseable {
        private final Path finished;
        private final Path target;

        private StagedFile(Path finished, Path target) {
            this.finished = finished;
            this.target = target;
        }

        /** @throws FileAlreadyExistsException if the target exists, also if another process was faster */
        void place() throws IOException {
            switch (placement) {
                case HARD_LINK -> Files.createLink(target, finished);
                case LOCKED_RENAME -> renameLocked(finished, target);
            }
        }

        /** Makes its name last. */
        void settle() throws IOException {
            syncDirectoryEntry(target);
        }

        @Override
        public void close() throws IOException {
            Files.deleteIfExists(finished);
        }
    }

    /**
     * Where a medium was mounted, an empty folder is left when it is gone. That nothing lies in it says nothing then.
     *
     * @throws IOException if this is not the folder that was opened
     */
    void requireMounted() throws IOException {
        if (!Files.isDirectory(mountProbe)) {
            throw new IOException(mountProbe + " is gone; is the store mounted?");
        }
    }

    /** @throws IOException if so little can still be written that the next object may not fit */
    void requireFreeSpace() throws IOException {
        long freeBytes = fileSystem.usableSpace(folderOf(stagingFolder));
        if (freeBytes < MIN_FREE_BYTES) {
            throw new IOException("no space left: " + freeBytes + " bytes in " + folderOf(stagingFolder));
        }
    }

    /** Tries on a staging file whether what is created stays as it is when it is created again. */
    boolean enforcesWriteOnce() throws IOException {
        Path probe = newStagingFile();
        byte[] first = {1};
        byte[] second = {2};
        try {
            create(probe, new ByteArrayInputStream(first));
            return isOverwriteRefused(probe, second) && Arrays.equals(Files.readAllBytes(probe), first);
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    private boolean isOverwriteRefused(Path target, byte[] content) throws IOException {
        try {
            create(target, new ByteArrayInputStream(content));
            return false;
        } catch (FileAlreadyExistsException asItShouldBe) {
            return true;
        }
    }

    /** Makes a file's name last: forcing a file does not cover the folder's entry that names it. */
    void syncDirectoryEntry(Path file) throws IOException {
        fileSystem.force(folderOf(file));
    }

    /** A folder that is there may have been made by a process that has not forced its name yet, or never will. */
    private void createFolders(Path folder) throws IOException {
        if (folder.equals(root) || (durableFolders.contains(folder) && Files.isDirectory(folder))) {
            return;
        }
        createFolders(folderOf(folder));
        try {
            Files.createDirectory(folder);
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
        syncDirectoryEntry(folder);
        durableFolders.add(folder);
    }

    private static Path folderOf(Path file) {
        return Objects.requireNonNull(file.getParent(), "everything here lies below the root");
    }

    private void renameLocked(Path finished, Path target) throws IOException {
        renameLock.lock();
        try (FileChannel lockFile = FileChannel.open(
                        stagingFolder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lockFile.lock()) {
            if (!lock.isValid() || Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(target.toString());
            }
            Files.move(finished, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (OverlappingFileLockException e) {
            throw new IOException("another store in this process is just placing a file through " + stagingFolder, e);
        } finally {
            renameLock.unlock();
        }
    }

    private boolean supportsLinks() throws IOException {
        Path original = Files.createFile(newStagingFile());
        Path link = newStagingFile();
        try {
            Files.createLink(link, original);
            return true;
        } catch (UnsupportedOperationException | IOException e) {
            return false;
        } finally {
            Files.deleteIfExists(link);
            Files.delete(original);
        }
    }

    private void removeAbandonedFiles(Instant before) throws IOException {
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(stagingFolder, "*" + UNFINISHED)) {
            for (Path leftover : leftovers) {
                if (lastModified(leftover).isBefore(before)) {
                    Files.deleteIfExists(leftover);
                }
            }
        }
    }

    /** Far in the future for a file that its writer has just removed. */
    private static Instant lastModified(Path file) throws IOException {
        try {
            return Files.getLastModifiedTime(file).toInstant();
        } catch (NoSuchFileException e) {
            return Instant.MAX;
        }
    }

    private Path newStagingFile() {
        return stagingFolder.resolve(UUID.randomUUID() + UNFINISHED);
    }

    private void writeAndSync(Path file, InputStream content) throws IOException {
        try (FileChannel channel = fileSystem.create(file)) {
            content.transferTo(Channels.newOutputStream(channel));
            channel.force(true);
        }
    }
}
