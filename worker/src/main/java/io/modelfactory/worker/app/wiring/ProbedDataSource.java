package io.modelfactory.worker.app.wiring;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool for statements that may take as long as they take, on a database that may not be silent for long: a connection
 * of its own asks it now and then, and when that gets no answer in time, the statements are ended with it.
 */
final class ProbedDataSource extends HikariDataSource {
    private static final Logger LOG = LoggerFactory.getLogger(ProbedDataSource.class);
    private static final int PROBES_IN_TIMEOUT = 4;

    private final AbortableConnections connections;
    private final PGSimpleDataSource probes;
    private final Duration timeout;
    private final CountDownLatch closed = new CountDownLatch(1);

    /**
     * @param config whose data source is {@code connections}
     * @param probes gives connections that wait no longer than the timeout
     * @param timeout after which a database that does not answer is silent
     */
    ProbedDataSource(
            HikariConfig config, AbortableConnections connections, PGSimpleDataSource probes, Duration timeout) {
        super(config);
        this.connections = connections;
        this.probes = probes;
        this.timeout = timeout;
        Thread prober = new Thread(this::probe, "database-probe");
        prober.setDaemon(true);
        prober.start();
    }

    private void probe() {
        try (Connection connection = probes.getConnection()) {
            while (!closed.await(timeout.toMillis() / PROBES_IN_TIMEOUT, TimeUnit.MILLISECONDS)) {
                if (!connection.isValid(CommandTimeout.seconds(timeout))) {
                    LOG.debug("the database answered no probe within {}; the statements are ended", timeout);
                    connections.abortAll();
                    return;
                }
            }
        } catch (SQLException lost) {
            LOG.debug("the database can be asked no more; the statements are ended", lost);
            connections.abortAll();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        super.close();
    }
}
