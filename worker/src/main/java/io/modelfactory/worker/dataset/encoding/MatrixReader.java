package io.modelfactory.worker.dataset.encoding;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.split.SplitPart;
import io.modelfactory.worker.dataset.split.SplitSummary;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.ColumnStore;
import io.modelfactory.worker.model.LabelledMatrix;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBReadableVector;

/**
 * Reads placed and encoded rows into matrices. Rows come in any order and go straight to their position, so that
 * nothing is sorted and no value is ever boxed: what is held is the matrices themselves.
 */
public final class MatrixReader {
    private static final int PART = 0;
    private static final int POSITION = 1;
    private static final int POSITIVE = 2;
    private static final int FIRST_FEATURE = 3;
    /** How many values the database holds for reading at a time, 4 bytes each. */
    private static final int BATCH_VALUES = 1 << 23;

    private static final int MAX_ARRAY_LENGTH = Integer.MAX_VALUE - 8;

    /** How many values of matrices in files are written at a time, 4 bytes each: so many pages are in use together. */
    private static final long WINDOW_VALUES = 1L << 26;

    private final int width;
    private final LabelledMatrix[] matrices;

    private MatrixReader(int width, SplitSummary split, List<SplitPart> parts, ColumnStore columns) {
        this.width = width;
        this.matrices = Stream.of(SplitPart.values())
                .map(part -> empty(part, parts.contains(part) ? split.part(part).rows() : 0, columns))
                .toArray(LabelledMatrix[]::new);
    }

    private LabelledMatrix empty(SplitPart part, long rows, ColumnStore columns) {
        if (columns.inFiles() ? rows > MAX_ARRAY_LENGTH : rows * width > MAX_ARRAY_LENGTH) {
            throw new FailureException(
                    DATASET_INVALID,
                    "the " + part.wireName() + " part has " + rows + " rows of " + width
                            + " features, more than one matrix holds");
        }
        return new LabelledMatrix(columns.matrix((int) rows, width), columns.floats((int) rows));
    }

    /**
     * @param columns where the matrices are to lie
     * @param parts to read; the matrices of the others stay empty
     */
    static MatrixReader read(
            DuckDb db, FeatureEncoding encoding, SplitSummary split, ColumnStore columns, SplitPart... parts) {
        List<SplitPart> wanted = List.of(parts);
        MatrixReader reader = new MatrixReader(encoding.columns().size(), split, wanted, columns);
        String values = encoding.columns().stream()
                .map(column -> ", " + column.expression())
                .collect(Collectors.joining());
        String numbers = wanted.stream().map(part -> "" + part.number()).collect(Collectors.joining(", "));
        long batch = Math.max(1, BATCH_VALUES / reader.width);
        long read = 0;
        long mostRows =
                wanted.stream().mapToLong(part -> split.part(part).rows()).max().orElse(0);
        long window = columns.inFiles() ? Math.max(1, WINDOW_VALUES / reader.width) : Math.max(1, mostRows);
        for (Slice slice : slices(db, numbers, split.events(), mostRows, batch, window)) {
            long first = slice.batch() * batch;
            long position = slice.window() * window;
            read += db.forEachChunk(
                    """
                    SELECT part, CAST(position AS INTEGER), positive%1$s
                    FROM events JOIN placement ON events.rowid = placement.event
                    WHERE events.rowid >= %2$d AND events.rowid < %3$d AND event >= %2$d AND event < %3$d
                        AND part IN (%4$s) AND position >= %5$d AND position < %6$d
                    """.formatted(values, first, first + batch, numbers, position, position + window), reader::store);
        }
        long expected =
                wanted.stream().mapToLong(part -> split.part(part).rows()).sum();
        if (read != expected) {
            throw new IllegalStateException(read + " rows were read of " + expected);
        }
        return reader;
    }

    /** Some rows as the table has them, of which those in a window of positions are read. */
    record Slice(long window, long batch) {}

    /** Those that may have any rows, window by window: where rows come in the order of time, few have. */
    static List<Slice> slices(DuckDb db, String parts, long events, long mostRows, long batch, long window) {
        if (events <= batch && mostRows <= window) {
            return List.of(new Slice(0, 0));
        }
        return db.query("""
                SELECT DISTINCT
                    unnest(range(min(position) // %1$d, max(position) // %1$d + 1)) AS window_number,
                    event // %2$d AS batch
                FROM placement WHERE part IN (%3$s) GROUP BY part, batch ORDER BY window_number, batch
                """.formatted(window, batch, parts), row -> new Slice(row.getLong(1), row.getLong(2)));
    }

    public LabelledMatrix matrix(SplitPart part) {
        return matrices[part.number()];
    }

    /**
     * Column by column, as the rows lie there; the rows of a matrix that a few of them fill are near by meanwhile. What
     * is missing becomes NaN.
     */
    private void store(DuckDBDataChunkReader chunk) {
        int rows = Math.toIntExact(chunk.rowCount());
        LabelledMatrix[] targets = new LabelledMatrix[rows];
        int[] positions = new int[rows];
        DuckDBReadableVector parts = chunk.vector(PART);
        DuckDBReadableVector places = chunk.vector(POSITION);
        DuckDBReadableVector labels = chunk.vector(POSITIVE);
        for (int row = 0; row < rows; row++) {
            targets[row] = matrices[parts.getByte(row)];
            positions[row] = places.getInt(row);
            targets[row].labels().set(positions[row], labels.getBoolean(row) ? 1 : 0);
        }
        for (int column = 0; column < width; column++) {
            DuckDBReadableVector values = chunk.vector(FIRST_FEATURE + column);
            for (int row = 0; row < rows; row++) {
                targets[row].features().set(positions[row], column, values.getFloat(row, Float.NaN));
            }
        }
    }
}
