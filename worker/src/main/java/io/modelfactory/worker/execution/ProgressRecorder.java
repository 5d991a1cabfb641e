package io.modelfactory.worker.execution;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.activity.ProgressReport;
import io.modelfactory.worker.ledger.activity.RunStage;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.progress.BuildProgress;
import io.modelfactory.worker.progress.LatestProgress;
import io.modelfactory.worker.progress.RowsRead;
import io.modelfactory.worker.progress.TrainingRound;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.LogFields;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to ledger and log how far the runs at work have come: once a second, those that have come further, all in one
 * statement. The computing thread leaves its latest report here and never waits; what a slow database misses is
 * overtaken by the next report.
 */
final class ProgressRecorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressRecorder.class);
    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration LOG_INTERVAL = Duration.ofSeconds(10);

    private final RunLedger ledger;
    private final WorkerMeters meters;
    private final LongSupplier nanoTime;
    private final AttemptLogRecorder logs;
    private final Map<Lease, TrackedRun> runs = new ConcurrentHashMap<>();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(
            BasicThreadFactory.builder().namingPattern("progress").daemon().build());
    private boolean refusalLogged;

    ProgressRecorder(RunLedger ledger, WorkerMeters meters, LongSupplier nanoTime) {
        this.ledger = ledger;
        this.meters = meters;
        this.nanoTime = nanoTime;
        this.logs = new AttemptLogRecorder(ledger, meters, nanoTime);
    }

    @SuppressWarnings("FutureReturnValueIgnored") // writeAll catches what can go wrong, and close() ends it
    void start() {
        long period = INTERVAL.toMillis();
        scheduler.scheduleWithFixedDelay(this::writeAll, period, period, TimeUnit.MILLISECONDS);
        scheduler.scheduleWithFixedDelay(logs::writeAll, period, period, TimeUnit.MILLISECONDS);
    }

    RunProgressListener track(Lease lease) {
        TrackedRun run = new TrackedRun(lease);
        runs.put(lease, run);
        logs.track(lease);
        return run;
    }

    void untrack(Lease lease) {
        runs.remove(lease);
        logs.untrack(lease);
    }

    void writeAll() {
        List<TrackedRun> changed = new ArrayList<>();
        List<ProgressReport> reports = new ArrayList<>();
        for (TrackedRun run : runs.values()) {
            run.news().ifPresent(report -> {
                changed.add(run);
                reports.add(report);
            });
        }
        try {
            ledger.reportProgress(reports);
            for (int i = 0; i < changed.size(); i++) {
                changed.get(i).written(reports.get(i));
            }
        } catch (TransientFaultException fault) {
            LOG.debug("the progress of {} runs was not written", reports.size(), fault);
            meters.transientFault(FaultSource.PROGRESS);
        } catch (RuntimeException | Error refused) {
            // Runs go on without; an exception that escapes would end the reports without a log line.
            if (!refusalLogged) {
                refusalLogged = true;
                LOG.warn("progress cannot be written to the ledger; is grants.sql of this release applied?", refused);
            }
        }
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        logs.close();
    }

    /** A run at work, as the thread that executes it left it. */
    private final class TrackedRun implements RunProgressListener {
        private final Lease lease;
        private volatile Optional<RunStage> stage = Optional.empty();
        private volatile LatestProgress build = new LatestProgress();
        private Optional<ProgressReport> written = Optional.empty();
        private Optional<RunStage> loggedStage = Optional.empty();
        private long loggedAt;

        TrackedRun(Lease lease) {
            this.lease = lease;
        }

        @Override
        public void onStage(RunStage begun) {
            // Windows are counted as rounds; those of the training that follows are others.
            if (stage.equals(Optional.of(RunStage.BACKTEST))) {
                build = new LatestProgress();
            }
            stage = Optional.of(begun);
            logs.onStage(lease, begun);
        }

        @Override
        public void onRowsRead(RowsRead rows) {
            build.onRowsRead(rows);
        }

        @Override
        public void onRound(TrainingRound round) {
            build.onRound(round);
        }

        Optional<ProgressReport> news() {
            return stage.map(current -> new ProgressReport(lease, current, build.get()))
                    .filter(report -> !written.equals(Optional.of(report)));
        }

        void written(ProgressReport report) {
            written = Optional.of(report);
            long now = nanoTime.getAsLong();
            if (!loggedStage.equals(Optional.of(report.stage())) || now - loggedAt >= LOG_INTERVAL.toNanos()) {
                loggedStage = Optional.of(report.stage());
                loggedAt = now;
                log(report);
            }
        }
    }

    /** As a line about the claim, though another thread works on it. */
    private static void log(ProgressReport report) {
        Lease lease = report.lease();
        LogFields claim =
                LogFields.of(Map.of(LogFields.RUN_KEY, lease.runKey(), LogFields.CLAIM, String.valueOf(lease.token())));
        try {
            LOG.info("{} is in stage {}{}", lease.runKey(), report.stage(), text(report.build()));
        } finally {
            claim.close();
        }
    }

    private static String text(BuildProgress build) {
        String rows = build.rows()
                .map(read -> ", %d of %d rows read".formatted(read.read(), read.total()))
                .orElse("");
        String rounds = build.training()
                .map(training -> ", round %d of %d%s"
                        .formatted(
                                training.round(),
                                training.rounds(),
                                training.validation()
                                        .map(metric -> ", validation " + metric.name() + " " + metric.value())
                                        .orElse("")))
                .orElse("");
        return rows + rounds;
    }
}
