package io.modelfactory.worker.negative;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.jdbi.v3.core.statement.Query;

/** The messages that the worker has published: rows of its outbox that the broker has acknowledged. */
final class OutboxQueries {
    static final String RUN_EVENTS = "run_events MfRunEvent";

    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final String MESSAGES = """
            SELECT CASE topic WHEN :run_events THEN 'run_events' WHEN :dead_letters THEN 'dead_letters' ELSE topic END
                || coalesce(' ' || substring(record_type FROM '[^.]*$'), '')
                || coalesce(' ' || (headers ->> 'ce_type'), '')
            FROM mf_outbox WHERE
            """;

    private final NegativeEnvironment platform;

    OutboxQueries(NegativeEnvironment platform) {
        this.platform = platform;
    }

    /** Topic, record and type of each message under the run's key, in their order. */
    List<String> messagesOfRun(String runKey) {
        return relayed("convert_from(record_key, 'UTF8') = :wanted", runKey);
    }

    /** Messages that carry the receipt of this name. */
    List<String> receipts(String receiptName) {
        return relayed("headers ->> 'ce_id' = :wanted", "receipt:" + receiptName);
    }

    /** The dead letter of the record at this position of the request topic. */
    DeadLetterMessage deadLetter(String place) {
        String id = "dlq:" + place;
        assertThat(relayed("headers ->> 'ce_id' = :wanted", id)).containsExactly("dead_letters");
        return platform.ledgerQueries()
                .sql()
                .withHandle(handle -> handle.createQuery(
                                "SELECT payload, headers ->> 'error.message' FROM mf_outbox WHERE headers ->> 'ce_id' = :id")
                        .bind("id", id)
                        .map((row, context) -> new DeadLetterMessage(row.getBytes(1), row.getString(2)))
                        .one());
    }

    /** Bytes as they came, and why they could not be read. */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    record DeadLetterMessage(byte[] payload, String error) {}

    private List<String> relayed(String condition, String wanted) {
        Awaitility.await(wanted)
                .pollDelay(Duration.ZERO)
                .atMost(TIMEOUT)
                .until(() ->
                        messages(condition + " AND relayed_at IS NULL", wanted).isEmpty()
                                && !messages(condition, wanted).isEmpty());
        return messages(condition, wanted);
    }

    private List<String> messages(String condition, String wanted) {
        var topics = platform.configuration().profile().wiring().kafka().topics();
        return platform.ledgerQueries().sql().withHandle(handle -> {
            Query query = handle.createQuery(MESSAGES + condition + " ORDER BY id");
            return query.bind("run_events", topics.runEvents())
                    .bind("dead_letters", topics.deadLetters())
                    .bind("wanted", wanted)
                    .mapTo(String.class)
                    .list();
        });
    }
}
