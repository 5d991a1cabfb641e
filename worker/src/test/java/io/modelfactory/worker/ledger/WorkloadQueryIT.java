package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.build;
import static io.modelfactory.worker.ledger.LedgerFixture.deadLetter;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.outbox.OutboxReader;
import io.modelfactory.worker.ledger.outbox.RelayRound;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class WorkloadQueryIT {
    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
    private final OutboxReader outbox = new OutboxReader(database.dataSource());
    private final WorkloadQuery workload = new WorkloadQuery(database.dataSource());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void anEmptyLedgerLeavesNothingToDo() {
        assertThat(workload.backlog()).isEqualTo(new WorkloadQuery.Backlog(0, 0, Duration.ZERO, 0, 0, 0, 0));
    }

    @Test
    void runsWaitUntilClaimedAndAgainAfterACrash() {
        ledger.submit(List.of(build("request-1", "a"), build("request-2", "b"), build("request-3", "c")));
        database.sql().useHandle(sql -> sql.execute("UPDATE mf_run SET available_at = now() - interval '5 minutes'"));

        ledger.claim("living", LedgerFixture.LONG);
        ledger.claim("dead", Duration.ZERO);

        WorkloadQuery.Backlog backlog = workload.backlog();
        assertThat(backlog.waitingRuns()).isEqualTo(2);
        assertThat(backlog.runsAtWork()).isEqualTo(1);
        assertThat(backlog.longestWait()).isGreaterThanOrEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void delayedAndFinishedRunsAreNotWaiting() {
        ledger.submit(List.of(build("request-1", "a"), build("request-2", "b")));
        ledger.retryLater(
                ledger.claim("worker", LedgerFixture.LONG).orElseThrow().lease(),
                Duration.ofHours(1),
                FailureCode.DATASET_UNRESOLVED,
                "no such file");
        ledger.fail(
                ledger.claim("worker", LedgerFixture.LONG).orElseThrow().lease(),
                FailureCode.DATASET_INVALID,
                "no rows",
                Map.of());

        assertThat(workload.remaining().runs())
                .as("the one that is tried later")
                .isEqualTo(1);
        assertThat(workload.backlog().waitingRuns()).isZero();
        assertThat(workload.backlog().longestWait()).isZero();
        assertThat(workload.backlog().receipts())
                .as("the receipt of the failed run")
                .isEqualTo(1);
    }

    @Test
    void messagesWaitUntilTheyAreRelayedOrSetAside() {
        ledger.submit(List.of(deadLetter("one"), deadLetter("two"), deadLetter("three")));

        outbox.relayNext(RelayRound.ofSize(1, 1), (rows, requireLock) -> () -> rows);
        outbox.relayNext(RelayRound.ofSize(1, 1), (rows, requireLock) -> {
            outbox.setAside(rows.get(0).id(), "too large");
            return List::of;
        });

        assertThat(workload.backlog().messages()).isEqualTo(1);
    }

    @Test
    void aLongBacklogIsCountedToABoundOnly() {
        int more = Math.toIntExact(WorkloadQuery.MOST_COUNTED) + 7;
        ledger.submit(IntStream.range(0, more)
                .<IntakeEntry>mapToObj(number -> build("request-" + number, "run " + number))
                .toList());
        database.sql()
                .useHandle(handle -> handle.execute(
                        "INSERT INTO mf_outbox (platform_run_id, topic, payload, best_effort)"
                                + " SELECT 'p', 't', '', n % 2 = 0 FROM generate_series(1, ?) AS n",
                        2 * more));

        WorkloadQuery.Backlog backlog = workload.backlog();

        assertThat(backlog.waitingRuns()).isEqualTo(WorkloadQuery.MOST_COUNTED);
        assertThat(backlog.messages()).isEqualTo(WorkloadQuery.MOST_COUNTED);
        assertThat(backlog.facts()).isEqualTo(WorkloadQuery.MOST_COUNTED);
        assertThat(workload.remaining().runs()).isEqualTo(more);
    }

    @Test
    void anUnreachableDatabaseIsATransientFault() {
        PGSimpleDataSource nowhere = new PGSimpleDataSource();
        nowhere.setUrl("jdbc:postgresql://127.0.0.1:1/mf");

        assertThatThrownBy(new WorkloadQuery(nowhere)::now).isInstanceOf(TransientFaultException.class);
        assertThatCode(workload::now).doesNotThrowAnyException();
    }
}
