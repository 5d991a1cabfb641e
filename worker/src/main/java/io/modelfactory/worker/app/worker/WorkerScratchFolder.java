package io.modelfactory.worker.app.worker;

import io.modelfactory.worker.artifact.FolderTree;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's own folder for what need not last. Beside it lies a file that the worker keeps locked; the operating
 * system lets go of it however the process ends, so that a later worker can distinguish abandoned folders from folders
 * in use.
 */
final class WorkerScratchFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerScratchFolder.class);

    private static final String LOCK = ".lock";

    private final Path folder;
    private final FolderLock claim;

    private WorkerScratchFolder(Path folder, FolderLock claim) {
        this.folder = folder;
        this.claim = claim;
    }

    /** A lock file, held. */
    private record FolderLock(Path file, FileChannel channel) {
        /** Empty if another process holds it. */
        static Optional<FolderLock> of(Path file) throws IOException {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            // One that was deleted between opening and locking protects nothing.
            if (isLocked(channel) && Files.exists(file)) {
                return Optional.of(new FolderLock(file, channel));
            }
            channel.close();
            return Optional.empty();
        }

        private static boolean isLocked(FileChannel channel) throws IOException {
            try {
                FileLock lock = channel.tryLock();
                return lock != null;
            } catch (OverlappingFileLockException anotherWorkerOfThisProcess) {
                return false;
            }
        }

        void release(Path folder) throws IOException {
            try (channel) {
                FolderTree.delete(folder);
                Files.deleteIfExists(file);
            }
        }
    }

    /**
     * Clears away what workers have left that were killed, then makes a folder for this one.
     *
     * @param parent the scratch folder of all workers on this machine
     */
    static WorkerScratchFolder open(Path parent, String workerId) {
        try {
            Files.createDirectories(parent);
            deleteAbandonedFolders(parent);
            FolderLock claim = FolderLock.of(parent.resolve(workerId + LOCK))
                    .orElseThrow(() -> new IOException(workerId + LOCK + " is held by another process"));
            return new WorkerScratchFolder(Files.createDirectories(parent.resolve(workerId)), claim);
        } catch (IOException e) {
            throw new TransientFaultException(
                    "wiring.training.scratch: no working folder can be made in " + parent + ": " + e.getMessage(), e);
        }
    }

    Path folder() {
        return folder;
    }

    private static void deleteAbandonedFolders(Path parent) throws IOException {
        for (Path file : lockFiles(parent)) {
            try {
                Optional<FolderLock> left = FolderLock.of(file);
                if (left.isPresent()) {
                    String name = file.getFileName().toString();
                    Path folder = file.resolveSibling(name.substring(0, name.length() - LOCK.length()));
                    LOG.info("clearing away {}, which a worker left that is gone", folder);
                    left.get().release(folder);
                }
            } catch (IOException e) {
                LOG.warn("cannot delete the abandoned folder of {}; it can be deleted by hand: {}", file, e.toString());
            }
        }
    }

    private static List<Path> lockFiles(Path parent) throws IOException {
        try (Stream<Path> entries = Files.list(parent)) {
            return entries.filter(entry -> entry.toString().endsWith(LOCK)).toList();
        }
    }

    @Override
    public void close() {
        try {
            claim.release(folder);
        } catch (IOException e) {
            LOG.warn("cannot clear away {}; the next worker will: {}", folder, e.toString());
        }
    }
}
