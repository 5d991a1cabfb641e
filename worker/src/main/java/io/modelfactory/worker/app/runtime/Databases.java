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

    /**
     * A worker that stands still in the middle of a transaction, or whose network is gone, holds the locks of the run or of
     * the relay, and no lease that ends takes them from it. The database does, after this long. Not sooner, because a relay
     * that waits for the broker stands still as well, and what it waits for is sent again.
     */
    private static final Duration IDLE_TRANSACTION_PATIENCE = Duration.ofMinutes(2);

    private Databases() {}

    /** @throws TransientFaultException if the database does not answer in time */
    public static HikariDataSource connect(Wiring.Database database) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("ledger");
        config.setJdbcUrl(database.url());
        config.setUsername(database.user());
        database.password().map(Secret::reveal).ifPresent(config::setPassword);
        config.setMaximumPoolSize(database.poolSize());
        config.setConnectionTimeout(CONNECTION_PATIENCE.toMillis());
        config.setInitializationFailTimeout(STARTUP_PATIENCE.toMillis());
        config.addDataSourceProperty("ApplicationName", "model-factory");
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("socketTimeout", "60");
        config.addDataSourceProperty(
                "options", "-c idle_in_transaction_session_timeout=" + IDLE_TRANSACTION_PATIENCE.toMillis());
        try {
            return new HikariDataSource(config);
        } catch (PoolInitializationException e) {
            throw new TransientFaultException(
                    "wiring.database.url: the database does not answer: " + e.getMessage(), e);
        }
    }
}
