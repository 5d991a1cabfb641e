package io.modelfactory.worker.dataset;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;

import io.modelfactory.worker.failure.FailureException;
import java.util.List;
import java.util.stream.Stream;
import org.duckdb.DuckDBDataChunkReader;
import org.duckdb.DuckDBReadableVector;

/**
 * Reads placed and encoded rows into matrices. Rows come in any order and go straight to their position, so that nothing is
 * sorted and no value is ever boxed: what is held is the matrices themselves.
 */
final class MatrixReader {
    private static final int PART = 0;
    private static final int POSITION = 1;
    private static final int POSITIVE = 2;
    private static final int FIRST_FEATURE = 3;
    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

    private final int width;
    private final Target[] targets;

    private MatrixReader(int width, SplitSummary split) {
        this.width = width;
        this.targets = Stream.of(Part.values())
                .map(part -> target(part, split.part(part).rows()))
                .toArray(Target[]::new);
    }

    private record Target(float[] values, float[] labels) {}

    private Target target(Part part, long rows) {
        if (rows * width > LARGEST_ARRAY) {
            throw new FailureException(
                    DATASET_INVALID,
                    "the " + part.wireName() + " part has " + rows + " rows of " + width
                            + " features, more than one matrix holds");
        }
        return new Target(new float[(int) rows * width], new float[(int) rows]);
    }

    static MatrixReader read(DuckDb db, List<EncodedFeature> features, SplitSummary split) {
        MatrixReader reader = new MatrixReader(features.size(), split);
        StringBuilder encoded = new StringBuilder();
        for (int i = 0; i < features.size(); i++) {
            encoded.append(", ").append(Encoder.encoded(i, features.get(i).type()));
        }
        db.readChunks("""
                SELECT part, position, positive%s
                FROM events JOIN placement ON events.rowid = placement.event
                """.formatted(encoded), reader::fill);
        return reader;
    }

    LabelledMatrix matrix(Part part) {
        Target target = targets[part.ordinal()];
        return new LabelledMatrix(new FeatureMatrix(target.values(), target.labels().length, width), target.labels());
    }

    private void fill(DuckDBDataChunkReader chunk) {
        int rows = (int) chunk.rowCount();
        Target[] target = new Target[rows];
        int[] position = new int[rows];
        place(chunk, target, position);
        for (int column = 0; column < width; column++) {
            DuckDBReadableVector vector = chunk.vector(FIRST_FEATURE + column);
            for (int row = 0; row < rows; row++) {
                target[row].values()[position[row] * width + column] = vector.getFloat(row, Float.NaN);
            }
        }
    }

    private void place(DuckDBDataChunkReader chunk, Target[] target, int[] position) {
        DuckDBReadableVector parts = chunk.vector(PART);
        DuckDBReadableVector positions = chunk.vector(POSITION);
        DuckDBReadableVector positives = chunk.vector(POSITIVE);
        for (int row = 0; row < target.length; row++) {
            target[row] = targets[parts.getByte(row)];
            position[row] = (int) positions.getLong(row);
            target[row].labels()[position[row]] = positives.getBoolean(row) ? 1 : 0;
        }
    }
}
