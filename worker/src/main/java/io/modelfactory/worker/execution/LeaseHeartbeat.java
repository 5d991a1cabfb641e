package io.modelfactory.worker.execution;

import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.Lease;
import io.modelfactory.worker.ledger.LeaseLostException;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the leases of the runs at work. It protects nothing by itself: a run whose lease was lost is stopped by the
 * ledger, which refuses every write under an old token.
 */
final class LeaseHeartbeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseHeartbeat.class);

    private final RunLedger ledger;
    private final RunWorkerSettings settings;
    private final WorkerMeters meters;
    private final Set<Lease> heldLeases = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "heartbeat");
        thread.setDaemon(true);
        return thread;
    });

    LeaseHeartbeat(RunLedger ledger, RunWorkerSettings settings, WorkerMeters meters) {
        this.ledger = ledger;
        this.settings = settings;
        this.meters = meters;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // renewAll catches what can go wrong, and close() ends it
    void start() {
        long period = settings.heartbeat().toMillis();
        scheduler.scheduleAtFixedRate(this::renewAll, period, period, TimeUnit.MILLISECONDS);
    }

    void track(Lease lease) {
        heldLeases.add(lease);
    }

    /** False once the lease is known to be lost. */
    boolean isHeld(Lease lease) {
        return heldLeases.contains(lease);
    }

    void untrack(Lease lease) {
        heldLeases.remove(lease);
    }

    private void renewAll() {
        heldLeases.removeIf(lease -> !tryRenew(lease));
    }

    private boolean tryRenew(Lease lease) {
        try {
            boolean renewed = ledger.renew(lease, settings.lease());
            if (!renewed) {
                LOG.warn("lost the lease of {}; another worker has taken it or will", lease.runKey());
            }
            return renewed;
        } catch (TransientFaultException fault) {
            LOG.warn("could not renew the lease of {}: {}", lease.runKey(), fault.getMessage());
            meters.transientFault(FaultSource.HEARTBEAT);
        } catch (RuntimeException | Error bug) {
            // An exception that escapes would end the heartbeat of all other runs without a sound.
            LOG.error("renewing the lease of {} failed", lease.runKey(), bug);
        }
        return true;
    }

    /** Gives back what is still held, so that another worker need not wait for the leases to end. */
    void releaseAll(String reason) {
        for (Lease lease : heldLeases) {
            if (!release(lease, reason)) {
                // Each further one would wait as long for a database that is away, and the process may be killed
                // meanwhile.
                break;
            }
        }
        heldLeases.clear();
    }

    /** False if the ledger cannot be reached; then the run is resumed when its lease ends. */
    boolean release(Lease lease, String reason) {
        try {
            ledger.release(lease, Duration.ZERO, reason);
        } catch (TransientFaultException away) {
            LOG.warn("{} could not be handed back: {}", lease.runKey(), away.getMessage());
            return false;
        } catch (LeaseLostException | FailureException settled) {
            LOG.info("{} need not be handed back: {}", lease.runKey(), settled.getMessage());
        }
        return true;
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }
}
