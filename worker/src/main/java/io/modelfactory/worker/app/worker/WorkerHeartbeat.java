package io.modelfactory.worker.app.worker;

import io.modelfactory.worker.background.BackgroundLoop;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.activity.WorkerRegistration;
import io.modelfactory.worker.ledger.activity.WorkerRegistry;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the worker in the ledger, says every few seconds that it is alive, and at the end that it stops. */
final class WorkerHeartbeat implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerHeartbeat.class);
    private static final Duration INTERVAL = Duration.ofSeconds(5);

    private final WorkerRegistry registry;
    private final WorkerRegistration registration;
    private final BackgroundLoop loop;
    private boolean registered;
    private boolean refusalLogged;

    WorkerHeartbeat(WorkerRegistry registry, WorkerRegistration registration, WorkerMeters meters) {
        this.registry = registry;
        this.registration = registration;
        this.loop = BackgroundLoop.every(INTERVAL, FaultSource.REGISTRATION, this::beat, meters);
    }

    static WorkerRegistration registration(Configuration configuration, String workerId) {
        return new WorkerRegistration(
                workerId,
                configuration.profile().policy().streamId(),
                configuration.profile().policy().serviceReleaseId(),
                configuration.runConfigDigest(),
                host(),
                ProcessHandle.current().pid(),
                configuration.profile().wiring().training().concurrency(),
                INTERVAL);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException nameless) {
            LOG.debug("this host has no name", nameless);
            return "unknown";
        }
    }

    @Override
    public void run() {
        loop.run();
    }

    void stop() {
        loop.stop();
    }

    private void beat() {
        try {
            registry.heartbeat(registration);
            if (!registered) {
                registered = true;
                registry.prune();
                LOG.info("registered in the ledger as {} on {}", registration.workerId(), registration.host());
            }
        } catch (TransientFaultException fault) {
            throw fault;
        } catch (RuntimeException refused) {
            // A worker without registration works as well as others; only commands do not see it.
            if (!refusalLogged) {
                refusalLogged = true;
                LOG.warn("the worker cannot register in the ledger; is grants.sql of this release applied?", refused);
            }
        }
    }

    /** Says that the worker stops; it must not beat any more. */
    @Override
    public void close() {
        try {
            registry.stop(registration.workerId());
        } catch (RuntimeException unreachable) {
            LOG.warn("the ledger does not know that this worker stops: {}", unreachable.getMessage());
        }
    }
}
