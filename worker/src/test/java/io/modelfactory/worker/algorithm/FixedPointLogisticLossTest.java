package io.modelfactory.worker.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FixedPointLogisticLossTest {
    private static final int GRADIENT = 0;
    private static final int HESSIAN = 1;

    @Property(tries = 100)
    void gradientsAddUpWithoutRounding(
            @ForAll @IntRange(min = 1, max = 3_000) int rows,
            @ForAll @DoubleRange(min = 0.01, max = 1e6) double positiveWeight,
            @ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] labels = new float[rows];
        float[] margins = new float[rows];
        for (int row = 0; row < rows; row++) {
            labels[row] = random.nextInt(2);
            margins[row] = (float) random.nextDouble(-40, 40);
        }

        for (float[] parts : gradients(labels, margins, positiveWeight)) {
            BigDecimal exact = BigDecimal.ZERO;
            double sum = 0;
            for (float part : parts) {
                exact = exact.add(new BigDecimal(part));
                sum += part;
            }
            assertThat(new BigDecimal(sum)).isEqualByComparingTo(exact);
        }
    }

    @Property(tries = 200)
    void gradientsAreThoseOfTheLogisticLoss(
            @ForAll @DoubleRange(min = -20, max = 20) double margin,
            @ForAll @DoubleRange(min = 0.01, max = 100) double positiveWeight) {
        double p = 1 / (1 + Math.exp(-(float) margin));
        float[] labels = {1, 0};

        List<float[]> found = gradients(labels, new float[] {(float) margin, (float) margin}, positiveWeight);

        assertThat((double) found.get(GRADIENT)[0]).isCloseTo(positiveWeight * (p - 1), within(1e-5));
        assertThat((double) found.get(GRADIENT)[1]).isCloseTo(p, within(1e-5));
        assertThat((double) found.get(HESSIAN)[0]).isCloseTo(positiveWeight * p * (1 - p), within(1e-5));
        assertThat((double) found.get(HESSIAN)[1]).isCloseTo(p * (1 - p), within(1e-5));
    }

    @Test
    void aRowThatIsAlreadyRightKeepsSomeCurvature() {
        assertThat(gradients(new float[] {1}, new float[] {100}, 1).get(HESSIAN)[0])
                .isPositive();
    }

    @Test
    void boostingStartsFromTheWeightedShareOfPositives() {
        float[] labels = {1, 0, 0, 0};

        assertThat(new FixedPointLogisticLoss(labels, 1).baseScore()).isEqualTo(0.25f);
        assertThat(new FixedPointLogisticLoss(labels, 3).baseScore()).isEqualTo(0.5f);
    }

    private static List<float[]> gradients(float[] labels, float[] margins, double positiveWeight) {
        float[] gradients = new float[labels.length];
        float[] hessians = new float[labels.length];
        new FixedPointLogisticLoss(labels, positiveWeight)
                .derive(FloatBuffer.wrap(margins), FloatBuffer.wrap(gradients), FloatBuffer.wrap(hessians));
        return List.of(gradients, hessians);
    }
}
