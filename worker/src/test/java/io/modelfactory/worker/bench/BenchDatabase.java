package io.modelfactory.worker.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.EmbeddedDatabase;
import org.jdbi.v3.core.Jdbi;

/** A PostgreSQL server alone: what a broker does beside it would count as work of the process that is measured. */
final class BenchDatabase implements AutoCloseable {
    private final DataDirectory data = DataDirectory.temporary();
    private final EmbeddedDatabase server = new EmbeddedDatabase(data);

    BenchDatabase() {
        server.start();
    }

    /** An empty database, through a pool like the worker's. */
    HikariDataSource database(String name, int connections) {
        return BenchPlatform.connect(server.createDatabase(name), connections);
    }

    /** How to reach a database of this server, which is made if it is not there. */
    EmbeddedDatabase.Access access(String name) {
        return server.createDatabase(name);
    }

    /** Keeps all processes of the server on one processor, those of later connections too. */
    void pin(int processor) {
        ProcessHandle postmaster = postmaster();
        ProcessorPin.pin(postmaster.pid(), processor);
        postmaster.descendants().forEach(process -> ProcessorPin.pin(process.pid(), processor));
    }

    /** The process that starts one for each connection. */
    private ProcessHandle postmaster() {
        try (HikariDataSource any = database("postgres", 1)) {
            long own = Jdbi.create(any)
                    .withHandle(handle -> handle.createQuery("SELECT pg_backend_pid()")
                            .mapTo(Long.class)
                            .one());
            return ProcessHandle.of(own).flatMap(ProcessHandle::parent).orElseThrow();
        }
    }

    @Override
    public void close() {
        server.close();
        data.close();
    }
}
