package io.modelfactory.worker.dataset;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Reads the columns of the roles, part by part, to the positions that the rows have in the matrices. */
final class RoleReader {
    private static final int POSITION = 1;
    private static final int TIME = 2;
    private static final int ENTITY = 3;
    private static final int AMOUNT = 4;
    private static final int SAMPLING_RATE = 5;

    private final DuckDb db;
    private final EventColumns columns;
    private final SplitSummary split;

    RoleReader(DuckDb db, EventColumns columns, SplitSummary split) {
        this.db = db;
        this.columns = columns;
        this.split = split;
    }

    /** What each training row counts in the loss; empty if the datasets declare no weight. */
    Optional<float[]> trainingWeights() {
        if (!columns.hasWeight()) {
            return Optional.empty();
        }
        float[] weights = new float[rows(SplitPart.TRAIN)];
        db.forEach("""
                SELECT position, weight FROM events JOIN placement ON events.rowid = placement.event WHERE part = %d
                """.formatted(SplitPart.TRAIN.number()), row -> weights[row.getInt(1)] = row.getFloat(2));
        return Optional.of(weights);
    }

    /** The first 64 bits of SHA-256 of each training row's event id, in UTF-8. */
    long[] trainingKeys() {
        long[] keys = new long[rows(SplitPart.TRAIN)];
        db.forEach(
                """
                SELECT position, CAST('0x' || left(hash, 8) AS UINTEGER), CAST('0x' || substr(hash, 9, 8) AS UINTEGER)
                FROM (SELECT position, sha256(event_id) AS hash
                    FROM events JOIN placement ON events.rowid = placement.event WHERE part = %d)
                """.formatted(SplitPart.TRAIN.number()),
                row -> keys[row.getInt(1)] = (row.getLong(2) << Integer.SIZE) | row.getLong(3));
        return keys;
    }

    EventRoles read(SplitPart part) {
        int rows = rows(part);
        EventRoles roles = new EventRoles(
                columns.hasEventTime() ? Optional.of(new long[rows]) : Optional.empty(),
                columns.hasEntityId() ? Optional.of(new int[rows]) : Optional.empty(),
                columns.hasAmount() ? Optional.of(new double[rows]) : Optional.empty(),
                columns.hasSamplingRate() ? Optional.of(new double[rows]) : Optional.empty());
        // Of the part alone: a number says nothing of entities elsewhere.
        db.forEach(
                """
                SELECT position, event_time, %s, amount, sampling_rate
                FROM events JOIN placement ON events.rowid = placement.event
                WHERE part = %d
                """.formatted(
                        columns.hasEntityId() ? "dense_rank() OVER (ORDER BY entity_id) - 1" : "0", part.number()),
                row -> store(roles, row));
        return roles;
    }

    private int rows(SplitPart part) {
        return Math.toIntExact(split.part(part).rows());
    }

    private static void store(EventRoles roles, ResultSet row) throws SQLException {
        int position = row.getInt(POSITION);
        if (roles.times().isPresent()) {
            roles.times().get()[position] = row.getLong(TIME);
        }
        if (roles.entities().isPresent()) {
            roles.entities().get()[position] = row.getInt(ENTITY);
        }
        if (roles.amounts().isPresent()) {
            roles.amounts().get()[position] = row.getDouble(AMOUNT);
        }
        if (roles.samplingRates().isPresent()) {
            roles.samplingRates().get()[position] = row.getDouble(SAMPLING_RATE);
        }
    }
}
