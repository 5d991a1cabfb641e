package io.modelfactory.worker.algorithm.logistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.modelfactory.worker.algorithm.CardPayments;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.LabelledMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CurvatureTest {
    private static final double L2 = 3;

    private final LabelledMatrix rows = CardPayments.of(3_000, 11, -2);
    private final List<FeatureTerm> features = features();
    private final TermRow terms = new TermRow(rows.features(), features);
    private final int size =
            features.stream().mapToInt(FeatureTerm::coefficients).sum() + 1;
    private final int[] sampled = {0, 5, 6, 700, 1_999, 2_500, 2_998};
    private final double[] curvatures = {0.25, 0.01, 0.2, 4, 1, 1e-3, 0.125};

    @Test
    void theMatrixIsThatOfThePassesOverTheRows() {
        Curvature dense = dense();
        Curvature byRows = new RowCurvature(terms, sampled, curvatures, L2, size);
        double[] vector = new Random(5).doubles(size, -1, 1).toArray();

        assertThat(dense.times(vector)).containsExactly(byRows.times(vector), within(1e-9));
        assertThat(dense.diagonal()).containsExactly(byRows.diagonal(), within(1e-9));
    }

    /** To the last bit: as if the products of each row had been added where they belong, one row after the other. */
    @Test
    void everyNumberOfTheMatrixIsAddedUpInTheOrderOfTheRows() {
        int[] all = IntStream.range(0, 3_000).toArray();
        double[] weights = new Random(7).doubles(all.length, 0, 1).toArray();

        double[][] expected = terms.products(size).lower();
        FactorProducts sums = terms.products(size);
        for (int i = 0; i < all.length; i++) {
            terms.moveTo(all[i]);
            terms.addProducts(sums, weights[i]);
            for (int column = 0; column < features.size(); column++) {
                for (int before = 0; before <= column; before++) {
                    int row = index(column, all[i]);
                    expected[row][index(before, all[i])] +=
                            weights[i] * factor(column, all[i]) * factor(before, all[i]);
                }
            }
        }
        double[][] products = sums.lower();

        for (int row = 0; row < size; row++) {
            assertThat(products[row]).as("row %d", row).containsExactly(expected[row]);
        }
    }

    private DenseCurvature dense() {
        DenseCurvature.Sums sums = new DenseCurvature.Sums(terms, size);
        for (int i = 0; i < sampled.length; i++) {
            terms.moveTo(sampled[i]);
            sums.add(curvatures[i]);
        }
        return sums.toCurvature(L2);
    }

    private int index(int column, int row) {
        return features.get(column).index(rows.features().value(row, column));
    }

    private double factor(int column, int row) {
        return features.get(column).factor(rows.features().value(row, column));
    }

    /** Its column for the intercept, which no penalty is on, is the sum of the rows. */
    @Test
    void theInterceptIsNotPenalized() {
        double[] intercept = new double[size];
        intercept[size - 1] = 1;

        double[] column = dense().times(intercept);

        assertThat(column[size - 1]).isCloseTo(0.25 + 0.01 + 0.2 + 4 + 1 + 1e-3 + 0.125, within(1e-12));
    }

    @Test
    void aMatrixIsNotMadeOfManyCoefficientsOrFeatures() {
        assertThat(DenseCurvature.isWorthwhile(30, 1_000)).isTrue();
        assertThat(DenseCurvature.isWorthwhile(30, 1_025)).isFalse();
        assertThat(DenseCurvature.isWorthwhile(101, 203)).isFalse();
    }

    private List<FeatureTerm> features() {
        List<ColumnMoments> moments = ColumnMoments.of(rows.features());
        List<FeatureTerm> found = new ArrayList<>();
        int first = 0;
        for (EncodedFeature feature : CardPayments.FEATURES) {
            found.add(FeatureTerm.of(feature, moments.get(found.size()), first));
            first += found.get(found.size() - 1).coefficients();
        }
        return found;
    }
}
