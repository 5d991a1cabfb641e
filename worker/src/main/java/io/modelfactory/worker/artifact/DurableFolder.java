package io.modelfactory.worker.artifact;

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
 * folder's own workshop, so that a reader sees all of a file or nothing, and a crash leaves nothing but a workshop file.
 */
final class DurableFolder {
    private static final String WORKSHOP = Keys.RESERVED_PREFIX + "workshop";
    private static final String UNFINISHED = ".unfinished";
    private static final long LEAST_ROOM = 1 << 20;
    private static final Duration ABANDONED_AFTER = Duration.ofDays(1);

    /** How a finished file gets its name without ever replacing another. */
    enum Placement {
        /** A hard link fails if its name is taken; the file system decides between processes. */
        HARD_LINK,
        /** Where there are no hard links: look and rename, under a lock that the operating system drops with its owner. */
        LOCKED_RENAME
    }

    private final Path witness;
    private final Path workshop;
    private final Placement placement;
    private final Disk disk;
    private final Lock oneRenameAtATime = new ReentrantLock();

    /** @param witness lies in the folder, or is it, for as long as it is the one that was opened */
    private DurableFolder(Path witness, Path workshop, Placement placement, Disk disk) {
        this.witness = witness;
        this.workshop = workshop;
        this.placement = placement;
        this.disk = disk;
    }

    /** Opens a folder with the best placement it supports, and clears away what crashed writers left in its workshop. */
    static DurableFolder open(Path root) throws IOException {
        DurableFolder byLink = open(root, Placement.HARD_LINK);
        byLink.removeAbandonedFiles(Instant.now().minus(ABANDONED_AFTER));
        return byLink.supportsLinks() ? byLink : open(root, Placement.LOCKED_RENAME);
    }

    static DurableFolder open(Path root, Placement placement) throws IOException {
        return open(root, placement, Disk.REAL);
    }

    static DurableFolder open(Path root, Placement placement, Disk disk) throws IOException {
        Path workshop = Files.createDirectories(root.resolve(WORKSHOP));
        return new DurableFolder(workshop, workshop, placement, disk);
    }

    /** A folder that is only read: no workshop is made in it, so nothing can be put in place either. */
    static DurableFolder untouched(Path root) {
        return new DurableFolder(root, root.resolve(WORKSHOP), Placement.HARD_LINK, Disk.REAL);
    }

    /** @throws FileAlreadyExistsException if the target exists, whoever was faster */
    void create(Path target, InputStream content) throws IOException {
        Path finished = newWorkshopFile();
        try {
            writeForced(finished, content);
            createFolders(folderOf(target));
            switch (placement) {
                case HARD_LINK -> Files.createLink(target, finished);
                case LOCKED_RENAME -> renameLocked(finished, target);
            }
            forceNameOf(target);
        } finally {
            Files.deleteIfExists(finished);
        }
    }

    /**
     * Where a medium was mounted, an empty folder is left when it is gone. That nothing lies in it says nothing then.
     *
     * @throws IOException if this is not the folder that was opened
     */
    void requireThere() throws IOException {
        if (!Files.isDirectory(witness)) {
            throw new IOException(witness + " is gone; is the store mounted?");
        }
    }

    /** @throws IOException if so little can still be written that the next object may not fit */
    void requireRoom() throws IOException {
        long room = disk.room(folderOf(workshop));
        if (room < LEAST_ROOM) {
            throw new IOException("no space left: " + room + " bytes in " + folderOf(workshop));
        }
    }

    /** Tries on a workshop file whether what is created stays as it is when somebody creates it again. */
    boolean writesOnce() throws IOException {
        Path probe = newWorkshopFile();
        byte[] first = {1};
        byte[] second = {2};
        try {
            create(probe, new ByteArrayInputStream(first));
            return isRefused(probe, second) && Arrays.equals(Files.readAllBytes(probe), first);
        } finally {
            Files.deleteIfExists(probe);
        }
    }

    private boolean isRefused(Path target, byte[] content) throws IOException {
        try {
            create(target, new ByteArrayInputStream(content));
            return false;
        } catch (FileAlreadyExistsException asItShouldBe) {
            return true;
        }
    }

    /** Makes a file's name last: forcing a file does not cover the folder's entry that names it. */
    void forceNameOf(Path file) throws IOException {
        try (FileChannel folder = FileChannel.open(folderOf(file), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private void createFolders(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
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
        forceNameOf(folder);
    }

    private static Path folderOf(Path file) {
        return Objects.requireNonNull(file.getParent(), "everything here lies below the root");
    }

    private void renameLocked(Path finished, Path target) throws IOException {
        oneRenameAtATime.lock();
        try (FileChannel lockFile = FileChannel.open(
                        workshop.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lockFile.lock()) {
            if (!lock.isValid() || Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(target.toString());
            }
            Files.move(finished, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (OverlappingFileLockException e) {
            throw new IOException("another store in this process is just placing a file through " + workshop, e);
        } finally {
            oneRenameAtATime.unlock();
        }
    }

    private boolean supportsLinks() throws IOException {
        Path original = Files.createFile(newWorkshopFile());
        Path link = newWorkshopFile();
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
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(workshop, "*" + UNFINISHED)) {
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

    private Path newWorkshopFile() {
        return workshop.resolve(UUID.randomUUID() + UNFINISHED);
    }

    private void writeForced(Path file, InputStream content) throws IOException {
        try (FileChannel channel = disk.create(file)) {
            content.transferTo(Channels.newOutputStream(channel));
            channel.force(true);
        }
    }
}
