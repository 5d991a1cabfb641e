package io.modelfactory.worker.dataset;

import io.modelfactory.worker.model.ColumnStore;
import io.modelfactory.worker.model.FloatColumn;
import io.modelfactory.worker.model.LongColumn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * Reads the columns of the roles, part by part, to the positions that the rows have in the matrices. The database holds
 * few rows at a time for it; a row takes 8 bytes of time, 4 of entity, 8 of amount and 8 of sampling rate, as far as
 * they are declared, and a training row 4 of weight and 8 of event key.
 */
final class RoleReader {
    /** Rows that the database holds for reading at a time. */
    private static final long BATCH_ROWS = 1 << 20;

    private static final int POSITION = 1;
    private static final int TIME = 2;
    private static final int ENTITY = 3;
    private static final int AMOUNT = 4;
    private static final int SAMPLING_RATE = 5;

    private final DuckDb db;
    private final EventColumns columns;
    private final SplitSummary split;
    private final ColumnStore store;

    /** @param store where the columns are to lie */
    RoleReader(DuckDb db, EventColumns columns, SplitSummary split, ColumnStore store) {
        this.db = db;
        this.columns = columns;
        this.split = split;
        this.store = store;
    }

    /** What each training row counts in the loss; empty if the datasets declare no weight. */
    Optional<FloatColumn> trainingWeights() {
        if (!columns.hasWeight()) {
            return Optional.empty();
        }
        FloatColumn weights = store.floats(rows(SplitPart.TRAIN));
        inBatches("position, weight", SplitPart.TRAIN, row -> weights.set(row.getInt(1), row.getFloat(2)));
        return Optional.of(weights);
    }

    /** The first 64 bits of SHA-256 of each training row's event id, in UTF-8. */
    LongColumn trainingKeys() {
        LongColumn keys = store.longs(rows(SplitPart.TRAIN));
        inBatches(
                "position, CAST('0x' || left(sha256(event_id), 8) AS UINTEGER),"
                        + " CAST('0x' || substr(sha256(event_id), 9, 8) AS UINTEGER)",
                SplitPart.TRAIN,
                row -> keys.set(row.getInt(1), (row.getLong(2) << Integer.SIZE) | row.getLong(3)));
        return keys;
    }

    EventRoles read(SplitPart part) {
        int rows = rows(part);
        EventRoles roles = new EventRoles(
                columns.hasEventTime() ? Optional.of(store.longs(rows)) : Optional.empty(),
                columns.hasEntityId() ? Optional.of(store.ints(rows)) : Optional.empty(),
                columns.hasAmount() ? Optional.of(store.doubles(rows)) : Optional.empty(),
                columns.hasSamplingRate() ? Optional.of(store.doubles(rows)) : Optional.empty());
        if (!columns.hasRoles()) {
            return roles;
        }
        boolean numbered = columns.hasEntityId();
        if (numbered) {
            // Of the part alone: a number says nothing of entities elsewhere.
            db.update("""
                    CREATE TABLE entity_numbers AS
                    SELECT entity_id AS numbered_id, row_number() OVER (ORDER BY entity_id) - 1 AS number
                    FROM (SELECT DISTINCT entity_id
                        FROM events JOIN placement ON events.rowid = placement.event WHERE part = %d)
                    """.formatted(part.number()));
        }
        inBatches(
                "position, event_time, %s, amount, sampling_rate"
                        .formatted(
                                numbered ? "(SELECT number FROM entity_numbers WHERE numbered_id = entity_id)" : "0"),
                part,
                row -> store(roles, row));
        if (numbered) {
            db.update("DROP TABLE entity_numbers");
        }
        return roles;
    }

    /** Of the rows of a part, in any order. */
    private void inBatches(String expressions, SplitPart part, DuckDb.RowReader reader) {
        for (long first = 0; first < split.events(); first += BATCH_ROWS) {
            db.forEach("""
                    SELECT %1$s FROM events JOIN placement ON events.rowid = placement.event
                    WHERE part = %2$d AND events.rowid >= %3$d AND events.rowid < %4$d AND event >= %3$d AND event < %4$d
                    """.formatted(expressions, part.number(), first, first + BATCH_ROWS), reader);
        }
    }

    private int rows(SplitPart part) {
        return Math.toIntExact(split.part(part).rows());
    }

    private static void store(EventRoles roles, ResultSet row) throws SQLException {
        int position = row.getInt(POSITION);
        if (roles.times().isPresent()) {
            roles.times().get().set(position, row.getLong(TIME));
        }
        if (roles.entities().isPresent()) {
            roles.entities().get().set(position, row.getInt(ENTITY));
        }
        if (roles.amounts().isPresent()) {
            roles.amounts().get().set(position, row.getDouble(AMOUNT));
        }
        if (roles.samplingRates().isPresent()) {
            roles.samplingRates().get().set(position, row.getDouble(SAMPLING_RATE));
        }
    }
}
