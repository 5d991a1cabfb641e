package io.modelfactory.worker.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jdbi.v3.core.statement.StatementContext;

/**
 * The messages that wait to go out. One session at a time may take them, in whichever worker, so that nobody overtakes
 * anybody. All methods throw {@link io.modelfactory.worker.failure.TransientFaultException} if the database fails.
 */
public final class OutboxRows {
    private final Database database;

    public OutboxRows(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    /** Begins to take messages out; empty if another session is at it. */
    public Optional<Session> tryOpen() {
        return ExclusiveSession.tryOpen(database, "mf_outbox").map(Session::new);
    }

    /** How far behind the messages are. */
    public Backlog backlog() {
        return database.direct(handle -> handle.createQuery("""
                        SELECT waiting, oldest, set_aside FROM
                            (SELECT count(*) AS waiting, min(created_at) AS oldest FROM mf_outbox
                                WHERE relayed_at IS NULL AND set_aside_at IS NULL) AS behind,
                            (SELECT count(*) AS set_aside FROM mf_outbox WHERE set_aside_at IS NOT NULL) AS aside
                        """)
                .map((row, context) -> new Backlog(
                        row.getLong("waiting"), Columns.optionalTime(row, "oldest"), row.getLong("set_aside")))
                .one());
    }

    /**
     * @param waiting messages that are to go out
     * @param oldest when the oldest of them was committed
     * @param setAside messages that nobody could read
     */
    public record Backlog(long waiting, Optional<Instant> oldest, long setAside) {}

    /** The right to take messages out, for as long as its connection lives. */
    public static final class Session implements AutoCloseable {
        private final ExclusiveSession session;

        private Session(ExclusiveSession session) {
            this.session = session;
        }

        /** The oldest waiting messages in their order, leaving out topics that are held back. */
        public List<OutboxRow> next(int limit, Collection<String> heldTopics) {
            return session.direct(handle -> handle.createQuery("""
                            SELECT * FROM mf_outbox
                            WHERE relayed_at IS NULL AND set_aside_at IS NULL AND topic <> ALL(:held)
                            ORDER BY id LIMIT :limit
                            """)
                    .bindArray("held", String.class, heldTopics)
                    .bind("limit", limit)
                    .map(OutboxRows::read)
                    .list());
        }

        /** Notes that the messages have arrived. */
        public void relayed(List<Long> ids) {
            session.direct(handle -> handle.createUpdate("UPDATE mf_outbox SET relayed_at = now() WHERE id = ANY(:ids)")
                    .bindArray("ids", Long.class, ids)
                    .execute());
        }

        /** Takes a message that cannot go out, now or later, out of the way of the others. It is kept for people to see to. */
        public void setAside(long id, String why) {
            session.direct(handle -> handle.createUpdate(
                            "UPDATE mf_outbox SET set_aside_at = now(), set_aside_error = :why WHERE id = :id")
                    .bind("id", id)
                    .bind("why", Storable.text(why))
                    .execute());
        }

        @Override
        public void close() {
            session.close();
        }
    }

    private static OutboxRow read(ResultSet row, StatementContext context) throws SQLException {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> header : Columns.json(row, "headers").properties()) {
            headers.put(header.getKey(), header.getValue().textValue());
        }
        return new OutboxRow(
                row.getLong("id"),
                row.getString("topic"),
                Optional.ofNullable(row.getBytes("record_key")),
                headers,
                Columns.optionalText(row, "record_type"),
                row.getBytes("payload"));
    }
}
