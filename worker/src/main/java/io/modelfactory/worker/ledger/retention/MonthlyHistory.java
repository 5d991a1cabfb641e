package io.modelfactory.worker.ledger.retention;

import io.modelfactory.worker.ledger.postgres.Database;
import io.modelfactory.worker.ledger.retention.ExportedMonth.ExportedTable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;

/**
 * Events, requests and audits by month. The events of a run belong to the month in which it was created; requests and
 * audits to that of their own time, in UTC.
 */
public final class MonthlyHistory {
    private final Database database;

    public MonthlyHistory(DataSource dataSource) {
        this.database = new Database(dataSource);
    }

    /** A month that has partitions; rows and bytes of all its tables, as the database estimates them. */
    public record HistoryMonth(YearMonth month, long rows, long bytes) {}

    /** Makes the partitions of this month and the next two, unless they are there. */
    public void createComingMonths() {
        database.autoCommit(handle -> handle.createQuery("SELECT mf_create_coming_months()::text")
                .mapTo(String.class)
                .list());
    }

    /** The months that are not detached, oldest first. */
    public List<HistoryMonth> months() {
        return database.autoCommit(handle -> handle.createQuery("""
                        SELECT replace(right(part.relname, 7), '_', '-') AS month,
                            sum(GREATEST(part.reltuples, 0))::bigint AS rows,
                            sum(pg_total_relation_size(part.oid))::bigint AS bytes
                        FROM pg_inherits JOIN pg_class part ON part.oid = inhrelid
                            JOIN pg_class parent ON parent.oid = inhparent
                        WHERE parent.oid IN ('mf_run_event'::regclass, 'mf_request'::regclass,
                                'mf_evidence_audit'::regclass)
                            AND part.relname ~ '_[0-9]{4}_[0-9]{2}$'
                        GROUP BY 1 ORDER BY 1
                        """)
                .map((row, context) -> new HistoryMonth(
                        YearMonth.parse(row.getString("month")), row.getLong("rows"), row.getLong("bytes")))
                .list());
    }

    /**
     * Why a month cannot be detached yet; empty if it can. What is in progress needs its history.
     *
     * @throws IllegalArgumentException if there is no such month
     */
    public List<String> obstacles(YearMonth month) {
        requireMonth(month);
        return database.autoCommit(handle -> obstacles(handle, month));
    }

    private static List<String> obstacles(Handle handle, YearMonth month) {
        return handle.createQuery("""
                        SELECT 'it is not over' AS obstacle WHERE mf_month(now()) <= :month::date
                        UNION ALL SELECT count(*) || ' of its runs have work left' FROM mf_run
                            WHERE claimable AND created_month = :month::date HAVING count(*) > 0
                        UNION ALL SELECT count(*) || ' of its requests are not answered, or their receipts not archived'
                            FROM <requests>
                            WHERE receipt IS NULL OR (archived_at IS NULL AND archive_error IS NULL)
                            HAVING count(*) > 0
                        """)
                .define("requests", HistoryTable.REQUESTS.partition(month))
                .bind("month", month.atDay(1).toString())
                .mapTo(String.class)
                .list();
    }

    private void requireMonth(YearMonth month) {
        if (months().stream().noneMatch(known -> known.month().equals(month))) {
            throw new IllegalArgumentException("the ledger has no month " + month + ", or it is detached already");
        }
    }

    /**
     * Writes all rows of a month into files, as of one moment.
     *
     * @param folder made if it is not there; a file of the month that is in it already is not overwritten
     * @throws IllegalArgumentException if there is no such month
     * @throws java.nio.file.FileAlreadyExistsException if it was exported to this folder before
     */
    public ExportedMonth export(YearMonth month, Path folder) throws IOException {
        requireMonth(month);
        return database.readOnlySnapshot(handle -> MonthExport.write(handle, month, folder));
    }

    /**
     * Detaches a month that was exported, if not a row has come since. Its tables stay, under other names and with the
     * trigger that refuses to delete rows, until the ledger's owner drops them.
     *
     * @throws IllegalStateException if something stands against it; then nothing is changed
     * @throws io.modelfactory.worker.failure.TransientFaultException if another transaction locks the tables
     */
    public void detach(ExportedMonth exported) {
        database.<Boolean>transaction(handle -> {
            handle.execute("SET LOCAL lock_timeout = '5s'");
            List<String> problems = new ArrayList<>(obstacles(handle, exported.month()));
            for (ExportedTable table : exported.tables()) {
                String partition = table.table().partition(exported.month());
                handle.execute("LOCK TABLE " + partition + " IN SHARE MODE");
                long rows = handle.createQuery("SELECT count(*) FROM <partition>")
                        .define("partition", partition)
                        .mapTo(Long.class)
                        .one();
                if (rows != table.rows()) {
                    problems.add(partition + " has " + rows + " rows by now, not the " + table.rows() + " exported");
                }
            }
            if (!problems.isEmpty()) {
                throw new IllegalStateException(exported.month() + " stays: " + String.join("; ", problems));
            }
            for (ExportedTable table : exported.tables()) {
                String partition = table.table().partition(exported.month());
                handle.execute("ALTER TABLE " + table.table().parent() + " DETACH PARTITION " + partition);
                handle.execute("ALTER TABLE " + partition + " RENAME TO "
                        + table.table().detached(exported.month()));
            }
            return true;
        });
    }
}
