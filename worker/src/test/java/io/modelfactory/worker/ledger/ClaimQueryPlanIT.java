package io.modelfactory.worker.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A claim must cost the same however many runs have ended. */
class ClaimQueryPlanIT {
    private static final int FINISHED_RUNS = 50_000;

    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theClaimTouchesNoFinishedRun() {
        insertFinishedRuns();
        ledger.submit(List.of(LedgerFixture.build("request-1", "a")));

        assertThat(ledger.claim("worker-1", LedgerFixture.LONG)).isPresent();

        assertThat(plan()).contains("mf_run_to_claim").doesNotContain("Seq Scan");
    }

    private void insertFinishedRuns() {
        database.sql().useHandle(sql -> {
            sql.createUpdate("""
                            INSERT INTO mf_run (run_key, train_run_key, platform_run_id, scope_key, request,
                                requester, state,
                                execution_mode, finished_at)
                            SELECT 'tr_' || n, n, 'p', 's', '{}', 'SYSTEM::test', 'PUBLISHED', 'NONE', now()
                            FROM generate_series(1, :runs) AS n
                            """).bind("runs", FINISHED_RUNS).execute();
            sql.execute("ANALYZE mf_run");
        });
    }

    private String plan() {
        return database.sql()
                .withHandle(sql -> String.join(
                        "\n",
                        sql.createQuery("EXPLAIN " + FairClaimQuery.NEXT_RUN_SQL)
                                .bind(0, 1)
                                .bind(1, 1)
                                .mapTo(String.class)
                                .list()));
    }
}
