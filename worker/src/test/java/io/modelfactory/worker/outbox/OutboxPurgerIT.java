package io.modelfactory.worker.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.outbox.OutboxReader;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How long messages are kept. */
class OutboxPurgerIT {
    private static final Duration WEEK = Duration.ofDays(7);

    private final LedgerDatabase database = LedgerDatabase.create();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final OutboxPurger janitor =
            new OutboxPurger(new OutboxReader(database.dataSource()), WEEK, new WorkerMeters(meters));

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void onlyWhatWasAcknowledgedLongAgoIsDeleted() {
        insertMessage("set aside", "now() - interval '20 days'", "NULL", "now()");
        insertMessage("old", "now() - interval '9 days'", "now() - interval '8 days'", "NULL");
        insertMessage("acknowledged late", "now() - interval '9 days'", "now() - interval '1 hour'", "NULL");
        insertMessage("never sent", "now() - interval '9 days'", "NULL", "NULL");
        insertMessage("young", "now() - interval '1 hour'", "now()", "NULL");

        janitor.sweep();

        assertThat(left()).containsExactly("set aside", "acknowledged late", "never sent", "young");
        assertThat(meters.counter("mf.outbox.purged").count()).isEqualTo(1);
    }

    @Test
    void factsThatWereNeverRelayedExpire() {
        insertMessage("old fact", "now() - interval '9 days'", "NULL", "NULL");
        insertMessage("fact that was set aside", "now() - interval '9 days'", "NULL", "now()");
        insertMessage("young fact", "now() - interval '1 hour'", "NULL", "NULL");
        database.sql().useHandle(sql -> sql.execute("UPDATE mf_outbox SET best_effort = true"));

        janitor.sweep();

        assertThat(left()).containsExactly("fact that was set aside", "young fact");
    }

    @Test
    void aSweepVisitsAllPages() {
        database.sql().useHandle(sql -> sql.execute("""
                INSERT INTO mf_outbox (topic, payload, created_at, relayed_at)
                SELECT 'old', '', now() - interval '9 days', CASE WHEN n > 1500 THEN now() - interval '8 days' END
                FROM generate_series(1, 3500) AS n
                """));
        insertMessage("young", "now()", "now()", "NULL");

        janitor.sweep();

        assertThat(left()).hasSize(1501);
        assertThat(meters.counter("mf.outbox.purged").count()).isEqualTo(2000);
    }

    @Test
    void whileAnotherWorkerSweepsNothingIsDone() {
        insertMessage("old", "now() - interval '9 days'", "now() - interval '8 days'", "NULL");

        database.sql().useTransaction(other -> {
            other.execute("SELECT pg_advisory_xact_lock(x'6d662d7075726765'::bigint)"); // mf-purge
            janitor.sweep();
        });

        assertThat(left()).containsExactly("old");
    }

    private void insertMessage(String topic, String createdAt, String relayedAt, String setAsideAt) {
        database.sql()
                .useHandle(sql -> sql.execute(
                        "INSERT INTO mf_outbox (topic, payload, created_at, relayed_at, set_aside_at) VALUES ('%s', '', %s, %s, %s)"
                                .formatted(topic, createdAt, relayedAt, setAsideAt)));
    }

    private List<String> left() {
        return database.sql()
                .withHandle(sql -> sql.createQuery("SELECT topic FROM mf_outbox ORDER BY id")
                        .mapTo(String.class)
                        .list());
    }
}
