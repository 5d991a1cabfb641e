package io.modelfactory.worker.bench;

import java.io.IOException;
import java.util.List;

/** Keeps processes on one processor each, so that they do not take time from each other. */
final class ProcessorPin {
    private ProcessorPin() {}

    /**
     * From now on all threads of a process run on the processor only, and those that it starts later.
     *
     * @param processor counted from 0
     * @throws IllegalStateException if the system does not do it
     */
    static void pin(long process, int processor) {
        List<String> command =
                List.of("taskset", "--all-tasks", "--cpu-list", "--pid", String.valueOf(processor), "" + process);
        try {
            int exit = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException(String.join(" ", command) + " ends with " + exit);
            }
        } catch (IOException e) {
            throw new IllegalStateException("taskset of util-linux is not there", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
