package io.modelfactory.worker.algorithm.logistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.modelfactory.worker.algorithm.CardPayments;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.LabelledMatrix;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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
        Curvature dense = DenseCurvature.of(terms, sampled, curvatures, L2, size);
        Curvature byRows = new RowCurvature(terms, sampled, curvatures, L2, size);
        double[] vector = new Random(5).doubles(size, -1, 1).toArray();

        assertThat(dense.times(vector)).containsExactly(byRows.times(vector), within(1e-9));
        assertThat(dense.diagonal()).containsExactly(byRows.diagonal(), within(1e-9));
    }

    /** Its column for the intercept, which no penalty is on, is the sum of the rows. */
    @Test
    void theInterceptIsNotPenalized() {
        double[] intercept = new double[size];
        intercept[size - 1] = 1;

        double[] column =
                DenseCurvature.of(terms, sampled, curvatures, L2, size).times(intercept);

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
