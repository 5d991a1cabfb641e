package io.modelfactory.local.up;

import io.modelfactory.local.LocalDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts again what dies: the database at once, the worker after a pause that grows while it dies again. */
final class PlatformWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PlatformWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
    private static final int MAX_PAUSE = 60;

    private final LocalDatabase database;
    private final int databasePort;
    private final SupervisedWorker worker;
    private final StatePublisher state;
    private boolean stopped;
    private boolean recovering;

    /** In intervals. */
    private int pause = 1;

    private int waited;
    private int alive;

    PlatformWatch(LocalDatabase database, int databasePort, SupervisedWorker worker, StatePublisher state) {
        this.database = database;
        this.databasePort = databasePort;
        this.worker = worker;
        this.state = state;
    }

    /** Returns when the platform stops. */
    void run() throws InterruptedException {
        while (look()) {
            Thread.sleep(INTERVAL.toMillis());
        }
    }

    /** Under the lock, so that nothing is started behind the back of one who stops the platform. */
    private synchronized boolean look() {
        if (stopped) {
            return false;
        }
        try {
            lookAtDatabase();
            lookAtWorker();
        } catch (RuntimeException e) {
            LOG.error("a part of the platform was not started again; the next try follows", e);
        }
        return true;
    }

    private void lookAtDatabase() {
        if (answers()) {
            return;
        }
        LOG.warn("PostgreSQL does not answer on port {}; it is started again", databasePort);
        state.publish(current -> current.doing("PostgreSQL died and is started again"));
        database.restart();
        state.publish(current -> current.doing("PostgreSQL died and was started again"));
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), databasePort), CONNECT_TIMEOUT_MILLIS);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private void lookAtWorker() {
        if (worker.isAlive()) {
            noteRecovery();
            alive++;
            if (alive > MAX_PAUSE) {
                pause = 1;
            }
            return;
        }
        alive = 0;
        waited++;
        if (waited < pause) {
            return;
        }
        waited = 0;
        pause = Math.min(2 * pause, MAX_PAUSE);
        int exitCode = worker.exitCode().orElse(-1);
        LOG.warn("the worker ended with exit code {}; it is started again", exitCode);
        worker.start();
        state.publish(current -> current.with(worker.describe())
                .doing("the worker ended with exit code " + exitCode + " and starts again"));
        recovering = true;
    }

    private void noteRecovery() {
        if (recovering && worker.isReady()) {
            recovering = false;
            state.publish(current -> current.doing("the worker takes requests; it is number "
                    + worker.describe().starts()));
        }
    }

    @Override
    public synchronized void close() {
        stopped = true;
    }
}
