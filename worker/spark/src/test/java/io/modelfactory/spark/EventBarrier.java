package io.modelfactory.spark;

import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Has those who record an event wait until this is closed; then the event has not been recorded. */
final class EventBarrier implements AutoCloseable {
    private static final String WAITING = "FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted";

    private final TenantLedger ledger;
    private final Connection holder;

    private EventBarrier(TenantLedger ledger, Connection holder) {
        this.ledger = ledger;
        this.holder = holder;
    }

    static EventBarrier before(TenantLedger ledger, String eventType) throws SQLException {
        Connection holder = ledger.connect();
        try (Statement statement = holder.createStatement()) {
            statement.execute("""
                    CREATE FUNCTION wait_with_event() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                        IF NEW.event_type = '%s' THEN PERFORM pg_advisory_xact_lock(4711); END IF;
                        RETURN NEW;
                    END $$""".formatted(eventType));
            statement.execute("CREATE TRIGGER wait_with_event BEFORE INSERT ON mf_run_event"
                    + " FOR EACH ROW EXECUTE FUNCTION wait_with_event()");
            statement.execute("SELECT pg_advisory_lock(4711)");
        }
        return new EventBarrier(ledger, holder);
    }

    /** Returns when one waits. */
    void awaitArrival() {
        await().atMost(JobProcesses.LONG_ENOUGH)
                .until(() -> ledger.texts("SELECT count(*) " + WAITING).equals(List.of("1")));
    }

    /** Ends the connections of those who wait, before the lock is theirs. */
    @Override
    public void close() throws SQLException {
        ledger.texts("SELECT pg_terminate_backend(pid) " + WAITING);
        try (holder;
                Statement statement = holder.createStatement()) {
            statement.execute("DROP TRIGGER wait_with_event ON mf_run_event");
            statement.execute("DROP FUNCTION wait_with_event");
        }
    }
}
