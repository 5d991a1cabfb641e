package io.modelfactory.worker.ledger.outbox;

import static io.modelfactory.worker.ledger.postgres.PostgresColumns.longs;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.ledger.postgres.AdvisoryLock;
import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import io.modelfactory.worker.ledger.postgres.PostgresText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;

/** Reads committed messages of one kind of delivery from {@code mf_outbox}, for one relay at a time. */
public final class OutboxReader {
    /**
     * Payloads and headers of one page; two pages are in memory at a time. At least one message is always handed over.
     */
    static final long MAX_PAGE_BYTES = 8L << 20;

    private final Database database;
    private final Delivery delivery;

    /** Of the kind {@link Delivery#AT_LEAST_ONCE}. */
    public OutboxReader(DataSource dataSource) {
        this(dataSource, Delivery.AT_LEAST_ONCE);
    }

    public OutboxReader(DataSource dataSource, Delivery delivery) {
        this.database = new Database(dataSource);
        this.delivery = delivery;
    }

    public Delivery delivery() {
        return delivery;
    }

    /** Sends messages. */
    public interface MessageSender {
        /**
         * Begins to send messages.
         *
         * @return waits until the messages that it returns are acknowledged
         */
        Supplier<List<OutboxRow>> send(List<OutboxRow> messages);
    }

    /**
     * Sends the oldest unrelayed messages with {@code sender} and marks those it returns, a page at a time and all in
     * one transaction. While one page is in flight, the page before it is marked and the page after it is read. While
     * another worker relays, nothing is sent: messages of one key could overtake each other.
     *
     * @param pageRows most messages of one page, which also ends at 8 MiB
     * @param pages most that one transaction takes
     * @param heldTopics topics whose messages are skipped for now
     * @param sender if it throws, nothing is marked
     * @return how many messages were marked
     */
    public int relayNext(int pageRows, int pages, Collection<String> heldTopics, MessageSender sender) {
        return database.transaction(handle -> {
            if (!delivery.lock().tryAcquire(handle)) {
                return 0;
            }
            List<OutboxRow> page = findOldest(handle, 0, pageRows, heldTopics);
            Supplier<List<OutboxRow>> inFlight = sendPage(page, sender);
            int marked = 0;
            for (int left = pages - 1; !page.isEmpty(); left--) {
                page = left > 0 ? findOldest(handle, page.get(page.size() - 1).id(), pageRows, heldTopics) : List.of();
                List<OutboxRow> acknowledged = inFlight.get();
                inFlight = sendPage(page, sender);
                marked += markRelayed(handle, acknowledged);
            }
            return marked;
        });
    }

    private static Supplier<List<OutboxRow>> sendPage(List<OutboxRow> page, MessageSender sender) {
        return page.isEmpty() ? List::of : sender.send(page);
    }

    /** Marks a message that can never be sent, so that others are. It stays in the table, with the reason. */
    public void setAside(long id, String error) {
        database.transaction(handle -> handle.createUpdate("""
                        UPDATE mf_outbox SET set_aside_at = now(), set_aside_error = :error
                        WHERE id = :id AND relayed_at IS NULL
                        """)
                .bind("id", id)
                .bind("error", PostgresText.sanitize(error))
                .execute());
    }

    /**
     * One page of a sweep through the table, oldest first.
     *
     * @param last id of its last row, after which the next page begins
     * @param deleted rows of it
     * @param isLast whether all rows after it are too young
     */
    public record PurgedPage(long last, int deleted, boolean isLast) {}

    /**
     * Deletes messages acknowledged longer than {@code age} ago, of the next rows after {@code after}. Messages that
     * are not relayed, or were set aside, stay. While another worker purges, nothing is done.
     */
    public PurgedPage purgeRelayed(Duration age, long after, int limit) {
        return database.transaction(handle -> AdvisoryLock.PURGE.tryAcquire(handle)
                ? purge(handle, age, after, limit)
                : new PurgedPage(after, 0, true));
    }

    /** A row is written before it is relayed and ids grow with time, so no index on times is needed to find the end. */
    private static PurgedPage purge(Handle handle, Duration age, long after, int limit) {
        return handle.createQuery("""
                        WITH page AS (
                            SELECT id, created_at, relayed_at FROM mf_outbox WHERE id > :after ORDER BY id LIMIT
                                :limit),
                        gone AS (
                            DELETE FROM mf_outbox USING page WHERE mf_outbox.id = page.id
                                AND page.relayed_at < now() - :age_ms * interval '1 millisecond'
                            RETURNING mf_outbox.id)
                        SELECT COALESCE(max(id), :after) AS last, (SELECT count(*) FROM gone) AS deleted,
                            count(*) < :limit OR max(created_at) >= now() - :age_ms * interval '1 millisecond' AS
                                is_last
                        FROM page
                        """)
                .bind("after", after)
                .bind("limit", limit)
                .bind("age_ms", age.toMillis())
                .map((row, context) ->
                        new PurgedPage(row.getLong("last"), row.getInt("deleted"), row.getBoolean("is_last")))
                .one();
    }

    private List<OutboxRow> findOldest(Handle handle, long after, int limit, Collection<String> heldTopics) {
        return handle.createQuery("""
                        SELECT id, topic, record_key, headers, record_type, payload
                        FROM (
                            SELECT page.*, sum(octet_length(payload) + pg_column_size(headers))
                                OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS bytes_before
                            FROM (
                                SELECT id, topic, record_key, headers, record_type, payload
                                FROM mf_outbox
                                WHERE best_effort = :best_effort AND relayed_at IS NULL AND set_aside_at IS NULL
                                    AND id > :after AND topic <> ALL (:held)
                                ORDER BY id
                                LIMIT :limit) page) sized
                        WHERE bytes_before IS NULL OR bytes_before < :max_bytes
                        ORDER BY id
                        """)
                .bind("best_effort", delivery == Delivery.BEST_EFFORT)
                .bind("after", after)
                .bindArray("held", String.class, heldTopics)
                .bind("limit", limit)
                .bind("max_bytes", MAX_PAGE_BYTES)
                .map((row, context) -> row(row))
                .list();
    }

    private static int markRelayed(Handle handle, List<OutboxRow> relayed) {
        if (relayed.isEmpty()) {
            return 0;
        }
        return handle.createUpdate("UPDATE mf_outbox SET relayed_at = now() WHERE id = ANY (:ids)")
                .bind("ids", longs(relayed, OutboxRow::id))
                .execute();
    }

    private static OutboxRow row(ResultSet row) throws SQLException {
        return new OutboxRow(
                row.getLong("id"),
                row.getString("topic"),
                Optional.ofNullable(row.getBytes("record_key")),
                headers(PostgresColumns.json(row, "headers")),
                PostgresColumns.optionalText(row, "record_type"),
                row.getBytes("payload"));
    }

    private static Map<String, String> headers(JsonNode members) {
        Map<String, String> headers = new LinkedHashMap<>();
        members.properties()
                .forEach(
                        member -> headers.put(member.getKey(), member.getValue().asText()));
        return headers;
    }
}
