package io.modelfactory.worker.evaluate.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Stability indices against the plain definition; the adversarial AUC where theory knows it. */
class DriftReportTest {
    private static final int ROWS = 5_000;

    /**
     * By numpy 2: cuts at sorted[b * 999 // 10] for b = 1..9, shares (n + 0.5) / (1000 + 11 / 2), sum (q - p) ln(q /
     * p).
     */
    @Test
    void aShiftedColumnHasTheIndexThatNumpyGives() {
        float[] training = new float[1_000];
        float[] test = new float[1_000];
        for (int row = 0; row < 1_000; row++) {
            training[row] = row * 37 % 1_000;
            test[row] = Math.min(999, row + 150);
        }

        assertThat(FeatureBins.ofNumbers(training, 10).stabilityIndex(training, test))
                .isEqualTo(NUMPY, within(1e-12));
        assertThat(FeatureBins.ofNumbers(training, 10).stabilityIndex(training, training))
                .isZero();
    }

    private static final double NUMPY = 0.6978964587972818;

    @Test
    void theIndexIsThatOfTheDefinitionForNumbersWithTiesAndMissingValues() {
        SplittableRandom random = new SplittableRandom(5);
        float[] training = new float[700];
        float[] test = new float[300];
        for (int row = 0; row < 700; row++) {
            training[row] = random.nextInt(9) == 0 ? Float.NaN : random.nextInt(40);
        }
        for (int row = 0; row < 300; row++) {
            test[row] = random.nextInt(5) == 0 ? Float.NaN : random.nextInt(50);
        }

        FeatureBins bins = FeatureBins.ofNumbers(training, 10);

        double[] p = plainShares(training, bins.count(), training);
        double[] q = plainShares(test, bins.count(), training);
        double expected = 0;
        for (int bin = 0; bin < p.length; bin++) {
            expected += (q[bin] - p[bin]) * Math.log(q[bin] / p[bin]);
        }
        assertThat(bins.stabilityIndex(training, test))
                .isEqualTo(expected, within(1e-12))
                .isGreaterThan(0.05);
    }

    /** Counted value by value: above how many of the distinct tenths of the training values it lies. */
    private static double[] plainShares(float[] values, int bins, float[] training) {
        float[] sorted = new float[training.length];
        int present = 0;
        for (float value : training) {
            if (!Float.isNaN(value)) {
                sorted[present++] = value;
            }
        }
        sorted = Arrays.copyOf(sorted, present);
        Arrays.sort(sorted);
        TreeMap<Float, Boolean> cuts = new TreeMap<>();
        for (int tenth = 1; tenth < 10; tenth++) {
            cuts.put(sorted[tenth * (present - 1) / 10], true);
        }
        double[] shares = new double[bins];
        Arrays.fill(shares, 0.5 / (values.length + bins / 2.0));
        for (float value : values) {
            int bin = Float.isNaN(value) ? bins - 1 : cuts.headMap(value, false).size();
            shares[bin] += 1 / (values.length + bins / 2.0);
        }
        return shares;
    }

    @Test
    void rareCategoriesShareABin() {
        float[] training = {4, 4, 4, 7, 7, 1, 2, Float.NaN};

        FeatureBins bins = FeatureBins.ofCategories(training, 3);

        assertThat(bins.of(new float[] {4, 7, 1, 2, 99, Float.NaN})).containsExactly(0, 1, 2, 2, 2, 3);
    }

    /** Two normal distributions of distance d: no score tells them apart better than with AUC Phi(d / sqrt 2). */
    @ParameterizedTest
    @CsvSource({"0,0.5,0.02", "0.5,0.638,0.02", "1,0.760,0.02", "2,0.921,0.02"})
    void theAdversarialAucIsWhatTheDistanceAllows(double distance, double auc, double tolerance) {
        assertThat(auc(x -> x + distance)).isEqualTo(auc, within(tolerance));
    }

    @Test
    void theSameRowsGiveTheSameBits() {
        assertThat(auc(x -> x + 0.3)).isEqualTo(auc(x -> x + 0.3));
    }

    private static double auc(DoubleUnaryOperator shift) {
        SplittableRandom random = new SplittableRandom(3);
        float[] training = new float[ROWS];
        float[] test = new float[ROWS];
        for (int row = 0; row < ROWS; row++) {
            training[row] = (float) random.nextGaussian();
            test[row] = (float) shift.applyAsDouble(random.nextGaussian());
        }
        FeatureBins bins = FeatureBins.ofNumbers(training, 32);
        byte[] column = Arrays.copyOf(bins.of(training), 2 * ROWS);
        System.arraycopy(bins.of(test), 0, column, ROWS, ROWS);
        return DriftReport.meanAuc(new byte[][] {column}, new int[] {bins.count()}, ROWS);
    }

    /** Each column by itself is the same in both parts; only together do they tell. */
    @Test
    void columnsThatDifferOnlyTogetherAreFound() {
        SplittableRandom random = new SplittableRandom(9);
        byte[][] columns = new byte[2][4_000];
        for (int row = 0; row < 4_000; row++) {
            columns[0][row] = (byte) random.nextInt(2);
            boolean same = row < 2_000 || random.nextInt(4) == 0;
            columns[1][row] = (byte) (same ? columns[0][row] : 1 - columns[0][row]);
        }

        assertThat(DriftReport.meanAuc(columns, new int[] {3, 3}, 2_000)).isGreaterThan(0.8);
    }

    @Test
    void aLargePartIsLookedAtThroughRowsAtEvenDistances() {
        assertThat(DriftReport.places(10, 4)).containsExactly(0, 2, 5, 7);
        assertThat(DriftReport.places(3, 4)).containsExactly(0, 1, 2);
        assertThat(DriftReport.places(Integer.MAX_VALUE - 8, 50_000)[49_999]).isEqualTo(2_147_440_689);
    }
}
