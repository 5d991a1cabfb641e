package io.modelfactory.worker.negative;

import io.modelfactory.worker.failure.FailureCategory;
import io.modelfactory.worker.ledger.run.RunState;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/** Queries that only the ledger's tables can answer. */
final class LedgerQueries {
    private final Jdbi sql;

    LedgerQueries(DataSource database) {
        this.sql = Jdbi.create(database);
    }

    Jdbi sql() {
        return sql;
    }

    /** The states of the runs whose work is identified by this revision. */
    List<RunState> statesOfRevision(String configRevision) {
        return column("SELECT state FROM mf_run WHERE request ->> 'config_revision' = :wanted", configRevision).stream()
                .map(RunState::valueOf)
                .toList();
    }

    FailureCategory failureCategory(String runKey) {
        return FailureCategory.valueOf(column("SELECT failure_category FROM mf_run WHERE run_key = :wanted", runKey)
                .get(0));
    }

    /** Statuses of the requests whose receipt is kept under this key. */
    List<String> receiptStatuses(String receiptKey) {
        return column("SELECT receipt_status FROM mf_request WHERE receipt_key = :wanted", receiptKey);
    }

    /** Ends the leases of all runs, as if their time had passed. */
    void endLeases() {
        sql.useHandle(
                handle -> handle.execute("UPDATE mf_run SET lease_deadline = now() WHERE lease_deadline IS NOT NULL"));
    }

    long setAsideMessageCount() {
        return sql.withHandle(
                handle -> handle.createQuery("SELECT count(*) FROM mf_outbox WHERE set_aside_at IS NOT NULL")
                        .mapTo(Long.class)
                        .one());
    }

    private List<String> column(String query, String wanted) {
        return sql.withHandle(handle -> handle.createQuery(query)
                .bind("wanted", wanted)
                .mapTo(String.class)
                .list());
    }
}
