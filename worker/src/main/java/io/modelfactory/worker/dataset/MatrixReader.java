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
    private final LabelledMatrix[] matrices;

    private MatrixReader(int width, SplitSummary split) {
        this.width = width;
        this.matrices = Stream.of(Part.values())
                .map(part -> empty(part, split.part(part).rows()))
                .toArray(LabelledMatrix[]::new);
    }

    private LabelledMatrix empty(Part part, long rows) {
        if (rows * width > LARGEST_ARRAY) {
            throw new FailureException(
                    DATASET_INVALID,
                    "the " + part.wireName() + " part has " + rows + " rows of " + width
                            + " features, more than one matrix holds");
        }
        int height = (int) rows;
        return new LabelledMatrix(new FeatureMatrix(new float[height * width], height, width), new float[height]);
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
        return matrices[part.number()];
    }

    private void fill(DuckDBDataChunkReader chunk) {
        int rows = (int) chunk.rowCount();
        float[][] target = new float[rows][];
        int[] start = new int[rows];
        DuckDBReadableVector parts = chunk.vector(PART);
        DuckDBReadableVector positions = chunk.vector(POSITION);
        DuckDBReadableVector positives = chunk.vector(POSITIVE);
        for (int row = 0; row < rows; row++) {
            LabelledMatrix matrix = matrices[parts.getByte(row)];
            int position = (int) positions.getLong(row);
            matrix.labels()[position] = positives.getBoolean(row) ? 1 : 0;
            target[row] = matrix.features().values();
            start[row] = position * width;
        }
        for (int column = 0; column < width; column++) {
            DuckDBReadableVector values = chunk.vector(FIRST_FEATURE + column);
            for (int row = 0; row < rows; row++) {
                target[row][start[row] + column] = values.getFloat(row, Float.NaN);
            }
        }
    }
}
