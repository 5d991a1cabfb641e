package io.modelfactory.worker.app.worker;

import io.modelfactory.worker.artifact.folder.FolderLock;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker's own folder for what need not last. Beside it lies a file that the worker keeps locked, see
 * {@link FolderLock}; that of a worker that died becomes the note of its death.
 */
final class WorkerScratchFolder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerScratchFolder.class);

    private static final String LOCK = ".lock";

    /** How exactly the time of a death is known. */
    private static final Duration TOUCH_INTERVAL = Duration.ofSeconds(1);

    private final FolderLock claim;
    private final WorkerDeaths deaths;
    private final String member;
    private volatile boolean endsByFault;
    private final ScheduledExecutorService touching = Executors.newSingleThreadScheduledExecutor(
            BasicThreadFactory.builder().namingPattern("scratch").daemon().build());

    private WorkerScratchFolder(FolderLock claim, WorkerDeaths deaths, String member) {
        this.claim = claim;
        this.deaths = deaths;
        this.member = member;
        var unused = touching.scheduleWithFixedDelay(
                this::touch, TOUCH_INTERVAL.toMillis(), TOUCH_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Clears away what workers have left that were killed, then makes a folder for this one.
     *
     * @param parent the scratch folder of all workers on this machine
     * @param member what this worker has in common with those that it replaces, such as its consumer group
     */
    static WorkerScratchFolder open(Path parent, String workerId, String member) {
        try {
            Files.createDirectories(parent);
            deleteAbandonedFolders(parent);
            FolderLock claim = FolderLock.create(parent.resolve(workerId), LOCK);
            Files.createDirectories(claim.folder());
            return new WorkerScratchFolder(claim, new WorkerDeaths(parent, member), member);
        } catch (IOException e) {
            throw new TransientFaultException(
                    "wiring.training.scratch: no working folder can be made in " + parent + ": " + e.getMessage(), e);
        }
    }

    Path folder() {
        return claim.folder();
    }

    private void touch() {
        try {
            Files.setLastModifiedTime(claim.file(), FileTime.from(Instant.now()));
        } catch (IOException e) {
            LOG.debug("cannot touch {}", claim.file(), e);
        }
    }

    /** Deaths of earlier workers on this machine that were the same member of the group. */
    WorkerDeaths deaths() {
        return deaths;
    }

    private static void deleteAbandonedFolders(Path parent) throws IOException {
        for (FolderLock left : FolderLock.left(parent, LOCK)) {
            LOG.info("clearing away {}, which a worker left that is gone", left.folder());
            try {
                left.deleteFolderAndKeepFile(WorkerDeaths.NOTE);
            } catch (IOException e) {
                LOG.warn("cannot delete {}; it can be deleted by hand: {}", left.folder(), e.toString());
            }
        }
    }

    /** Has the worker count as that member of the group from now on, so that its death would be known as that. */
    void recordMembership() {
        try {
            claim.write(member);
        } catch (IOException e) {
            LOG.warn("{} does not name its worker; its death would not be noticed: {}", claim.file(), e.toString());
        }
    }

    /** Has the worker's end count as a death, after which the next one is slower to join the group. */
    void recordDeath() {
        endsByFault = true;
    }

    @Override
    public void close() {
        touching.shutdownNow();
        try {
            if (endsByFault) {
                claim.deleteFolderAndKeepFile(WorkerDeaths.NOTE);
            } else {
                claim.deleteFolder();
            }
        } catch (IOException e) {
            LOG.warn("cannot clear away {}; the next worker will: {}", folder(), e.toString());
        }
    }
}
