package io.modelfactory.worker.corridor;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.gate.GateStage;
import io.modelfactory.worker.ledger.ClaimedRun;
import io.modelfactory.worker.ledger.EvidenceAudits;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.publish.PublishStage;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.lang.Thread.UncaughtExceptionHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker threads of one process: each claims a run, walks it to rest, and claims the next. */
public final class Corridor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Corridor.class);

    private static final String STOPS = "the worker stops";

    private final RunLedger ledger;
    private final RunExecutor executor;
    private final LeaseKeeper leases;
    private final CorridorSettings settings;
    private final WorkerMeters meters;
    private final ExecutorService threads;
    private final WorkBell bell = new WorkBell();
    private volatile boolean stopping;
    private final AtomicInteger active = new AtomicInteger();

    /**
     * @param observer told of every run that is worked on
     * @param onDeath told when a thread of the corridor ends by what nobody foresaw
     */
    public Corridor(
            RunLedger ledger,
            EvidenceAudits audits,
            BuildStage buildStage,
            GateStage gateStage,
            PublishStage publishStage,
            CorridorSettings settings,
            WorkerMeters meters,
            RunObserver observer,
            UncaughtExceptionHandler onDeath) {
        this.ledger = ledger;
        this.executor =
                new RunExecutor(ledger, audits, buildStage, gateStage, publishStage, settings, meters, observer);
        this.leases = new LeaseKeeper(ledger, settings);
        this.settings = settings;
        this.meters = meters;
        this.threads = Executors.newFixedThreadPool(settings.concurrency(), task -> thread(task, onDeath));
    }

    private static Thread thread(Runnable task, UncaughtExceptionHandler onDeath) {
        Thread thread = new Thread(task, "corridor");
        thread.setUncaughtExceptionHandler(onDeath);
        return thread;
    }

    public void start() {
        leases.start();
        for (int i = 0; i < settings.concurrency(); i++) {
            threads.execute(this::work);
        }
    }

    /** Runs at work in this process at the moment. */
    public int activeRuns() {
        return active.get();
    }

    /** Has threads without work look for some at once. */
    public void wake() {
        bell.ring();
    }

    /** Stops claiming; runs at work go on. */
    public void stopClaiming() {
        stopping = true;
        bell.ring();
    }

    /** Waits for the runs at work to rest; false if they did not within the grace period. */
    public boolean awaitRest(Duration grace) throws InterruptedException {
        threads.shutdown();
        return threads.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Ends the corridor. Runs still at work are handed back first, so that no interruption can pass for a failure of theirs.
     * Their threads may run on for a while, since native training cannot be interrupted, but whatever they write the ledger
     * refuses.
     */
    @Override
    public void close() {
        stopClaiming();
        leases.close();
        leases.handBackAll(STOPS);
        threads.shutdownNow();
    }

    private void work() {
        try {
            while (!stopping) {
                long rings = bell.rings();
                if (!workOnNextRun()) {
                    bell.await(rings, settings.idlePoll());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** False if there was no run to work on. */
    private boolean workOnNextRun() {
        try {
            Optional<ClaimedRun> claimed = ledger.claim(settings.workerId(), settings.lease());
            claimed.ifPresent(this::execute);
            return claimed.isPresent();
        } catch (TransientFaultException fault) {
            LOG.warn("could not claim a run: {}", fault.getMessage());
            meters.transientFault(FaultSource.CLAIM);
            return false;
        } catch (RuntimeException bug) {
            LOG.error("claiming a run failed", bug);
            return false;
        }
    }

    private void execute(ClaimedRun claimed) {
        active.incrementAndGet();
        leases.hold(claimed.lease());
        try {
            if (stopping) {
                // It was being claimed when the worker was told to stop; others need not wait for it.
                leases.handBack(claimed.lease(), STOPS);
            } else {
                executor.execute(claimed, () -> leases.holds(claimed.lease()));
            }
        } finally {
            leases.letGo(claimed.lease());
            active.decrementAndGet();
        }
    }
}
