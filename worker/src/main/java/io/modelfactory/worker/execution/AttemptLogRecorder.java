package io.modelfactory.worker.execution;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.activity.AttemptLog;
import io.modelfactory.worker.ledger.activity.LogLine;
import io.modelfactory.worker.ledger.activity.RunStage;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.LoggedLine;
import io.modelfactory.worker.telemetry.RunLogAppender;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps in the ledger what this worker logs about the runs that it holds, and how long their stages take. A thread that
 * logs leaves the line here and never waits. What ended is written once more, and forgotten if that fails.
 */
final class AttemptLogRecorder implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptLogRecorder.class);

    /** Claims in one statement: with their texts it stays small. */
    private static final int BATCH = 100;

    private final RunLedger ledger;
    private final WorkerMeters meters;
    private final LongSupplier nanoTime;
    private final Map<AttemptKey, AttemptLogBuffer> atWork = new ConcurrentHashMap<>();
    private final Map<AttemptKey, AttemptLogBuffer> ended = new ConcurrentHashMap<>();
    private final RunLogAppender appender = RunLogAppender.attach(this::onLine);
    private boolean refusalLogged;

    /** @param claim as the log has it */
    private record AttemptKey(String runKey, String claim) {
        static AttemptKey of(Lease lease) {
            return new AttemptKey(lease.runKey(), String.valueOf(lease.token()));
        }
    }

    AttemptLogRecorder(RunLedger ledger, WorkerMeters meters, LongSupplier nanoTime) {
        this.ledger = ledger;
        this.meters = meters;
        this.nanoTime = nanoTime;
    }

    void track(Lease lease) {
        atWork.put(AttemptKey.of(lease), new AttemptLogBuffer(lease));
    }

    void onStage(Lease lease, RunStage begun) {
        Optional.ofNullable(atWork.get(AttemptKey.of(lease)))
                .ifPresent(log -> log.onStage(begun, nanoTime.getAsLong()));
    }

    void untrack(Lease lease) {
        AttemptKey key = AttemptKey.of(lease);
        Optional.ofNullable(atWork.get(key)).ifPresent(log -> {
            log.onEnd(nanoTime.getAsLong());
            ended.put(key, log);
            atWork.remove(key);
        });
    }

    private void onLine(String runKey, String claim, LoggedLine line) {
        Optional.ofNullable(atWork.get(new AttemptKey(runKey, claim)))
                .ifPresent(log -> log.onLine(new LogLine(line.at(), line.level(), line.source(), line.message())));
    }

    /** Writes what has changed since it was written last. */
    void writeAll() {
        Map<AttemptKey, AttemptLogBuffer> over = new LinkedHashMap<>(ended);
        ended.keySet().removeAll(over.keySet());
        List<AttemptLogBuffer> all = new ArrayList<>(over.values());
        all.addAll(atWork.values());
        for (int from = 0; from < all.size(); from += BATCH) {
            write(all.subList(from, Math.min(all.size(), from + BATCH)));
        }
    }

    private void write(List<AttemptLogBuffer> logs) {
        List<AttemptLog> news = new ArrayList<>();
        logs.forEach(log -> log.news().ifPresent(news::add));
        try {
            ledger.keepAttemptLogs(news);
        } catch (TransientFaultException fault) {
            logs.forEach(AttemptLogBuffer::notWritten);
            LOG.debug("the log lines of {} claims were not written", news.size(), fault);
            meters.transientFault(FaultSource.PROGRESS);
        } catch (RuntimeException | Error refused) {
            // Runs go on without; an exception that escapes would end the reports without a log line.
            if (!refusalLogged) {
                refusalLogged = true;
                LOG.warn("log lines cannot be written to the ledger; is grants.sql of this release applied?", refused);
            }
        }
    }

    /** Writes what is left, once. */
    @Override
    public void close() {
        appender.close();
        writeAll();
    }
}
