package io.modelfactory.worker.execution;

import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.lease.LeaseLostException;
import io.modelfactory.worker.ledger.lease.LeaseRenewal;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Renews the leases of the runs at work, all in one statement. It protects nothing by itself: a zombie, a worker that
 * lost a lease and does not know it, is stopped by the ledger, which refuses every write under an old fencing token.
 */
final class LeaseHeartbeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LeaseHeartbeat.class);

    private final RunLedger ledger;
    private final RunWorkerSettings settings;
    private final WorkerMeters meters;
    private final LongSupplier nanoTime;

    /**
     * The leases that may be held, with the time by this process's monotonic clock at which each ends unless renewed.
     */
    private final Map<Lease, Long> expiries = new ConcurrentHashMap<>();

    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
            BasicThreadFactory.builder().namingPattern("heartbeat").daemon().build());

    LeaseHeartbeat(RunLedger ledger, RunWorkerSettings settings, WorkerMeters meters) {
        this(ledger, settings, meters, System::nanoTime);
    }

    LeaseHeartbeat(RunLedger ledger, RunWorkerSettings settings, WorkerMeters meters, LongSupplier nanoTime) {
        this.ledger = ledger;
        this.settings = settings;
        this.meters = meters;
        this.nanoTime = nanoTime;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // renewAll catches what can go wrong, and close() ends it
    void start() {
        long period = settings.heartbeat().toMillis();
        scheduler.scheduleAtFixedRate(this::renewAll, period, period, TimeUnit.MILLISECONDS);
    }

    /** A reading of the monotonic clock, to be taken before a claim so that the lease cannot outlive it here. */
    long now() {
        return nanoTime.getAsLong();
    }

    /** @param claimedAt {@link #now} before the lease was claimed */
    void track(Lease lease, long claimedAt) {
        expiries.put(lease, claimedAt + settings.lease().toNanos());
    }

    /**
     * False once the lease is known to be lost, or its time has passed without a renewal: another worker may hold it.
     */
    boolean isHeld(Lease lease) {
        Long expiry = expiries.get(lease);
        return expiry != null && nanoTime.getAsLong() - expiry < 0;
    }

    void untrack(Lease lease) {
        expiries.remove(lease);
    }

    void renewAll() {
        try {
            long before = nanoTime.getAsLong();
            ledger.renew(Set.copyOf(expiries.keySet()), settings.lease())
                    .forEach((lease, renewal) -> apply(lease, renewal, before));
        } catch (TransientFaultException fault) {
            LOG.warn("the leases of {} runs were not renewed: {}", expiries.size(), fault.getMessage());
            meters.transientFault(FaultSource.HEARTBEAT);
        } catch (RuntimeException | Error bug) {
            // An exception that escapes would end the heartbeat without a log line.
            LOG.error("renewing the leases of {} runs failed; the next heartbeat tries again", expiries.size(), bug);
        }
    }

    private void apply(Lease lease, LeaseRenewal renewal, long before) {
        switch (renewal) {
            case RENEWED ->
                expiries.computeIfPresent(
                        lease, (held, expiry) -> before + settings.lease().toNanos());
            case ROW_LOCKED ->
                LOG.warn("the lease of {} was not renewed: another transaction has locked its row", lease.runKey());
            case LOST -> {
                LOG.warn("lost the lease of {}; another worker has claimed it or will", lease.runKey());
                expiries.remove(lease);
            }
        }
    }

    /** Releases all runs that are still held, so that another worker need not wait for their leases to end. */
    void releaseAll(String reason) {
        for (Lease lease : expiries.keySet()) {
            if (!release(lease, reason)) {
                // Each further one would wait as long for a database that is down, until the process is killed.
                break;
            }
        }
        expiries.clear();
    }

    /** False if the ledger cannot be reached; then the run is resumed when its lease ends. */
    boolean release(Lease lease, String reason) {
        try {
            ledger.release(lease, Duration.ZERO, reason);
        } catch (TransientFaultException down) {
            LOG.warn("{} was not released, it is resumed when its lease ends: {}", lease.runKey(), down.getMessage());
            return false;
        } catch (LeaseLostException | FailureException alreadyReleased) {
            LOG.info("{} need not be released: {}", lease.runKey(), alreadyReleased.getMessage());
        }
        return true;
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
    }
}
