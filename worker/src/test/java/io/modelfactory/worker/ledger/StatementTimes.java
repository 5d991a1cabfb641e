package io.modelfactory.worker.ledger;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/**
 * How long statements take: by the clock, and by the processor time of the database's process that executes them, which
 * does not grow with what else the machine does. The latter is read where Linux shows it.
 */
final class StatementTimes {
    private final int repeats;
    private final List<Integer> server;

    /** @param connection one connection, which the statements are sent over too */
    StatementTimes(DataSource connection, int repeats) {
        this.repeats = repeats;
        this.server = Jdbi.create(connection)
                .withHandle(handle -> handle.createQuery("SELECT pg_backend_pid()")
                        .mapTo(Integer.class)
                        .list());
    }

    /**
     * The name, then milliseconds: median, 99th percentile and longest by the clock, and the same of the database's
     * processor time.
     */
    String line(String name, Runnable statement) {
        long[] clock = new long[repeats];
        long[] processor = new long[repeats];
        for (int i = 0; i < repeats; i++) {
            long usedBefore = ServerProcessorTime.nanos(server);
            long start = System.nanoTime();
            statement.run();
            clock[i] = System.nanoTime() - start;
            processor[i] = ServerProcessorTime.nanos(server) - usedBefore;
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
}
