package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.activity.AttemptLog;
import io.modelfactory.worker.ledger.activity.LogLine;
import io.modelfactory.worker.ledger.activity.RunStage;
import io.modelfactory.worker.ledger.activity.StageTime;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.telemetry.LogFields;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lines of the log and times of stages, from the thread that works on a run to the ledger. */
class AttemptLogRecorderIT {
    private static final Logger LOG = LoggerFactory.getLogger(AttemptLogRecorderIT.class);

    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final AtomicLong nanos = new AtomicLong();
    private final AttemptLogRecorder recorder = new AttemptLogRecorder(ledger, new WorkerMeters(meters), nanos::get);

    @AfterEach
    void close() {
        recorder.close();
        database.close();
    }

    private Lease claim() {
        return ledger.claim("worker-1", LedgerFixture.LONG).orElseThrow().lease();
    }

    private static void log(Lease lease, String message) {
        LogFields claim =
                LogFields.of(Map.of(LogFields.RUN_KEY, lease.runKey(), LogFields.CLAIM, String.valueOf(lease.token())));
        LOG.info(message);
        claim.close();
    }

    private void pass(int seconds) {
        nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void everyClaimKeepsItsOwnLinesAndStagesAlsoThoseOfItsEnd() {
        ledger.submit(List.of(LedgerFixture.build("request-1", "a")));
        Lease first = claim();
        recorder.track(first);
        recorder.onStage(first, RunStage.RESOLVE);
        pass(2);
        recorder.onStage(first, RunStage.TRAIN);
        log(first, "it trains");
        recorder.writeAll();
        assertThat(ledger.attemptLogs(first.runKey()))
                .singleElement()
                .extracting(AttemptLog::stages)
                .isEqualTo(List.of(
                        new StageTime(RunStage.RESOLVE, Optional.of(2_000L)),
                        new StageTime(RunStage.TRAIN, Optional.empty())));

        pass(3);
        ledger.release(first, Duration.ZERO, "the worker stops");
        log(first, "it is released");
        recorder.untrack(first);
        Lease second = claim();
        recorder.track(second);
        log(second, "it goes on");
        log(first, "of a claim that is over");
        recorder.writeAll();

        List<AttemptLog> logs = ledger.attemptLogs(first.runKey());
        assertThat(logs).extracting(AttemptLog::claim).containsExactly(first.token(), second.token());
        assertThat(logs.get(0).lines()).extracting(LogLine::message).containsExactly("it trains", "it is released");
        assertThat(logs.get(0).stages().get(1)).isEqualTo(new StageTime(RunStage.TRAIN, Optional.of(3_000L)));
        assertThat(logs.get(0).workerId()).isEqualTo("worker-1");
        assertThat(logs.get(1).lines()).extracting(LogLine::message).containsExactly("it goes on");
        ledger.fail(second, FailureCode.TRAINING_FAILED, "no", Map.of());
    }

    @Test
    void whatTheDatabaseMissedOfARunAtWorkIsWrittenLater() {
        ledger.submit(List.of(LedgerFixture.build("request-1", "a")));
        Lease lease = claim();
        recorder.track(lease);
        log(lease, "a line \u0000 that no database takes as it is");
        database.sql().useTransaction(other -> {
            other.execute("LOCK TABLE mf_attempt_log IN ACCESS EXCLUSIVE MODE");
            recorder.writeAll();
        });
        assertThat(meters.counter("mf.faults", "source", "progress").count()).isEqualTo(1);

        recorder.writeAll();
        assertThat(ledger.attemptLogs(lease.runKey()).get(0).lines()).hasSize(1);
    }

    @Test
    void whatIsLeftIsWrittenWhenTheWorkerStops() {
        ledger.submit(List.of(LedgerFixture.build("request-1", "a")));
        Lease lease = claim();
        recorder.track(lease);
        log(lease, "the last one");

        recorder.close();

        assertThat(ledger.attemptLogs(lease.runKey()).get(0).lines())
                .extracting(LogLine::message)
                .containsExactly("the last one");
    }
}
