package io.modelfactory.worker.execution;

import io.modelfactory.worker.background.WakeSignal;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.gate.GateStage;
import io.modelfactory.worker.ledger.EvidenceAuditRecorder;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
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
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The worker threads of one process: each claims a run, executes its stages until it ends, and claims the next. */
public final class RunWorkerPool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RunWorkerPool.class);

    private static final String SHUTDOWN_REASON = "the worker stops";

    private final RunLedger ledger;
    private final RunExecutor executor;
    private final LeaseHeartbeat heartbeat;
    private final ProgressRecorder progress;
    private final RunWorkerSettings settings;
    private final WorkerMeters meters;
    private final ExecutorService threads;
    private final WakeSignal wakeSignal = new WakeSignal();
    private volatile boolean stopping;
    private final AtomicInteger activeRunCount = new AtomicInteger();

    /**
     * @param observer notified of every run that is executed
     * @param onDeath notified when a thread of the pool ends by an unforeseen error
     */
    public RunWorkerPool(
            RunLedger ledger,
            EvidenceAuditRecorder audits,
            BuildStage buildStage,
            GateStage gateStage,
            PublishStage publishStage,
            RunWorkerSettings settings,
            WorkerMeters meters,
            RunObserver observer,
            UncaughtExceptionHandler onDeath) {
        this.ledger = ledger;
        this.executor =
                new RunExecutor(ledger, audits, buildStage, gateStage, publishStage, settings, meters, observer);
        this.heartbeat = new LeaseHeartbeat(ledger, settings, meters);
        this.progress = new ProgressRecorder(ledger, meters, System::nanoTime);
        this.settings = settings;
        this.meters = meters;
        this.threads = Executors.newFixedThreadPool(
                settings.concurrency(),
                BasicThreadFactory.builder()
                        .namingPattern("run-worker")
                        .uncaughtExceptionHandler(onDeath)
                        .build());
    }

    public void start() {
        heartbeat.start();
        progress.start();
        for (int i = 0; i < settings.concurrency(); i++) {
            threads.execute(this::runLoop);
        }
    }

    /** Runs that this process is executing. */
    public int activeRuns() {
        return activeRunCount.get();
    }

    /** Lets threads without work look for a run at once. */
    public void wake() {
        wakeSignal.signal();
    }

    /** Stops claiming; runs at work go on. */
    public void stopClaiming() {
        stopping = true;
        wakeSignal.signal();
    }

    /** Waits until the runs at work have ended; false if they have not within the grace period. */
    public boolean awaitCompletion(Duration grace) throws InterruptedException {
        threads.shutdown();
        return threads.awaitTermination(grace.toMillis(), TimeUnit.MILLISECONDS);
    }

    /**
     * Ends the pool. Runs still at work are released first, so that no interruption can pass for a failure of theirs.
     * Their threads may run on for a while, since native training cannot be interrupted, but the ledger refuses all
     * they write.
     */
    @Override
    public void close() {
        stopClaiming();
        heartbeat.close();
        heartbeat.releaseAll(SHUTDOWN_REASON);
        threads.shutdownNow();
        progress.close();
    }

    private void runLoop() {
        try {
            while (!stopping) {
                long signals = wakeSignal.signalCount();
                if (!executeNextRun()) {
                    wakeSignal.await(signals, settings.idlePoll());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** False if there was no run to work on. */
    private boolean executeNextRun() {
        try {
            long before = heartbeat.now();
            Optional<ClaimedRun> claimed = ledger.claim(settings.workerId(), settings.lease());
            claimed.ifPresent(run -> execute(run, before));
            return claimed.isPresent();
        } catch (TransientFaultException fault) {
            LOG.warn("could not claim a run, trying again: {}", fault.getMessage());
            meters.transientFault(FaultSource.CLAIM);
            return false;
        } catch (RuntimeException failure) {
            if (stopping) {
                // Its connections are closed under a run whose lease was released: another worker goes on with it.
                LOG.warn("a run was left while the worker stops: {}", failure.getMessage());
            } else {
                LOG.error("claiming a run failed, trying again", failure);
            }
            return false;
        }
    }

    private void execute(ClaimedRun claimed, long claimedAt) {
        activeRunCount.incrementAndGet();
        heartbeat.track(claimed.lease(), claimedAt);
        try {
            if (stopping) {
                // It was claimed while the worker was being stopped; other workers need not wait for it.
                heartbeat.release(claimed.lease(), SHUTDOWN_REASON);
            } else {
                executor.execute(claimed, () -> heartbeat.isHeld(claimed.lease()), progress.track(claimed.lease()));
            }
        } finally {
            progress.untrack(claimed.lease());
            heartbeat.untrack(claimed.lease());
            activeRunCount.decrementAndGet();
        }
    }
}
