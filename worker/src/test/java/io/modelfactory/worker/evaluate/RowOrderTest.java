package io.modelfactory.worker.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowOrderTest {

    @Test
    void rowsOfOneScoreKeepTheirPositionAndBothZerosAreOne() {
        assertThat(RowOrder.ascending(new float[] {0.5f, 0, 1, -0f, 0.5f})).containsExactly(1, 3, 0, 4, 2);
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, -0.1f, 1.1f, Float.POSITIVE_INFINITY})
    void whatIsNoProbabilityIsRefused(float score) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RowOrder.ascending(new float[] {0.5f, score}))
                .withMessageContaining("row 1 has score");
    }
}
