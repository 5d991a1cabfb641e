package io.modelfactory.worker.app.wiring;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.modelfactory.worker.config.Secret;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.failure.TransientFaultException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** The connection pool that a profile asks for. */
public final class DatabaseFactory {
    private static final Duration STARTUP_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(10);

    /** Connections that an idle worker keeps; the others are opened for work and closed after it. */
    private static final int MIN_IDLE = 2;

    private static final Duration CONSOLE_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration CONSOLE_STATEMENT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration CONSOLE_SOCKET_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration LISTENER_TIMEOUT = Duration.ofSeconds(5);
    private static final int COMMAND_CONNECTIONS = 2;
    private static final String POOL = "ledger";
    private static final String APPLICATION = "model-factory";

    /** SQL state class: invalid authorization specification. */
    private static final String WRONG_CREDENTIALS = "28";

    private DatabaseFactory() {}

    /**
     * @param idleTransactionTimeout after which the database ends a transaction that sends no statement. A worker that
     *     was stopped in the middle of a transaction, or whose network is gone, holds the locks of its run or of the
     *     relay, which no lease that ends releases. A relay that waits longer for the broker sends once more.
     * @throws TransientFaultException if the database does not answer in time
     */
    public static HikariDataSource connect(Wiring.Database database, Duration idleTransactionTimeout) {
        HikariConfig config = config(database, database.poolSize());
        config.setMinimumIdle(Math.min(MIN_IDLE, database.poolSize()));
        config.setConnectionInitSql("SET idle_in_transaction_session_timeout = " + idleTransactionTimeout.toMillis());
        return open(config);
    }

    /**
     * For commands, behind which a person waits: it is tried once.
     *
     * @param timeout for a connection, and for the answer to a statement
     * @throws TransientFaultException if the database does not answer in time
     */
    public static HikariDataSource connectForCommand(Wiring.Database database, Duration timeout) {
        return open(commandConfig(commandSource(database, timeout), timeout));
    }

    /**
     * For commands whose statements may take long.
     *
     * @param timeout for a connection, and for any answer of the database: to the statement, or to another connection
     *     that asks whether it is there at all
     * @throws TransientFaultException if the database does not answer in time
     */
    public static HikariDataSource connectForLongCommand(Wiring.Database database, Duration timeout) {
        requireConnection(database, timeout);
        AbortableConnections connections = new AbortableConnections();
        configure(connections, database, timeout);
        connections.setLoginTimeout(CommandTimeout.seconds(timeout));
        connections.setApplicationName(APPLICATION);
        PGSimpleDataSource probes = unpooledWithTimeout(database, timeout);
        probes.setApplicationName(APPLICATION + "-probe");
        probes.setSocketTimeout(CommandTimeout.seconds(timeout));
        HikariConfig config = new HikariConfig();
        config.setPoolName(POOL);
        config.setDataSource(connections);
        config.setMaximumPoolSize(COMMAND_CONNECTIONS);
        config.setConnectionTimeout(timeout.toMillis());
        config.setInitializationFailTimeout(timeout.toMillis());
        return opened(() -> new ProbedDataSource(config, connections, probes, timeout));
    }

    /**
     * For commands that only look: the database itself refuses every change.
     *
     * @param timeout for a connection, and for the answer to a statement
     * @throws TransientFaultException if the database does not answer in time
     */
    public static HikariDataSource connectReadOnly(Wiring.Database database, Duration timeout) {
        PrimedDataSource source = commandSource(database, timeout);
        source.setReadOnlyMode("always");
        HikariConfig config = commandConfig(source, timeout);
        config.setReadOnly(true);
        return open(config);
    }

    /**
     * For the console: it only looks, whether or not a database answers yet. A page waits two seconds for a connection,
     * and the database five for a statement, after which it has taken enough from those who work. Statements that take
     * milliseconds are not compiled, which takes the database a second for the widest of them. Each has an index to
     * read, and reads it whatever the statistics say: those of a moment in which much waited make the database look for
     * what waits among all messages there are.
     */
    public static HikariDataSource poolForConsole(Wiring.Database database, int connections) {
        HikariConfig config = config(database, connections);
        config.setPoolName("console");
        config.setMinimumIdle(1);
        config.setReadOnly(true);
        config.setConnectionTimeout(CONSOLE_TIMEOUT.toMillis());
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql("SET statement_timeout = " + CONSOLE_STATEMENT_TIMEOUT.toMillis()
                + "; SET jit = off; SET enable_seqscan = off");
        config.addDataSourceProperty("readOnlyMode", "always");
        config.addDataSourceProperty("ApplicationName", "model-factory-console");
        config.addDataSourceProperty("connectTimeout", String.valueOf(CommandTimeout.seconds(CONSOLE_TIMEOUT)));
        config.addDataSourceProperty("socketTimeout", String.valueOf(CommandTimeout.seconds(CONSOLE_SOCKET_TIMEOUT)));
        return open(config);
    }

