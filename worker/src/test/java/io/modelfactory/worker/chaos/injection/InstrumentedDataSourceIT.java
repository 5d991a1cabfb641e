package io.modelfactory.worker.chaos.injection;

import static io.modelfactory.worker.ledger.LedgerFixture.LONG;
import static io.modelfactory.worker.ledger.LedgerFixture.build;
import static io.modelfactory.worker.ledger.LedgerFixture.lifecycleEvent;
import static io.modelfactory.worker.ledger.LedgerFixture.publishableBuild;
import static io.modelfactory.worker.ledger.LedgerFixture.refs;
import static io.modelfactory.worker.ledger.LedgerFixture.retry;
import static io.modelfactory.worker.ledger.LedgerFixture.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunEventType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A worker can be killed around each commit of a run, whether the commit is a call, travels with statements, or is a
 * statement's own.
 */
class InstrumentedDataSourceIT {
    private static final String BEFORE = "ledger.commit.before ";
    private static final String AFTER = "ledger.commit.after ";

    private final LedgerDatabase database = LedgerDatabase.create();
    private final RecordedPoints points = new RecordedPoints();
    private final RunLedger ledger = newLedger();

    /** The points that were passed, in their order. One of them may fail. */
    private static final class RecordedPoints implements InjectionPoints {
        private final List<String> passed = new ArrayList<>();
        private String failing = "";

        @Override
        public void pass(String point) {
            passed.add(point);
            if (isNext(point)) {
                failing = "";
                throw new InjectedFault(point);
            }
        }

        @Override
        public boolean isNext(String point) {
            return point.equals(failing);
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void everyCommitOfARunHasAPointBeforeAndAfterIt() {
        ledger.submit(List.of(publishableBuild("request-1", "a")));
        ledger.release(claim(), Duration.ZERO, "shutdown");
        Lease first = claim();
        ledger.evalReady(first, refs("model"));
        ledger.pass(first, refs("gate_receipt"), Map.of("auc", 0.9));
        ledger.beginPublication(first);
        ledger.publishPending(first, FailureCode.PUBLISH_CONFLICT, "other bytes", refs());
        ledger.submit(List.of(retry("request-2", "a")));
        Lease second = claim();
        ledger.beginPublication(second);
        ledger.published(second, refs("completion"), lifecycleEvent());

        assertThat(points.passed)
                .isEqualTo(around(
                        "REQUEST_QUEUED",
                        "RUN_STARTED FULL",
                        "RUN_HANDED_BACK",
                        "RUN_RESUMED",
                        "EVAL_READY",
                        "GATE_PASS",
                        "publisher recorded",
                        "PUBLISH_PENDING",
                        "PUBLISH_RETRY_REQUESTED",
                        "RUN_STARTED PUBLISH_ONLY",
                        "publisher recorded",
                        "BUNDLE_PUBLISHED"));
    }

    /** Its transitions are written by the locked row, in transactions of several statements. */
    @Test
    void aProcessThatHasNotClaimedTheRunPassesTheSamePoints() {
        ledger.submit(List.of(build("request-1", "a")));
        Lease lease = claim();
        points.passed.clear();

        newLedger().evalReady(lease, refs("model"));
        newLedger().failGate(lease, FailureCode.GATE_FAIL, "bad", refs("gate_receipt"), Map.of("auc", 0.4));

        assertThat(points.passed).isEqualTo(around("EVAL_READY", "RUN_FAILED"));
    }

    @Test
    void aSessionLostBeforeTheCommitOfATransitionHasWrittenNothing() {
        ledger.submit(List.of(build("request-1", "a")));
        Lease lease = claim();

        points.failing = BEFORE + "EVAL_READY";
        assertThatExceptionOfType(TransientFaultException.class)
                .isThrownBy(() -> ledger.evalReady(lease, refs("model")));

        assertThat(events(lease)).doesNotContain(RunEventType.EVAL_READY);
        ledger.evalReady(lease, refs("model"));
        assertThat(events(lease)).endsWith(RunEventType.RUN_STARTED, RunEventType.EVAL_READY);
    }

    @Test
    void aSessionLostAfterTheCommitOfATransitionHasWrittenAllOfIt() {
        ledger.submit(List.of(build("request-1", "a")));
        Lease lease = claim();

        points.failing = AFTER + "EVAL_READY";
        assertThatExceptionOfType(TransientFaultException.class)
                .isThrownBy(() -> ledger.evalReady(lease, refs("model")));

        assertThat(events(lease)).endsWith(RunEventType.EVAL_READY);
        assertThat(ledger.find(lease.runKey()).orElseThrow().refs()).containsOnlyKeys("model");
    }

    private RunLedger newLedger() {
        return new RunLedger(InstrumentedDataSource.of(database.dataSource(), points), settings());
    }

    private Lease claim() {
        return ledger.claim("worker-1", LONG).orElseThrow().lease();
    }

    private List<RunEventType> events(Lease lease) {
        return ledger.events(lease.runKey()).stream().map(RunEvent::type).toList();
    }

    private static List<String> around(String... commits) {
        return Stream.of(commits)
                .flatMap(commit -> Stream.of(BEFORE + commit, AFTER + commit))
                .toList();
    }
}
