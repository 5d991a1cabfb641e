package io.modelfactory.worker.dataset.encoding;

import static java.util.stream.Collectors.joining;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.split.SplitPart;
import io.modelfactory.worker.dataset.split.SplitSummary;
import io.modelfactory.worker.dataset.table.EventColumns;
import io.modelfactory.worker.dataset.table.EventRoles;
import io.modelfactory.worker.model.ColumnStore;
import io.modelfactory.worker.model.FloatColumn;
import io.modelfactory.worker.model.LongColumn;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBReadableVector;

/**
 * Reads the columns of the roles, part by part, to the positions that the rows have in the matrices. The database holds
 * few rows at a time for it; a row takes 8 bytes of time, 4 of entity, 8 of amount and 8 of sampling rate, as far as
 * they are declared, and a training row 4 of weight and 8 of event key.
 */
final class RoleReader {
    /** Rows that the database holds for reading at a time. */
    private static final long BATCH_ROWS = 1 << 20;

    private static final String TRAIN = String.valueOf(SplitPart.TRAIN.number());

    private static final int PART = 0;
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
        inBatches(
                chunk -> {
                    DuckDBReadableVector numbers = chunk.vector(1);
                    forEach(chunk, 0, (row, position) -> weights.set(position, numbers.getFloat(row)));
                },
                "CAST(position AS INTEGER), weight",
                "",
                TRAIN);
        return Optional.of(weights);
    }

    /** The first 64 bits of SHA-256 of each training row's event id, in UTF-8. */
    LongColumn trainingKeys() {
        LongColumn keys = store.longs(rows(SplitPart.TRAIN));
        inBatches(
                chunk -> {
                    DuckDBReadableVector high = chunk.vector(1);
                    DuckDBReadableVector low = chunk.vector(2);
                    forEach(
                            chunk,
                            0,
                            (row, position) ->
                                    keys.set(position, (high.getUint32(row) << Integer.SIZE) | low.getUint32(row)));
                },
                "CAST(position AS INTEGER), CAST('0x' || left(sha256(event_id), 8) AS UINTEGER),"
                        + " CAST('0x' || substr(sha256(event_id), 9, 8) AS UINTEGER)",
                "",
                TRAIN);
        return keys;
    }

    /** The roles of some parts, in one pass over the rows. */
    Map<SplitPart, EventRoles> read(SplitPart... parts) {
        Map<SplitPart, EventRoles> roles = new EnumMap<>(SplitPart.class);
        for (SplitPart part : parts) {
            roles.put(part, empty(rows(part)));
        }
        if (!columns.hasRoles()) {
            return roles;
        }
        String wanted = Stream.of(parts).map(part -> "" + part.number()).collect(joining(", "));
        boolean numbered = columns.hasEntityId();
        if (numbered) {
            // Of each part by itself: a number says nothing of entities elsewhere.
            db.update("""
                    CREATE TABLE entity_numbers AS
                    SELECT numbered_part, numbered_id,
                        row_number() OVER (PARTITION BY numbered_part ORDER BY numbered_id) - 1 AS number
                    FROM (SELECT DISTINCT part AS numbered_part, entity_id AS numbered_id
                        FROM events JOIN placement ON events.rowid = placement.event WHERE part IN (%s))
                    """.formatted(wanted));
        }
        inBatches(
                chunk -> store(roles, chunk),
                "part, CAST(position AS INTEGER), event_time, %s, amount, %s"
                        .formatted(
                                numbered ? "CAST(number AS INTEGER)" : "0",
                                columns.hasSamplingRate() ? "sampling_rate" : "0"),
                numbered ? "JOIN entity_numbers ON numbered_part = part AND numbered_id = entity_id" : "",
                wanted);
        if (numbered) {
            db.update("DROP TABLE entity_numbers");
        }
        return roles;
    }

    private EventRoles empty(int rows) {
        return new EventRoles(
                columns.hasEventTime() ? Optional.of(store.longs(rows)) : Optional.empty(),
                columns.hasEntityId() ? Optional.of(store.ints(rows)) : Optional.empty(),
                columns.hasAmount() ? Optional.of(store.doubles(rows)) : Optional.empty(),
                columns.hasSamplingRate() ? Optional.of(store.doubles(rows)) : Optional.empty());
    }

    /**
     * Of the rows of some parts, in any order.
     *
     * @param joined further tables
     * @param parts their numbers
     */
    private void inBatches(DuckDb.ChunkReader reader, String expressions, String joined, String parts) {
        for (long batch : batches(parts)) {
            long first = batch * BATCH_ROWS;
            db.forEachChunk("""
                    SELECT %1$s FROM events JOIN placement ON events.rowid = placement.event %2$s
                    WHERE part IN (%3$s) AND events.rowid >= %4$d AND events.rowid < %5$d AND event >= %4$d AND event < %5$d
                    """.formatted(expressions, joined, parts, first, first + BATCH_ROWS), reader);
        }
    }

    /** Those that have rows of the parts: where rows come in the order of time, not all have. */
    private List<Long> batches(String parts) {
        return split.events() <= BATCH_ROWS
                ? List.of(0L)
                : db.query(
                        "SELECT DISTINCT event // %d AS batch FROM placement WHERE part IN (%s) ORDER BY batch"
                                .formatted(BATCH_ROWS, parts),
                        row -> row.getLong(1));
    }

    private int rows(SplitPart part) {
        return Math.toIntExact(split.part(part).rows());
    }

    /** What takes a row of a chunk to its place. */
    private interface RowPlacer {
        void place(int row, int position);
    }

    /** @param column that has the positions */
    private static void forEach(DuckDBDataChunkReader chunk, int column, RowPlacer placer) {
        DuckDBReadableVector positions = chunk.vector(column);
        for (int row = 0; row < chunk.rowCount(); row++) {
            placer.place(row, positions.getInt(row));
        }
    }

    /** Column by column, to the part that a row is in. */
    private void store(Map<SplitPart, EventRoles> roles, DuckDBDataChunkReader chunk) {
        DuckDBReadableVector parts = chunk.vector(PART);
        EventRoles[] targets = new EventRoles[Math.toIntExact(chunk.rowCount())];
        EventRoles[] byPart = Stream.of(SplitPart.values())
                .map(part -> roles.getOrDefault(part, EventRoles.none()))
                .toArray(EventRoles[]::new);
        for (int row = 0; row < targets.length; row++) {
            targets[row] = byPart[parts.getByte(row)];
        }
        if (columns.hasEventTime()) {
            DuckDBReadableVector times = chunk.vector(TIME);
            forEach(
                    chunk,
                    POSITION,
                    (row, position) -> targets[row].times().orElseThrow().set(position, times.getLong(row)));
        }
        if (columns.hasEntityId()) {
            DuckDBReadableVector entities = chunk.vector(ENTITY);
            forEach(
                    chunk,
                    POSITION,
                    (row, position) -> targets[row].entities().orElseThrow().set(position, entities.getInt(row)));
        }
        if (columns.hasAmount()) {
            DuckDBReadableVector amounts = chunk.vector(AMOUNT);
            forEach(
                    chunk,
                    POSITION,
                    (row, position) -> targets[row].amounts().orElseThrow().set(position, amounts.getDouble(row)));
        }
        if (columns.hasSamplingRate()) {
            DuckDBReadableVector rates = chunk.vector(SAMPLING_RATE);
            forEach(
                    chunk,
                    POSITION,
                    (row, position) ->
                            targets[row].samplingRates().orElseThrow().set(position, rates.getDouble(row)));
        }
    }
}
