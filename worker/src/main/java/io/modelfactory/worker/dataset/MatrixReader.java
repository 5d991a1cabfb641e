package io.modelfactory.worker.dataset;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;

import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.LabelledMatrix;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads placed and encoded rows into matrices. Rows come in any order and go straight to their position, so that
 * nothing is sorted and no value is ever boxed: what is held is the matrices themselves.
 */
final class MatrixReader {
    private static final int PART = 1;
    private static final int POSITION = 2;
    private static final int POSITIVE = 3;
    private static final int FIRST_FEATURE = 4;
    /** How many values the database holds for reading at a time, 4 bytes each. */
    private static final int BATCH_VALUES = 1 << 23;

    private static final int MAX_ARRAY_LENGTH = Integer.MAX_VALUE - 8;

    /** How many values of matrices in files are written at a time, 4 bytes each: so many pages are in use together. */
    private static final long WINDOW_VALUES = 1L << 26;

    private final int width;
    private final Optional<Path> folder;
    private final LabelledMatrix[] matrices;

    private MatrixReader(int width, SplitSummary split, List<SplitPart> parts, Optional<Path> folder) {
        this.width = width;
        this.folder = folder;
        this.matrices = Stream.of(SplitPart.values())
                .map(part -> empty(part, parts.contains(part) ? split.part(part).rows() : 0))
                .toArray(LabelledMatrix[]::new);
    }

    private LabelledMatrix empty(SplitPart part, long rows) {
        if (folder.isPresent() && rows * width > 0 && rows <= MAX_ARRAY_LENGTH) {
            return new LabelledMatrix(inFile(folder.get(), (int) rows), new float[(int) rows]);
        }
        if (rows * width > MAX_ARRAY_LENGTH) {
            throw new FailureException(
                    DATASET_INVALID,
                    "the " + part.wireName() + " part has " + rows + " rows of " + width
                            + " features, more than one matrix holds");
        }
        int height = (int) rows;
        return new LabelledMatrix(new FeatureMatrix(new float[height * width], height, width), new float[height]);
    }

    private FeatureMatrix inFile(Path in, int rows) {
        try {
            return FeatureMatrix.inFile(in.resolve("matrix-" + UUID.randomUUID()), rows, width);
        } catch (UncheckedIOException e) {
            throw new TransientFaultException("the scratch folder cannot hold the rows", e);
        }
    }

    /**
     * @param folder for files that hold the matrices; empty to have them on the heap
     * @param parts to read; the matrices of the others stay empty
     */
    static MatrixReader read(
            DuckDb db, FeatureEncoding encoding, SplitSummary split, Optional<Path> folder, SplitPart... parts) {
        List<SplitPart> wanted = List.of(parts);
        MatrixReader reader = new MatrixReader(encoding.columns().size(), split, wanted, folder);
        String values = encoding.columns().stream()
                .map(column -> ", " + column.expression())
                .collect(Collectors.joining());
        String numbers = wanted.stream().map(part -> "" + part.number()).collect(Collectors.joining(", "));
        long batch = Math.max(1, BATCH_VALUES / reader.width);
        long read = 0;
        long mostRows =
                wanted.stream().mapToLong(part -> split.part(part).rows()).max().orElse(0);
        long window = folder.isPresent() ? Math.max(1, WINDOW_VALUES / reader.width) : Math.max(1, mostRows);
        for (long position = 0; position < mostRows; position += window) {
            for (long first = 0; first < split.events(); first += batch) {
                read += db.forEach(
                        """
                        SELECT part, position, positive%1$s
                        FROM events JOIN placement ON events.rowid = placement.event
                        WHERE events.rowid >= %2$d AND events.rowid < %3$d AND event >= %2$d AND event < %3$d
                            AND part IN (%4$s) AND position >= %5$d AND position < %6$d
                        """.formatted(values, first, first + batch, numbers, position, position + window),
                        reader::storeRow);
            }
        }
        long expected =
                wanted.stream().mapToLong(part -> split.part(part).rows()).sum();
        if (read != expected) {
            throw new IllegalStateException(read + " rows were read of " + expected);
        }
        return reader;
    }

    LabelledMatrix matrix(SplitPart part) {
        return matrices[part.number()];
    }

    private void storeRow(ResultSet row) throws SQLException {
        LabelledMatrix matrix = matrices[row.getByte(PART)];
        int position = row.getInt(POSITION);
        matrix.labels()[position] = row.getBoolean(POSITIVE) ? 1 : 0;
        for (int column = 0; column < width; column++) {
            matrix.features().set(position, column, row.getFloat(FIRST_FEATURE + column));
        }
    }
}
