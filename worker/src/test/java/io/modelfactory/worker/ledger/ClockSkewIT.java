package io.modelfactory.worker.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.lease.LeaseRenewal;
import io.modelfactory.worker.ledger.receipt.ReceiptStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The clocks of workers may be wrong by years: nothing that the ledger is given holds a time, and all its times are the
 * database's own. That no package can read another clock is checked by {@code ArchitectureTest}.
 */
class ClockSkewIT {
    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void allTimesAreTheDatabasesOwn() {
        ledger.submit(List.of(LedgerFixture.build("request-1", "a")));
        ledger.submit(List.of(LedgerFixture.build("request-2", "b")));

        ClaimedRun first = ledger.claim("slow", LedgerFixture.LONG).orElseThrow();
        ClaimedRun second = ledger.claim("fast", LedgerFixture.LONG).orElseThrow();

        assertThat(first.run().runKey()).as("who came first, by the ledger").isEqualTo(LedgerFixture.runKey("a"));
        assertThat(ledger.claim("slow", LedgerFixture.LONG)).as("none is over").isEmpty();
        assertThat(ledger.renew(List.of(first.lease()), LedgerFixture.LONG))
                .containsEntry(first.lease(), LeaseRenewal.RENEWED);
        ledger.fail(first.lease(), FailureCode.TRAINING_FAILED, "no", Map.of());
        ledger.fail(second.lease(), FailureCode.TRAINING_FAILED, "no", Map.of());
        assertThat(ledger.request("request-1").orElseThrow().receiptStatus()).contains(ReceiptStatus.FAILED);
        assertThat(ledger.request("request-2").orElseThrow().receiptStatus()).contains(ReceiptStatus.FAILED);
        assertThat(momentsThatAreNotToday()).isZero();
    }

    private int momentsThatAreNotToday() {
        return database.sql()
                .withHandle(sql -> sql.createQuery("""
                        SELECT count(*)::int FROM (
                            SELECT unnest(ARRAY[available_at, claimed_at, execution_started_at, created_at,
                                updated_at, finished_at])
                                FROM mf_run
                            UNION ALL SELECT unnest(ARRAY[received_at, completed_at]) FROM mf_request
                            UNION ALL SELECT occurred_at FROM mf_run_event
                            UNION ALL SELECT created_at FROM mf_outbox) AS moment(at)
                        WHERE at NOT BETWEEN now() - interval '10 minutes' AND now()
                        """).mapTo(Integer.class).one());
    }
}
