package io.modelfactory.worker.dataset.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FeatureDistributionTest {
    private static final float MISSING = Float.NaN;
    private static final List<EncodedFeature> FEATURES = List.of(
            new EncodedFeature("amount", FeatureType.NUMERIC, List.of()),
            new EncodedFeature("channel", FeatureType.CATEGORICAL, List.of("app", "pos", "web")));

    @Test
    void missingRowsAreCountedInBothParts() {
        FeatureDistribution amount = distributions().get(0);

        assertThat(amount.name()).isEqualTo("amount");
        assertThat(amount.train().missingRows()).isEqualTo(2);
        assertThat(amount.test().missingRows()).isEqualTo(1);
        assertThat(amount.test().quantiles()).as("without any value").isEmpty();
    }

    /** Of 101 values 0 to 100 each percentile is the value of its own number, whatever their order. */
    @Test
    void percentilesAreValuesOfTheRowsThatHaveOne() {
        assertThat(distributions().get(0).train().quantiles()).containsExactly(5.0, 25.0, 50.0, 75.0, 95.0);
        assertThat(distributions().get(0).train().mostFrequent()).isEmpty();
    }

    @Test
    void theMostFrequentCategoryIsNamedAndTheFirstOfSeveral() {
        FeatureDistribution channel = distributions().get(1);

        assertThat(channel.train().mostFrequent()).contains(new ValueDistribution.CategoryCount("pos", 60));
        assertThat(channel.train().missingRows()).isEqualTo(3);
        assertThat(channel.train().quantiles()).isEmpty();
        assertThat(channel.test().mostFrequent()).isEqualTo(Optional.empty());
    }

    /** Zero has two signs, and a document that said -0.0 for the same rows would have another digest. */
    @Test
    void zeroHasOneSign() {
        FeatureMatrix zeros = new FeatureMatrix(new float[] {-0.0f, 0, 0.0f, 1}, 2, 2);

        assertThat(FeatureDistribution.of(FEATURES, zeros, zeros).get(0).train().quantiles())
                .allSatisfy(zero -> assertThat(Double.doubleToRawLongBits(zero)).isZero());
    }

    /** 103 training rows: amounts 100 down to 0 and two missing; 40 app, 60 pos, 3 without a category. */
    private static List<FeatureDistribution> distributions() {
        int rows = 103;
        float[] values = new float[rows * 2];
        for (int row = 0; row < rows; row++) {
            values[2 * row] = row > 100 ? MISSING : 100 - row;
            values[2 * row + 1] = row < 40 ? 0 : row < 100 ? 1 : MISSING;
        }
        FeatureMatrix test = new FeatureMatrix(new float[] {MISSING, MISSING}, 1, 2);
        return FeatureDistribution.of(FEATURES, new FeatureMatrix(values, rows, 2), test);
    }
}
