package io.modelfactory.worker.evaluate.rows;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowOrderTest {

    @Test
    void rowsOfOneScoreKeepTheirPositionAndBothZerosAreOne() {
        RowOrder order = RowOrder.of(new float[] {0.5f, 0, 1, -0f, 0.5f});

        assertThat(places(order).map(order::row)).containsExactly(1, 3, 0, 4, 2);
        assertThat(places(order).map(order::score)).containsExactly(0f, 0f, 0.5f, 0.5f, 1f);
        assertThat(places(order).map(order::endsScore)).containsExactly(false, true, false, true, true);
    }

    private static Stream<Integer> places(RowOrder order) {
        return IntStream.range(0, order.rows()).boxed();
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, -0.1f, 1.1f, Float.POSITIVE_INFINITY})
    void whatIsNoProbabilityIsRefused(float score) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RowOrder.of(new float[] {0.5f, score}))
                .withMessageContaining("row 1 has score");
    }
}
