package io.modelfactory.worker.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Processor time of the database's own processes, one for each connection, on this machine: it does not grow with what
 * else the machine does, as time by the clock would.
 */
public final class ServerProcessorTime {
    private ServerProcessorTime() {}

    /** Nanoseconds so far of all of these processes together; 0 where Linux does not show it. */
    public static long nanos(List<Integer> processes) {
        return processes.stream().mapToLong(ServerProcessorTime::nanos).sum();
    }

    private static long nanos(int process) {
        Path times = Path.of("/proc", String.valueOf(process), "schedstat");
        try {
            return Files.isReadable(times)
                    ? Long.parseLong(Files.readString(times).split(" ", -1)[0])
                    : 0;
        } catch (IOException ended) {
            return 0;
        }
    }
}
