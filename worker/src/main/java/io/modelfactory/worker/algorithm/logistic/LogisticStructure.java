package io.modelfactory.worker.algorithm.logistic;

import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.ModelSize;
import io.modelfactory.worker.model.ModelStructure;
import io.modelfactory.worker.model.SplitCoverage;
import java.util.Random;

/**
 * A logistic regression, opened. The margin is a sum of one part a feature, so that a feature's Shapley value is its
 * part less the part that is expected of it: for a number x_j with the mean m_j and the weight w_j, (x_j - m_j) w_j.
 */
final class LogisticStructure implements ModelStructure {
    /** What a row of the golden vectors may be away from the mean, in standard deviations. */
    private static final double[] DISTANCES = {0, 1, -1, 3, -3, 1_000_000, -1_000_000};
    /** Rows before those in which one feature has the greatest, or the least, number there is. */
    private static final int PLAIN_ROWS = 64;

    private final LogisticModel model;
    private final double[] expectedParts;

    LogisticStructure(LogisticModel model, double[] expectedParts) {
        this.model = model;
        this.expectedParts = expectedParts;
    }

    @Override
    public int features() {
        return expectedParts.length;
    }

    /** There are no trees. */
    @Override
    public ModelSize size() {
        return new ModelSize(0, 0, 0);
    }

    /** What is subtracted, divided, multiplied and added keeps its order when it is rounded. */
    @Override
    public boolean isMonotone(int feature, int direction) {
        FeatureTerm term = model.terms().get(feature);
        return term.numeric() && (term.scale() == 0 || model.coefficient(term.first()) * direction >= 0);
    }

    @Override
    public double[] margins(FeatureMatrix rows) {
        requireColumns(rows);
        double[] margins = new double[rows.rows()];
        for (int row = 0; row < margins.length; row++) {
            margins[row] = model.margin(rows, row);
        }
        return margins;
    }

    /** The intercept, rounded to 32 bits. */
    @Override
    public float baseMargin() {
        return (float) model.intercept();
    }

    @Override
    public double expectedMargin() {
        double sum = model.intercept();
        for (double part : expectedParts) {
            sum += part;
        }
        return sum;
    }

    @Override
    public double[][] contributions(FeatureMatrix rows) {
        requireColumns(rows);
        double[][] contributions = new double[rows.rows()][expectedParts.length];
        for (int row = 0; row < contributions.length; row++) {
            for (int column = 0; column < expectedParts.length; column++) {
                contributions[row][column] = model.part(rows, row, column) - expectedParts[column];
            }
        }
        return contributions;
    }

    @Override
    public long contributionCost() {
        return expectedParts.length;
    }

    @Override
    public SplitCoverage coverage(FeatureMatrix rows, int[] categories) {
        requireColumns(rows);
        return new SplitCoverage(0, 0, 0);
    }

    @Override
    public FeatureMatrix boundaryRows(int[] categories, int atMost, long seed) {
        Random random = new Random(seed);
        int width = categories.length;
        int count = Math.min(atMost, PLAIN_ROWS + 2 * width);
        float[] values = new float[count * width];
        for (int row = 0; row < count; row++) {
            for (int column = 0; column < width; column++) {
                int choice = random.nextInt(1 << 16);
                values[row * width + column] =
                        categories[column] > 0 ? code(categories[column], row, choice) : number(column, choice);
            }
            int extreme = (row - PLAIN_ROWS) / 2;
            if (row >= PLAIN_ROWS && categories[extreme] == 0) {
                values[row * width + extreme] = row % 2 == 0 ? Float.MAX_VALUE : -Float.MAX_VALUE;
            }
        }
        return new FeatureMatrix(values, count, width);
    }

    /** The first rows have the categories in turn, so that each is met. */
    private static float code(int categories, int row, int choice) {
        int code = (row <= categories ? row : choice) % (categories + 1);
        return code == categories ? Float.NaN : code;
    }

    private float number(int column, int choice) {
        FeatureTerm term = model.terms().get(column);
        int distance = choice % (DISTANCES.length + 1);
        double number = distance == DISTANCES.length ? Double.NaN : term.mean() + DISTANCES[distance] * term.scale();
        return (float) Math.max(-Float.MAX_VALUE, Math.min(number, Float.MAX_VALUE));
    }

    private void requireColumns(FeatureMatrix rows) {
        if (rows.columns() != features()) {
            throw new IllegalArgumentException(rows.columns() + " columns for a model of " + features() + " features");
        }
    }
}
