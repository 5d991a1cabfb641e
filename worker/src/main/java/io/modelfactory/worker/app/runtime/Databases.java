package io.modelfactory.worker.app.runtime;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import io.modelfactory.worker.config.Secret;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.failure.TransientFaultException;
import java.time.Duration;

/** The connection pool that a profile asks for. */
public final class Databases {
    private static final Duration STARTUP_PATIENCE = Duration.ofSeconds(30);
    private static final Duration CONNECTION_PATIENCE = Duration.ofSeconds(10);

    private Databases() {}

    /** @throws TransientFaultException if the database does not answer in time */
    public static HikariDataSource connect(Wiring.Database database) {
        return open(config(database, STARTUP_PATIENCE));
    }

    /**
     * One connection for those who only look: the database itself refuses every change.
     *
     * @throws TransientFaultException if the database does not answer at once
     */
    public static HikariDataSource connectToRead(Wiring.Database database) {
        HikariConfig config = config(database, Duration.ofMillis(1));
        config.setMaximumPoolSize(1);
        config.setReadOnly(true);
        config.addDataSourceProperty("readOnlyMode", "always");
        config.addDataSourceProperty("connectTimeout", "5");
        return open(config);
    }

    private static HikariConfig config(Wiring.Database database, Duration startupPatience) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("ledger");
        config.setJdbcUrl(database.url());
        config.setUsername(database.user());
        database.password().map(Secret::reveal).ifPresent(config::setPassword);
        config.setMaximumPoolSize(database.poolSize());
        config.setConnectionTimeout(CONNECTION_PATIENCE.toMillis());
        config.setInitializationFailTimeout(startupPatience.toMillis());
        config.addDataSourceProperty("ApplicationName", "model-factory");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("socketTimeout", "60");
        return config;
    }

    private static HikariDataSource open(HikariConfig config) {
        try {
            return new HikariDataSource(config);
        } catch (PoolInitializationException e) {
            throw new TransientFaultException(
                    "wiring.database.url: the database does not answer: " + e.getMessage(), e);
        }
    }
}
