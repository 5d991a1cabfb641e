package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import io.modelfactory.worker.ledger.ServerProcessorTime;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * What work on a database took.
 *
 * @param clock seconds
 * @param client seconds of this process's processors
 * @param server seconds of the processors of all processes of the database's server
 * @param logBytes that the server wrote ahead
 */
record WorkCost(double clock, double client, double server, double logBytes) {
    static final WorkCost NONE = new WorkCost(0, 0, 0, 0);

    private static final double NANOS = 1e9;
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    WorkCost plus(WorkCost more) {
        return new WorkCost(clock + more.clock, client + more.client, server + more.server, logBytes + more.logBytes);
    }

    double processors() {
        return client + server;
    }

    /** Puts what each of so many pieces of work took. */
    void describe(ObjectNode figures, String name, int pieces) {
        figures.put(name + "_per_s", FigureFormat.rounded(pieces / clock))
                .put(name + "_client_ms", FigureFormat.rounded(client * 1_000 / pieces))
                .put(name + "_server_ms", FigureFormat.rounded(server * 1_000 / pieces))
                .put(name + "_log_bytes", FigureFormat.rounded(logBytes / pieces));
    }

    /**
     * Does the work.
     *
     * @param server any database of it, on a connection that the work does not use
     * @param work returns its seconds by the clock
     */
    static WorkCost of(DataSource server, DoubleSupplier work) {
        return Jdbi.create(server).withHandle(handle -> {
            Map<Integer, Long> before = processorTimes(handle);
            long client = PROCESS.getProcessCpuTime();
            double log = logBytes(handle);
            double clock = work.getAsDouble();
            double written = logBytes(handle) - log;
            double used = (PROCESS.getProcessCpuTime() - client) / NANOS;
            long nanos = 0;
            for (Map.Entry<Integer, Long> process : processorTimes(handle).entrySet()) {
                nanos += process.getValue() - before.getOrDefault(process.getKey(), 0L);
            }
            return new WorkCost(clock, used, nanos / NANOS, written);
        });
    }

    private static Map<Integer, Long> processorTimes(Handle handle) {
        Map<Integer, Long> times = new HashMap<>();
        handle.createQuery("SELECT pid FROM pg_stat_activity")
                .mapTo(Integer.class)
                .forEach(process -> times.put(process, ServerProcessorTime.nanos(List.of(process))));
        return times;
    }

    private static double logBytes(Handle handle) {
        return handle.createQuery("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")
                .mapTo(Double.class)
                .one();
    }
}
