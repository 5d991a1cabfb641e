package io.modelfactory.local.up;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** One {@code up} of a user at a time: the second waits, and finds what the first has started. */
final class StartLock {
    private StartLock() {}

    /** What is done meanwhile. */
    @FunctionalInterface
    interface LockedWork {
        int call() throws InterruptedException;
    }

    /** @throws UpException if the lock file cannot be written */
    static int whileHeld(Path file, PrintWriter progress, LockedWork work) throws InterruptedException {
        try (FileChannel channel = open(file)) {
            FileLock free = channel.tryLock();
            if (free == null) {
                progress.println("another `up` is starting; waiting for it");
                progress.flush();
                channel.lock();
            }
            return work.call();
        } catch (IOException e) {
            throw new UpException("cannot lock " + file + ": " + e, e);
        }
    }

    private static FileChannel open(Path file) {
        try {
            Files.createDirectories(file.getParent());
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UpException(
                    "cannot write to the state folder " + file.getParent() + " (" + e.getMessage()
                            + "); XDG_STATE_HOME names another",
                    e);
        }
    }
}
