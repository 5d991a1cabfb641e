package io.modelfactory.worker.release;

import java.time.Instant;

/** Whether what a process has left behind is that of a process which still runs on this machine. */
public final class LiveProcess {
    private LiveProcess() {}

    /**
     * After a reboot another process may have the number; that one began later than the file was written.
     *
     * @param written when the process left its number in a file
     */
    public static boolean isAliveSince(long pid, Instant written) {
        return ProcessHandle.of(pid)
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info()
                        .startInstant()
                        .map(start -> !start.isAfter(written))
                        .orElse(true))
                .isPresent();
    }
}
