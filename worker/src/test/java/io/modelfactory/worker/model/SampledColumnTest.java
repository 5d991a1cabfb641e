package io.modelfactory.worker.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The rows that a column's quantiles are taken from. */
class SampledColumnTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4_096, 8_191, 8_192, 12_287, 12_288, 100_003})
    void aCopyOfTheRowsThatAreLookedAtHasTheSameQuantiles(int rows) {
        float[] values = new float[2 * rows];
        for (int row = 0; row < rows; row++) {
            values[2 * row + 1] = row % 7 == 0 ? Float.NaN : (row * 31L) % 1_009;
        }
        FeatureMatrix all = new FeatureMatrix(values, rows, 2);

        SampledColumn ofAll = SampledColumn.of(all, 1);
        SampledColumn ofCopy = SampledColumn.of(SampledColumn.rowsLookedAt(all), 1);

        assertThat(ofCopy.missing()).isEqualTo(ofAll.missing());
        assertThat(ofCopy.isEmpty()).isEqualTo(ofAll.isEmpty());
        for (int part = 0; part <= 20 && !ofAll.isEmpty(); part++) {
            assertThat(ofCopy.quantile(part, 20)).isEqualTo(ofAll.quantile(part, 20));
        }
    }
}
