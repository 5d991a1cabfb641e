package io.modelfactory.worker.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.EmbeddedDatabase;

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

    @Override
    public void close() {
        server.close();
        data.close();
    }
}
