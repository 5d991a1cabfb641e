package io.modelfactory.worker.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/**
 * How long statements take: by the clock, and by the processor time of the database's process that executes them, which
 * does not grow with what else the machine does. The latter is read where Linux shows it.
 */
final class StatementTimes {
    private final int repeats;
    private final Path processorTime;

    /** @param connection one connection, which the statements are sent over too */
    StatementTimes(DataSource connection, int repeats) {
        this.repeats = repeats;
        int server = Jdbi.create(connection)
                .withHandle(handle -> handle.createQuery("SELECT pg_backend_pid()")
                        .mapTo(Integer.class)
                        .one());
        this.processorTime = Path.of("/proc", String.valueOf(server), "schedstat");
    }

    /**
     * The name, then milliseconds: median, 99th percentile and longest by the clock, and the same of the database's
     * processor time.
     */
    String line(String name, Runnable statement) {
        long[] clock = new long[repeats];
        long[] processor = new long[repeats];
        for (int i = 0; i < repeats; i++) {
            long usedBefore = processorNanos();
            long start = System.nanoTime();
            statement.run();
            clock[i] = System.nanoTime() - start;
            processor[i] = processorNanos() - usedBefore;
        }
        return name + " | " + figures(clock) + " | " + figures(processor);
    }

    private static String figures(long[] nanos) {
        Arrays.sort(nanos);
        int count = nanos.length;
        return String.format(
                Locale.ROOT,
                "%.1f | %.1f | %.1f",
                nanos[count / 2] / 1e6,
                nanos[count * 99 / 100] / 1e6,
                nanos[count - 1] / 1e6);
    }

    /** On the processor so far; 0 where no one says. */
    private long processorNanos() {
        try {
            return Files.isReadable(processorTime)
                    ? Long.parseLong(Files.readString(processorTime).split(" ")[0])
                    : 0;
        } catch (IOException ended) {
            return 0;
        }
    }
}
