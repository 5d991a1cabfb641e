package io.modelfactory.worker.modelcard.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.modelfactory.worker.modelcard.plot.Axis.Scale;
import io.modelfactory.worker.modelcard.plot.Axis.Unit;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class AxisTest {

    @Test
    void ticksAreRoundNumbers() {
        assertThat(labels(Axis.covering("gain", 37.4, Unit.NUMBER))).containsExactly("0", "10", "20", "30", "40");
        assertThat(labels(Axis.covering("share", 0.061, Unit.PERCENT))).containsExactly("0%", "2%", "4%", "6%", "8%");
        assertThat(labels(Axis.unitInterval("rate"))).containsExactly("0", "0.2", "0.4", "0.6", "0.8", "1");
        assertThat(labels(Axis.percentage("rows"))).endsWith("80%", "100%");
    }

    @Test
    void aLogarithmicAxisHasOneRowAndAllRowsOnIt() {
        Axis axis = Axis.logarithmic("rows", 56_863);

        assertThat(labels(axis)).containsExactly("1", "10", "100", "1000", "10k", "100k");
        assertThat(axis.position(0)).isZero();
        assertThat(axis.position(1)).isPositive().isLessThan(axis.position(10));
        assertThat(axis.position(100_000)).isEqualTo(1);
        assertThat(labels(Axis.logarithmic("rows", 0))).containsExactly("1", "10");
    }

    @Test
    void anAxisOfNothingIsStillAnAxis() {
        assertThat(Axis.covering("gain", 0, Unit.NUMBER).to()).isEqualTo(1);
        assertThat(Axis.covering("gain", -2, Unit.NUMBER).to()).isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Axis("gain", Double.NaN, 1, Unit.NUMBER, Scale.LINEAR));
    }

    @Property
    void theLargestValueIsOnTheAxisAndNotLostOnIt(
            @ForAll @DoubleRange(min = 1, max = 10) double digits, @ForAll @IntRange(min = -12, max = 12) int power) {
        double largest = digits * Math.pow(10, power);
        Axis axis = Axis.covering("gain", largest, Unit.NUMBER);

        assertThat(axis.position(largest)).isBetween(0.5, 1 + 1e-12);
        assertThat(axis.intervals()).isBetween(1, 5);
    }

    private static List<String> labels(Axis axis) {
        return axis.ticks().stream().map(axis::label).toList();
    }
}
