package io.modelfactory.worker.algorithm.logistic;

import io.modelfactory.worker.model.FeatureMatrix;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Mean and standard deviation of a column's values that are not missing, each added up in the order of the rows; 0 of a
 * column that has none.
 */
record ColumnMoments(double mean, double deviation) {

    /** Of all columns, in two passes over the rows as they lie: a column by itself would fetch every row anew. */
    static List<ColumnMoments> of(FeatureMatrix rows) {
        int width = rows.columns();
        double[] means = new double[width];
        long[] counts = new long[width];
        float[] cells = new float[width];
        for (int row = 0; row < rows.rows(); row++) {
            rows.copyRows(row, 1, cells);
            for (int column = 0; column < width; column++) {
                if (!Float.isNaN(cells[column])) {
                    means[column] += cells[column];
                    counts[column]++;
                }
            }
        }
        Arrays.setAll(means, column -> counts[column] == 0 ? 0 : means[column] / counts[column]);
        double[] squares = new double[width];
        for (int row = 0; row < rows.rows(); row++) {
            rows.copyRows(row, 1, cells);
            for (int column = 0; column < width; column++) {
                if (!Float.isNaN(cells[column])) {
                    squares[column] += (cells[column] - means[column]) * (cells[column] - means[column]);
                }
            }
        }
        return IntStream.range(0, width)
                .mapToObj(column -> new ColumnMoments(
                        means[column], counts[column] == 0 ? 0 : StrictMath.sqrt(squares[column] / counts[column])))
                .toList();
    }
}