    /**
     * For the rows that the console writes, which say who did what: one connection, whether or not a database answers.
     */
    public static HikariDataSource poolForConsoleActions(Wiring.Database database) {
        HikariConfig config = config(database, 1);
        config.setPoolName("console-actions");
        config.setMinimumIdle(0);
        config.setConnectionTimeout(CONSOLE_TIMEOUT.toMillis());
        config.setInitializationFailTimeout(-1);
        config.addDataSourceProperty("connectTimeout", String.valueOf(CommandTimeout.seconds(CONSOLE_TIMEOUT)));
        config.addDataSourceProperty("socketTimeout", String.valueOf(CommandTimeout.seconds(CONSOLE_SOCKET_TIMEOUT)));
        return open(config);
    }

    private static PrimedDataSource commandSource(Wiring.Database database, Duration timeout) {
        PrimedDataSource source = new PrimedDataSource();
        configure(source, database, timeout);
        source.setLoginTimeout(CommandTimeout.seconds(timeout));
        // A server that was stopped accepts connections, and never answers on them.
        source.setSocketTimeout(CommandTimeout.seconds(timeout));
        source.setApplicationName(APPLICATION);
        source.setReWriteBatchedInserts(true);
        return source;
    }

    /** A command begins with one connection, and most need no other. */
    private static HikariConfig commandConfig(PrimedDataSource source, Duration timeout) {
        named(source::prime);
        HikariConfig config = new HikariConfig();
        config.setPoolName(POOL);
        config.setDataSource(source);
        config.setMaximumPoolSize(COMMAND_CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(timeout.toMillis());
        config.setInitializationFailTimeout(timeout.toMillis());
        return config;
    }

    private static void requireConnection(Wiring.Database database, Duration timeout) {
        named(() -> {
            try (Connection connection = commandSource(database, timeout).getConnection()) {
                connection.isValid(CommandTimeout.seconds(timeout));
            }
        });
    }

    /** What is asked of a database. */
    private interface DatabaseCall {
        void run() throws SQLException;
    }

    /** Names the setting that is to be looked at if the database does not answer. */
    private static void named(DatabaseCall call) {
        try {
            call.run();
        } catch (SQLException e) {
            String setting = String.valueOf(e.getSQLState()).startsWith(WRONG_CREDENTIALS) ? "user, password" : "url";
            throw new TransientFaultException(
                    "wiring.database." + setting + ": the database does not answer: " + e.getMessage(), e);
        }
    }

    /** Connections of their own, for who holds one all the time. */
    public static DataSource unpooled(Wiring.Database database) {
        PGSimpleDataSource source = unpooledWithTimeout(database, LISTENER_TIMEOUT);
        source.setApplicationName(APPLICATION + "-listener");
        source.setTcpKeepAlive(true);
        return source;
    }

    /** Without a pool, which would keep on trying in the background and log about it. */
    private static PGSimpleDataSource unpooledWithTimeout(Wiring.Database database, Duration timeout) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        configure(source, database, timeout);
        return source;
    }

    private static void configure(PGSimpleDataSource source, Wiring.Database database, Duration timeout) {
        source.setUrl(database.url());
        source.setUser(database.user());
        database.password().map(Secret::reveal).ifPresent(source::setPassword);
        source.setConnectTimeout(CommandTimeout.seconds(timeout));
    }

    private static HikariConfig config(Wiring.Database database, int connections) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(POOL);
        config.setJdbcUrl(database.url());
        config.setUsername(database.user());
        database.password().map(Secret::reveal).ifPresent(config::setPassword);
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(CONNECTION_TIMEOUT.toMillis());
        config.setInitializationFailTimeout(STARTUP_TIMEOUT.toMillis());
        config.addDataSourceProperty("ApplicationName", APPLICATION);
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("socketTimeout", "60");
        return config;
    }

    private static HikariDataSource open(HikariConfig config) {
        return opened(() -> new HikariDataSource(config));
    }

    private static HikariDataSource opened(Supplier<HikariDataSource> pool) {
        try {
            return pool.get();
        } catch (PoolInitializationException e) {
            throw new TransientFaultException(
                    "wiring.database.url: the database does not answer: " + e.getMessage(), e);
        }
    }
}
