package io.modelfactory.worker.algorithm.logistic;

import io.modelfactory.worker.model.FeatureMatrix;
import java.util.List;

/**
 * How the features of one row after the other enter the margin: which coefficient counts, and times what. Taken once a
 * row for all that is asked about it, in loops over plain arrays: fitting does little else.
 */
final class TermRow {
    private final FeatureMatrix matrix;
    private final List<FeatureTerm> terms;
    private final int width;
    private final double[] means;
    /** 1 where all values are the same, and of categories. */
    private final double[] scales;
    /** Features whose factor is not the standardized value. */
    private final boolean[] special;

    private final int[] missing;
    private final int[] first;
    private final float[] cells;
    private final int[] indexes;
    private final double[] factors;

    TermRow(FeatureMatrix matrix, List<FeatureTerm> terms) {
        this.matrix = matrix;
        this.terms = terms;
        this.width = terms.size();
        this.means = new double[width];
        this.scales = new double[width];
        this.special = new boolean[width];
        this.missing = new int[width];
        this.first = new int[width];
        this.cells = new float[width];
        this.indexes = new int[width];
        this.factors = new double[width];
        for (int column = 0; column < width; column++) {
            FeatureTerm term = terms.get(column);
            means[column] = term.mean();
            scales[column] = term.scale() > 0 ? term.scale() : 1;
            special[column] = !term.numeric() || !(term.scale() > 0);
            missing[column] = term.missing();
            first[column] = term.first();
        }
    }

    /** Features of a row. */
    int width() {
        return width;
    }

    void moveTo(int row) {
        matrix.copyRows(row, 1, cells);
        for (int column = 0; column < width; column++) {
            factors[column] = (cells[column] - means[column]) / scales[column];
        }
        for (int column = 0; column < width; column++) {
            if (special[column]) {
                indexes[column] = terms.get(column).index(cells[column]);
                factors[column] = terms.get(column).factor(cells[column]);
            } else if (Float.isNaN(cells[column])) {
                indexes[column] = missing[column];
                factors[column] = 1;
            } else {
                indexes[column] = first[column];
            }
        }
    }

    /** The products of the row with a vector, added to a number in the order of the features. */
    double plusDot(double start, double[] vector) {
        double sum = start;
        for (int column = 0; column < width; column++) {
            sum += vector[indexes[column]] * factors[column];
        }
        return sum;
    }

    /** Adds a multiple of the row. */
    void add(double[] sum, double times) {
        for (int column = 0; column < width; column++) {
            sum[indexes[column]] += times * factors[column];
        }
    }

    /** Adds a multiple of the squares of the row. */
    void addSquares(double[] sum, double times) {
        for (int column = 0; column < width; column++) {
            sum[indexes[column]] += times * factors[column] * factors[column];
        }
    }

    /** Where products of such rows are added up. */
    FactorProducts products(int size) {
        int[] usual = new int[width];
        for (int column = 0; column < width; column++) {
            usual[column] = special[column] ? -1 : first[column];
        }
        return new FactorProducts(usual, size);
    }

    /** Adds a multiple of the products of each two features, and of each with itself. */
    void addProducts(FactorProducts sum, double times) {
        sum.add(indexes, factors, times);
    }

    /** What one feature of the row adds to the margin. */
    double part(double[] coefficients, int column) {
        return coefficients[indexes[column]] * factors[column];
    }
}
