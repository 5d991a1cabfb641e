package io.modelfactory.worker.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.DoubleStream;
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

    @Test
    void manyAtOnceAreTheSameToTheLastBit() {
        double[] numbers = DoubleStream.concat(
                        new Random(3).doubles(10_000, -750, 750),
                        DoubleStream.of(0, -0.0, 700, -700, 1e-300, 1e9, Double.NEGATIVE_INFINITY, Double.NaN))
                .toArray();
        double[] found = numbers.clone();

        DeterministicExp.ofAll(found, new double[numbers.length], numbers.length - 1);

        for (int i = 0; i < numbers.length - 1; i++) {
            assertThat(Double.doubleToRawLongBits(found[i]))
                    .as("exp(%s)", numbers[i])
                    .isEqualTo(Double.doubleToRawLongBits(DeterministicExp.of(numbers[i])));
        }
        assertThat(found[numbers.length - 1]).as("beyond the count").isNaN();
    }

    private static void assertIsExponential(double x) {
        double exact = StrictMath.exp(x);
        // In whole units: a difference of the shortest decimals that name two numbers is not the numbers' difference.
        assertThat(Math.abs(Double.doubleToLongBits(DeterministicExp.of(x)) - Double.doubleToLongBits(exact)))
                .as("units in the last place between exp(%s) and %s", x, exact)
                .isLessThanOrEqualTo(2);
    }
}
