package io.modelfactory.worker.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeterministicExpTest {
    @Property
    void itIsExactToTwoUnitsInTheLastPlace(@ForAll @DoubleRange(min = -700, max = 700) double x) {
        assertIsExponential(x);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.0, 1, -1, 1e-300, -1e-17, 0x1.62e42fefa39efp-8, 700, -700})
    void alsoWhereTheTableBeginsAndEnds(double x) {
        assertIsExponential(x);
    }

    @Test
    void beyondItsBoundsItStays() {
        assertThat(DeterministicExp.of(Float.POSITIVE_INFINITY)).isEqualTo(DeterministicExp.of(700));
        assertThat(DeterministicExp.of(Float.NEGATIVE_INFINITY)).isEqualTo(DeterministicExp.of(-700));
    }

    private static void assertIsExponential(double x) {
        double exact = StrictMath.exp(x);
        // In whole units: a difference of the shortest decimals that name two numbers is not the numbers' difference.
        assertThat(Math.abs(Double.doubleToLongBits(DeterministicExp.of(x)) - Double.doubleToLongBits(exact)))
                .as("units in the last place between exp(%s) and %s", x, exact)
                .isLessThanOrEqualTo(2);
    }
}
