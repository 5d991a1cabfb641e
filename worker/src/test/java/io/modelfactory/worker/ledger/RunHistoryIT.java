package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.LONG;
import static io.modelfactory.worker.ledger.LedgerFixture.build;
import static io.modelfactory.worker.ledger.LedgerFixture.retry;
import static io.modelfactory.worker.ledger.LedgerFixture.runKey;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.SubmissionOutcome.New;
import io.modelfactory.worker.ledger.SubmissionOutcome.Refused;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunEventType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The order of a run's events. */
class RunHistoryIT {
    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void anEventThatWaitedForALockIsDatedLater() {
        ledger.submit(List.of(build("request-1", "a")));
        Instant meanwhile;
        try (Handle holder = database.sql().open()) {
            holder.begin();
            holder.execute("SELECT FROM mf_run FOR UPDATE");
            CompletableFuture<Void> waiting =
                    CompletableFuture.runAsync(() -> ledger.submit(List.of(build("request-2", "a"))));
            await().until(this::isLockAwaited);
            meanwhile = holder.createQuery("SELECT clock_timestamp()")
                    .mapTo(Instant.class)
                    .one();
            holder.commit();
            waiting.join();
        }

        assertThat(ledger.events(runKey("a")))
                .last()
                .satisfies(event -> assertThat(event.occurredAt()).isAfter(meanwhile));
        assertThat(ledger.find(runKey("a")).orElseThrow().updatedAt()).isAfter(meanwhile);
    }

    @Test
    void aRetryDoesNotSeeALaterRunOfItsBatch() {
        List<SubmissionOutcome> outcomes =
                ledger.submit(List.of(retry("request-1", "a"), build("request-2", "a"), retry("request-3", "a")));

        assertThat(outcomes)
                .containsExactly(
                        new Refused(FailureCode.RUN_NOT_FOUND),
                        new New(runKey("a")),
                        new Refused(FailureCode.RETRY_NOT_PENDING));
        assertThat(ledger.events(runKey("a")))
                .extracting(RunEvent::type)
                .containsExactly(RunEventType.REQUEST_QUEUED, RunEventType.PUBLISH_RETRY_SKIPPED);
        assertThat(messagesOf("a")).containsExactly(runKey("a") + ":1", runKey("a") + ":2");
    }

    @Test
    void aDeadLetterMayCarryAnyErrorMessage() {
        Map<String, String> headers = Map.of("error.message", "cut in two \ud83d, and NUL \0");

        ledger.submit(
                List.of(new IntakeEntry.DeadLetterEntry("requests.dlq", Optional.empty(), new byte[] {1}, headers)));

        String kept = database.sql()
                .withHandle(handle -> handle.createQuery("SELECT headers ->> 'error.message' FROM mf_outbox")
                        .mapTo(String.class)
                        .one());
        assertThat(kept).isEqualTo("cut in two \ufffd, and NUL \ufffd");
    }

    @Test
    void messagesOfARunKeepTheOrderOfItsEvents() {
        ledger.submit(List.of(build("request-1", "a"), build("request-2", "a")));
        Lease lease = ledger.claim("worker-1", LONG).orElseThrow().lease();
        ledger.submit(List.of(build("request-3", "a")));
        ledger.fail(lease, FailureCode.TRAINING_FAILED, "no", Map.of());

        assertThat(messagesOf("a"))
                .containsExactlyElementsOf(ledger.events(runKey("a")).stream()
                        .map(event -> event.runKey() + ":" + event.seq())
                        .toList());
    }

    private boolean isLockAwaited() {
        return database.sql()
                .withHandle(handle -> handle.createQuery("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
                        .mapTo(Boolean.class)
                        .one());
    }

    /** The ids of the run's events, in the order in which the outbox sends them. */
    private List<String> messagesOf(String runName) {
        return database.sql()
                .withHandle(handle -> handle.createQuery(
                                "SELECT headers ->> 'ce_id' FROM mf_outbox WHERE headers ->> 'ce_id' LIKE :run ORDER BY id")
                        .bind("run", runKey(runName) + ":%")
                        .mapTo(String.class)
                        .list());
    }
}
