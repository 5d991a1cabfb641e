package io.modelfactory.worker.corridor;

import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.Lease;
import io.modelfactory.worker.ledger.LeaseLostException;
import io.modelfactory.worker.ledger.RunLedger;
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
final class LeaseKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseKeeper.class);

    private final RunLedger ledger;
    private final CorridorSettings settings;
    private final Set<Lease> held = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService heartbeat = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "heartbeat");
        thread.setDaemon(true);
        return thread;
    });

    LeaseKeeper(RunLedger ledger, CorridorSettings settings) {
        this.ledger = ledger;
        this.settings = settings;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // renewAll catches what can go wrong, and close() ends it
    void start() {
        long period = settings.heartbeat().toMillis();
        heartbeat.scheduleAtFixedRate(this::renewAll, period, period, TimeUnit.MILLISECONDS);
    }

    void hold(Lease lease) {
        held.add(lease);
    }

    /** False once the lease is known to be lost. */
    boolean holds(Lease lease) {
        return held.contains(lease);
    }

    void letGo(Lease lease) {
        held.remove(lease);
    }

    private void renewAll() {
        held.removeIf(lease -> !stillHeld(lease));
    }

    private boolean stillHeld(Lease lease) {
        try {
            boolean renewed = ledger.renew(lease, settings.lease());
            if (!renewed) {
                LOG.warn("lost the lease of {}; another worker has taken it or will", lease.runKey());
            }
            return renewed;
        } catch (TransientFaultException fault) {
            LOG.warn("could not renew the lease of {}: {}", lease.runKey(), fault.getMessage());
        } catch (RuntimeException | Error bug) {
            // An exception that escapes would end the heartbeat of all other runs without a sound.
            LOG.error("renewing the lease of {} failed", lease.runKey(), bug);
        }
        return true;
    }

    /** Gives back what is still held, so that another worker need not wait for the leases to end. */
    void handBackAll(String reason) {
        for (Lease lease : held) {
            if (!handBack(lease, reason)) {
                // Each further one would wait as long for a database that is away, and the process may be killed
                // meanwhile.
                break;
            }
        }
        held.clear();
    }

    /** False if the ledger cannot be reached; then the run is resumed when its lease ends. */
    boolean handBack(Lease lease, String reason) {
        try {
            ledger.handBack(lease, Duration.ZERO, reason);
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
        heartbeat.shutdownNow();
    }
}
