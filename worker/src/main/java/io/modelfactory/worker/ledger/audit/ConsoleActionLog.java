package io.modelfactory.worker.ledger.audit;

import static io.modelfactory.worker.ledger.postgres.PostgresColumns.texts;

import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import io.modelfactory.worker.ledger.postgres.PostgresText;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jdbi.v3.core.statement.StatementContext;

/** Rows of {@code mf_console_action}: written once, never changed. */
public final class ConsoleActionLog {
    private static final int MAX_CHARS = 4_000;

    private final Database database;

    public ConsoleActionLog(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    /** @throws io.modelfactory.worker.failure.TransientFaultException if the database does not answer */
    public void append(ConsoleActionEntry entry) {
        database.autoCommit(handle -> handle.createUpdate("""
                        INSERT INTO mf_console_action
                            (action_id, principal, address, action, subject, outcome, detail)
                        VALUES (:action_id, :principal, :address, :action, :subject, :outcome, :detail)
                        """)
                .bind("action_id", entry.actionId())
                .bind("principal", text(entry.principal()))
                .bind("address", text(entry.address()))
                .bind("action", entry.action().name())
                .bind("subject", text(entry.subject()))
                .bind("outcome", entry.outcome().name())
                .bind("detail", text(entry.detail()))
                .execute());
    }

    /**
     * Latest first.
     *
     * @param before only rows with smaller ids, to go on from a page; empty for the latest
     */
    public List<ConsoleActionRecord> latest(Optional<Long> before, int limit) {
        return database.autoCommit(handle -> handle.createQuery("""
                        SELECT * FROM mf_console_action WHERE id < :before ORDER BY id DESC LIMIT :limit
                        """)
                .bind("before", before.orElse(Long.MAX_VALUE))
                .bind("limit", limit)
                .map(ConsoleActionLog::read)
                .list());
    }

    /** How an action of this kind ended last, by subject; those of which none has ended are left out. */
    public Map<String, ConsoleActionRecord> lastEnds(ConsoleAction action, List<String> subjects) {
        return database.autoCommit(handle -> handle.createQuery("""
                        SELECT last.* FROM unnest(:subjects) AS wanted (subject) CROSS JOIN LATERAL (
                            SELECT * FROM mf_console_action
                            WHERE subject = wanted.subject AND action = :action AND outcome IN ('DONE', 'FAILED')
                            ORDER BY id DESC LIMIT 1) AS last
                        """)
                .bind("subjects", texts(subjects, Function.identity()))
                .bind("action", action.name())
                .map(ConsoleActionLog::read)
                .collect(Collectors.toMap(last -> last.entry().subject(), Function.identity(), (one, other) -> one)));
    }

    /** Of one subject, oldest first. */
    public List<ConsoleActionRecord> ofSubject(String subject) {
        return database.autoCommit(
                handle -> handle.createQuery("SELECT * FROM mf_console_action WHERE subject = :subject ORDER BY id")
                        .bind("subject", subject)
                        .map(ConsoleActionLog::read)
                        .list());
    }

    private static ConsoleActionRecord read(ResultSet row, StatementContext context) throws SQLException {
        return new ConsoleActionRecord(
                row.getLong("id"),
                PostgresColumns.time(row, "occurred_at"),
                new ConsoleActionEntry(
                        row.getString("action_id"),
                        row.getString("principal"),
                        row.getString("address"),
                        ConsoleAction.valueOf(row.getString("action")),
                        row.getString("subject"),
                        ConsoleActionOutcome.valueOf(row.getString("outcome")),
                        row.getString("detail")));
    }

    private static String text(String value) {
        String sanitized = PostgresText.sanitize(value);
        return sanitized.length() <= MAX_CHARS ? sanitized : sanitized.substring(0, MAX_CHARS) + "...";
    }
}
