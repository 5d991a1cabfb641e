package io.modelfactory.worker.ledger;

import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** Makes a ledger as old as a test needs it: tests cannot wait for midnight. */
public final class LedgerBackdating {
    private LedgerBackdating() {}

    /** Moves all dates in the ledger back by days, without the triggers that refuse it and check what it refers to. */
    public static void shiftByDays(DataSource ledger, int days) {
        shiftByDays(Jdbi.create(ledger), days);
    }

    public static void shiftByDays(Jdbi ledger, int days) {
        ledger.useTransaction(sql -> {
            sql.execute("SET LOCAL session_replication_role = replica");
            for (String table : new String[] {"mf_run_event", "mf_evidence_audit"}) {
                sql.execute("UPDATE " + table + " SET occurred_at = occurred_at - ? * interval '1 day'", days);
            }
            sql.execute(
                    "UPDATE mf_request SET received_at = COALESCE(completed_at, now()) - ? * interval '1 day',"
                            + " completed_at = completed_at - ? * interval '1 day'",
                    days,
                    days);
            sql.execute("UPDATE mf_request_key key SET received_at = request.received_at FROM mf_request request"
                    + " WHERE key.request_id = request.request_id AND key.payload_hash = request.payload_hash");
            sql.execute(
                    "UPDATE mf_outbox SET created_at = created_at - ? * interval '1 day',"
                            + " set_aside_at = set_aside_at - ? * interval '1 day'",
                    days,
                    days);
        });
    }

    /** Deletes the reconciliations, which the trigger refuses otherwise. */
    public static void deleteReconciliations(DataSource ledger) {
        Jdbi.create(ledger).useTransaction(sql -> {
            sql.execute("ALTER TABLE mf_reconciliation DISABLE TRIGGER USER");
            sql.execute("DELETE FROM mf_reconciliation");
            sql.execute("ALTER TABLE mf_reconciliation ENABLE TRIGGER USER");
        });
    }
}
