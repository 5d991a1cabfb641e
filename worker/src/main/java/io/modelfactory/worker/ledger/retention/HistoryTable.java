package io.modelfactory.worker.ledger.retention;

import java.time.YearMonth;
import java.time.format.DateTimeFormatter;

/** A table that is partitioned by month. */
public enum HistoryTable {
    EVENTS("mf_run_event", "run_key, seq"),
    REQUESTS("mf_request", "received_at, request_id, payload_hash"),
    AUDITS("mf_evidence_audit", "id");

    private static final DateTimeFormatter SUFFIX = DateTimeFormatter.ofPattern("_yyyy_MM");

    private final String parent;
    private final String order;

    HistoryTable(String parent, String order) {
        this.parent = parent;
        this.order = order;
    }

    String parent() {
        return parent;
    }

    /** The columns by which an export is sorted. */
    String order() {
        return order;
    }

    /** The table of one month: a partition of {@link #parent()}. */
    public String partition(YearMonth month) {
        return parent + SUFFIX.format(month);
    }

    /** Its name once it is detached. */
    public String detached(YearMonth month) {
        return "detached_" + partition(month);
    }
}
