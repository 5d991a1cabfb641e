package io.modelfactory.worker.ledger;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.worker.ledger.schema.LedgerMigrations;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** A fresh, migrated database on the one PostgreSQL server that all tests of a JVM share. */
public final class LedgerDatabase implements AutoCloseable {
    private static final String TEMPLATE = "ledger_template";
    private static final AtomicInteger NUMBER = new AtomicInteger();

    private final String name;
    private final HikariDataSource pool;

    private LedgerDatabase(String name, HikariDataSource pool) {
        this.name = name;
        this.pool = pool;
    }

    public static LedgerDatabase create() {
        return create(TEMPLATE);
    }

    /** An empty one, for tests of the migrations. */
    public static LedgerDatabase unmigrated() {
        return create("template0");
    }

    private static LedgerDatabase create(String template) {
        String name = "ledger_" + NUMBER.incrementAndGet();
        SharedServer.execute("CREATE DATABASE " + name + " TEMPLATE " + template);
        HikariConfig config = new HikariConfig();
        config.setDataSource(
                SharedServer.POSTGRES.getDatabase("postgres", name, Map.of("reWriteBatchedInserts", "true")));
        config.setMaximumPoolSize(12);
        config.setMinimumIdle(0);
        return new LedgerDatabase(name, new HikariDataSource(config));
    }

    /** JDBC, without credentials; the user is postgres. */
    public String url() {
        return "jdbc:postgresql://localhost:" + SharedServer.POSTGRES.getPort() + "/" + name;
    }

    public DataSource dataSource() {
        return pool;
    }

    /** A pool of one connection, so that all statements run in one session. The caller closes it. */
    HikariDataSource singleConnection() {
        HikariConfig config = new HikariConfig();
        config.setDataSource(SharedServer.POSTGRES.getDatabase("postgres", name));
        config.setMaximumPoolSize(1);
        return new HikariDataSource(config);
    }

    /** For what a test must read or change without the ledger. */
    public Jdbi sql() {
        return Jdbi.create(pool);
    }

    /** Ends every session on this database, as a restart of the server would. */
    public void cutConnections() {
        SharedServer.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
    }

    @Override
    public void close() {
        pool.close();
    }

    /** Started by the first test that needs it, and stopped with the JVM. */
    private static final class SharedServer {
        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setServerConfig("max_connections", "200")
                        .start();
                Jdbi.create(postgres.getPostgresDatabase())
                        .useHandle(admin -> admin.execute("CREATE DATABASE " + TEMPLATE));
                LedgerMigrations.migrate(postgres.getDatabase("postgres", TEMPLATE));
                return postgres;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        static void execute(String statement) {
            Jdbi.create(POSTGRES.getPostgresDatabase()).useHandle(admin -> admin.execute(statement));
        }
    }
}
