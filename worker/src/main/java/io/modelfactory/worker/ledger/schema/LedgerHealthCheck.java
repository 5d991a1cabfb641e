package io.modelfactory.worker.ledger.schema;

import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;

/** Checks whether a worker can work with a database. It changes nothing. */
public final class LedgerHealthCheck {
    private final Database database;

    public LedgerHealthCheck(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    /**
     * The server.
     *
     * @param now its clock
     * @param readOnly whether it takes no writes, as a replica does
     * @param mayMigrate whether the user may create tables, which the first worker of a release does
     */
    public record ServerStatus(String version, Instant now, boolean readOnly, boolean mayMigrate) {}

    /** The server's own settings: a read-only session does not make the server read-only. */
    public ServerStatus serverStatus() {
        return database.autoCommit(handle -> handle.createQuery("""
            SELECT current_setting('server_version') AS version, clock_timestamp() AS now,
                pg_is_in_recovery() OR (SELECT reset_val = 'on' FROM pg_settings
                    WHERE name = 'default_transaction_read_only') AS read_only,
                has_schema_privilege(current_schema(), 'CREATE') AS may_migrate
            """)
                .map((row, context) -> new ServerStatus(
                        row.getString("version"),
                        PostgresColumns.time(row, "now"),
                        row.getBoolean("read_only"),
                        row.getBoolean("may_migrate")))
                .one());
    }

    /**
     * How many sessions the server accepts.
     *
     * @param limit {@code max_connections} less what is reserved for administrators
     * @param open sessions of all clients, this one included
     */
    public record ConnectionCapacity(int limit, int open) {}

    public ConnectionCapacity connectionCapacity() {
        return database.autoCommit(handle -> handle.createQuery("""
            SELECT current_setting('max_connections')::int
                    - current_setting('superuser_reserved_connections')::int
                    - COALESCE(current_setting('reserved_connections', true), '0')::int AS connection_limit,
                (SELECT sum(numbackends)::int FROM pg_stat_database) AS open_connections
            """)
                .map((row, context) ->
                        new ConnectionCapacity(row.getInt("connection_limit"), row.getInt("open_connections")))
                .one());
    }

    /** The privileges that the user lacks on the tables, such as {@code UPDATE on mf_run}. The tables must exist. */
    public List<String> missingPrivileges() {
        return database.autoCommit(
                handle -> handle.createQuery("""
                    SELECT privilege || ' on ' || name
                    FROM (VALUES ('mf_run', 'SELECT'), ('mf_run', 'INSERT'), ('mf_run', 'UPDATE'),
                        ('mf_request', 'SELECT'), ('mf_request', 'INSERT'), ('mf_request', 'UPDATE'),
                        ('mf_request_key', 'SELECT'), ('mf_request_key', 'INSERT'),
                        ('mf_run_event', 'SELECT'), ('mf_run_event', 'INSERT'),
                        ('mf_outbox', 'SELECT'), ('mf_outbox', 'INSERT'), ('mf_outbox', 'UPDATE'),
                        ('mf_outbox', 'DELETE'),
                        ('mf_evidence_audit', 'SELECT'), ('mf_evidence_audit', 'INSERT'),
                        ('mf_stream_revision', 'SELECT'), ('mf_stream_revision', 'INSERT'),
                        ('mf_reconciliation', 'SELECT'), ('mf_reconciliation', 'INSERT'),
                        ('mf_reconciliation', 'UPDATE'),
                        ('mf_intake_position', 'INSERT'), ('mf_intake_position', 'UPDATE'),
                        ('mf_dead_letter_count', 'UPDATE'),
                        ('mf_worker', 'SELECT'), ('mf_worker', 'INSERT'), ('mf_worker', 'UPDATE'),
                        ('mf_worker', 'DELETE'),
                        ('mf_run_progress', 'SELECT'), ('mf_run_progress', 'INSERT'),
                        ('mf_run_progress', 'UPDATE'),
                        ('mf_attempt_log', 'SELECT'), ('mf_attempt_log', 'INSERT'),
                        ('mf_attempt_log', 'UPDATE'),
                        ('mf_run_metric', 'INSERT')) AS needed (name, privilege)
                    WHERE NOT has_table_privilege(name, privilege)
                    ORDER BY name, privilege
                    """).mapTo(String.class).list());
    }
}
