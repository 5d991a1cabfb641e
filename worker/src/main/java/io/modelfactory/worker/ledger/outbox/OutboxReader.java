package io.modelfactory.worker.ledger.outbox;

import static io.modelfactory.worker.ledger.postgres.PostgresColumns.longs;

import io.modelfactory.worker.ledger.postgres.AdvisoryLock;
import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.postgres.PositionalStatement;
import io.modelfactory.worker.ledger.postgres.PostgresText;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;

/** Reads committed messages of one kind of delivery from {@code mf_outbox}, for one relay at a time. */
public final class OutboxReader {
    /** Notified when messages were relayed: what they report has changed shortly before. */
    public static final String CHANGES = "mf_changes";

    private final Database database;
    private final Delivery delivery;
    private final WaitingMessages waiting;

    /** Of the kind {@link Delivery#AT_LEAST_ONCE}. */
    public OutboxReader(DataSource dataSource) {
        this(dataSource, Delivery.AT_LEAST_ONCE);
    }

    public OutboxReader(DataSource dataSource, Delivery delivery) {
        this.database = new Database(dataSource);
        this.delivery = delivery;
        this.waiting = new WaitingMessages(delivery);
    }

    public Delivery delivery() {
        return delivery;
    }

    /** Sends messages. */
    public interface MessageSender {
        /**
         * Begins to send messages, while the page before them is marked: until this returns, the ledger may be asked by
         * {@code requireLock} only.
         *
         * @param requireLock throws if the lock of this kind of delivery is lost
         * @return waits until the messages that it returns are acknowledged
         */
        Supplier<List<OutboxRow>> send(List<OutboxRow> messages, Runnable requireLock);
    }

    /**
     * Sends the oldest unrelayed messages with {@code sender} and marks those it returns, a page at a time and all in
     * one transaction. While one page is made ready and is in flight, the page before it is marked and the page after
     * it is read.
     *
     * @param sender if it throws, nothing is marked
     * @return how many messages were marked; empty if another worker relays, so that nothing was sent: messages of one
     *     key could overtake each other
     */
    public OptionalInt relayNext(RelayRound round, MessageSender sender) {
        if (!database.statement(connection -> waiting.areThere(connection, round))) {
            return OptionalInt.of(0);
        }
        return database.transaction(handle -> delivery.lock().tryAcquire(handle)
                ? OptionalInt.of(notified(handle, relayPages(handle, round, sender)))
                : OptionalInt.empty());
    }

    /**
     * Every change of a run is a message, so that one notification for a round stands for all changes in it. Commits
     * that notify wait for each other, which here those of relays do, and no transition of a run.
     */
    private static int notified(Handle handle, int marked) {
        if (marked > 0) {
            new PositionalStatement()
                    .sql("SELECT pg_notify(?, '')")
                    .text(CHANGES)
                    .execute(handle.getConnection());
        }
        return marked;
    }

    private int relayPages(Handle handle, RelayRound round, MessageSender sender) {
        PageMarking marking = new PageMarking();
        return marking.beside(() -> relayPages(handle, round, sender, marking));
    }

    private int relayPages(Handle handle, RelayRound round, MessageSender sender, PageMarking marking) {
        long start = System.nanoTime();
        List<OutboxRow> page = waiting.oldest(handle.getConnection(), 0, round);
        Supplier<List<OutboxRow>> inFlight = sendPage(handle, page, sender, marking);
        int marked = 0;
        for (int left = round.pages() - 1; !page.isEmpty(); left--) {
            boolean takesMore =
                    left > 0 && System.nanoTime() - start < round.sendingTime().toNanos();
            page = takesMore
                    ? waiting.oldest(
                            handle.getConnection(), page.get(page.size() - 1).id(), round)
                    : List.of();
            List<OutboxRow> acknowledged = inFlight.get();
            if (page.isEmpty()) {
                marked += markRelayed(handle, acknowledged);
            } else {
                marking.begin(() -> markRelayed(handle, acknowledged));
                inFlight = sendPage(handle, page, sender, marking);
                marked += marking.finish();
            }
        }
        return marked;
    }

    private Supplier<List<OutboxRow>> sendPage(
            Handle handle, List<OutboxRow> page, MessageSender sender, PageMarking marking) {
        if (page.isEmpty()) {
            return List::of;
        }
        return sender.send(page, () -> {
            marking.await();
            requireLock(handle);
        });
    }

    /** The lock lasts as long as its transaction, so any statement that is answered shows that it is held. */
    private void requireLock(Handle handle) {
        if (!delivery.lock().tryAcquire(handle)) {
            throw new IllegalStateException("a transaction lost its own lock");
        }
    }

    /**
     * Ends the database sessions of a relay that holds the lock in one transaction for longer than {@code atLeast}: its
     * process was stopped, or its network is silent. What it still sends to Kafka is refused, since the next relay
     * fences its producer.
     *
     * @return how many sessions were ended
     */
    public int endStuckRelay(Duration atLeast) {
        return database.transaction(handle -> delivery.lock().endHolder(handle, atLeast));
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
     * Deletes messages acknowledged longer than {@code age} ago, of the next rows after {@code after}, and facts that
     * were not relayed for as long: they are sent at best effort, and no topic of theirs may ever come. Other messages
     * that are not relayed stay, and so does what was set aside. While another worker purges, nothing is done.
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
                            SELECT id, created_at, relayed_at, set_aside_at, best_effort FROM mf_outbox
                            WHERE id > :after ORDER BY id LIMIT
                                :limit),
                        gone AS (
                            DELETE FROM mf_outbox USING page WHERE mf_outbox.id = page.id
                                AND (page.relayed_at < now() - :age_ms * interval '1 millisecond'
                                    OR page.best_effort AND page.relayed_at IS NULL AND page.set_aside_at IS NULL
                                    AND page.created_at < now() - :age_ms * interval '1 millisecond')
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

    private static int markRelayed(Handle handle, List<OutboxRow> relayed) {
        if (relayed.isEmpty()) {
            return 0;
        }
        return handle.createUpdate("UPDATE mf_outbox SET relayed_at = now() WHERE id = ANY (:ids)")
                .bind("ids", longs(relayed, OutboxRow::id))
                .execute();
    }
}
