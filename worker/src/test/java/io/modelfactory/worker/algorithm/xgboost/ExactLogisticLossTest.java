package io.modelfactory.worker.algorithm.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FloatColumn;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.LongColumn;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ExactLogisticLossTest {
    private static final RowSample ALL = new RowSample(0, 1);
    private static final double MOST_UNITS = 0x1p53;

    /** Whatever the weights and however the rows are divided: no histogram can ever be rounded. */
    @Property(tries = 60)
    void everySumIsAWholeMultipleOfOneUnitWithin53Bits(
            @ForAll @IntRange(min = 1, max = 3_000) int rows,
            @ForAll @DoubleRange(min = 0.01, max = 100) double positiveWeight,
            @ForAll @DoubleRange(min = -20, max = 20) double scale,
            @ForAll @DoubleRange(min = 0.1, max = 1) double share,
            @ForAll long seed) {
        Rows drawn = Rows.of(rows, scale, seed);
        RowSample sample = new RowSample((int) seed, share);
        TrainingTargets all = TrainingTargets.read(drawn.matrix().pieces(777), positiveWeight);
        int exponent = GradientSums.scaleExponent(rows, all.heaviest());

        GradientSums whole = GradientSums.NONE;
        for (int parts : new int[] {1, 3, 7}) {
            GradientSums sums = GradientSums.NONE;
            for (int part = 0; part < parts; part++) {
                sums = sums.plus(drawn.partSums(part, parts, positiveWeight, sample, exponent));
            }
            assertThat(parts == 1 ? sums : whole).isEqualTo(sums);
            whole = sums;
        }
        float[][] found = derive(all, sample, drawn.margins());
        assertSumsFit(found[0], whole.gradientUnit(exponent));
        assertSumsFit(found[1], whole.hessianUnit(exponent));
    }

    /** The largest sums are those of parts that all have one sign. */
    private static void assertSumsFit(float[] parts, int unitExponent) {
        for (int sign : new int[] {-1, 1}) {
            long units = 0;
            for (float part : parts) {
                double inUnits = Math.scalb((double) part, -unitExponent);
                assertThat(inUnits).isEqualTo(Math.rint(inUnits));
                units = Math.addExact(units, part * sign > 0 ? (long) Math.abs(inUnits) : 0);
            }
            assertThat((double) units).isLessThanOrEqualTo(MOST_UNITS);
        }
    }

    @Property(tries = 200)
    void gradientsAreThoseOfTheLogisticLoss(
            @ForAll @DoubleRange(min = -20, max = 20) double margin,
            @ForAll @DoubleRange(min = 0.01, max = 100) double positiveWeight) {
        double p = 1 / (1 + Math.exp(-(float) margin));
        TrainingTargets targets = TrainingTargets.read(matrix(1, 0).pieces(2), positiveWeight);

        float[][] found = derive(targets, ALL, new float[] {(float) margin, (float) margin});

        assertThat((double) found[0][0]).isCloseTo(positiveWeight * (p - 1), within(1e-5));
        assertThat((double) found[0][1]).isCloseTo(p, within(1e-6));
        assertThat((double) found[1][0]).isCloseTo(positiveWeight * p * (1 - p), within(1e-5));
        assertThat((double) found[1][1]).isCloseTo(p * (1 - p), within(1e-6));
    }

    @Test
    void aRowThatIsAlreadyRightKeepsSomeCurvature() {
        TrainingTargets targets = TrainingTargets.read(matrix(1, 0).pieces(2), 1);

        float[] hessians = derive(targets, ALL, new float[] {100, -100})[1];

        assertThat(hessians[0]).isPositive();
        assertThat(hessians[1]).isPositive();
    }

    @Test
    void aRowThatIsNotDrawnCountsNothing() {
        LabelledMatrix rows = matrix(1, 0, 1, 0).keyed(LongColumn.of(1, 2, 3, 4));
        RowSample none = new RowSample(7, 0);

        float[][] found = derive(TrainingTargets.read(rows.pieces(3), 1), none, new float[4]);

        assertThat(found[0]).containsOnly(0);
        assertThat(found[1]).containsOnly(0);
    }

    /** At large weights the unit of the worst case, 2^(e(w) + e(N) - 53), rounds negatives away; this one does not. */
    @Test
    void theUnitFollowsFromWhatTheRowsAddUpTo() {
        double weight = 1e6;
        long rows = 1L << 33;
        int exponent = GradientSums.scaleExponent(rows, weight);
        long ofOneGradient = (long) Math.scalb(0.5, exponent);

        // All gradients of a billion rows together, most of them negative rows of half a unit of probability.
        GradientSums sums = new GradientSums(ofOneGradient << 10, ofOneGradient << 10, ofOneGradient << 10);

        int worstCase = GradientSums.exponentOf(weight) + GradientSums.exponentOf((double) rows) - 53;
        assertThat(sums.gradientUnit(exponent)).isEqualTo(-43).isLessThan(worstCase - 40);
    }

    @Test
    void theBaseScoreIsTheShareOfPositivesByWeight() {
        TrainingTargets plain = TrainingTargets.read(matrix(1, 0, 0, 0).pieces(2), 3);
        TrainingTargets weighted = TrainingTargets.read(
                matrix(1, 0, 0).weighted(FloatColumn.of(1, 2, 3)).pieces(2), 5);

        assertThat(plain.plainBaseScore()).isEqualTo(0.25f);
        assertThat(plain.boostingBaseScore()).isEqualTo(0.5f);
        assertThat(weighted.plainBaseScore()).isEqualTo((float) (1 / 6.0));
        assertThat(weighted.boostingBaseScore()).isEqualTo(0.5f);
    }

    @Test
    void weightsThatWouldRoundARowAwayAreRefused() {
        for (float[] weights : new float[][] {{1, 1e-15f}, {1e36f, 1e36f}, {1e-36f, 1e-36f}}) {
            LabelledMatrix rows = matrix(1, 0).weighted(FloatColumn.of(weights));

            assertThatExceptionOfType(FailureException.class)
                    .isThrownBy(() -> TrainingTargets.read(rows.pieces(2), 1))
                    .satisfies(refused -> assertThat(refused.code()).isEqualTo(FailureCode.DATASET_INVALID))
                    .withMessageContaining("columns.weight: from")
                    .withMessageContaining("scale or clip them");
        }
    }

    /** The loss that early stopping watches is the mean logistic loss, and has the same bits in any order. */
    @Test
    void theLossOfValidationRowsIsAWholeNumber() {
        Rows rows = Rows.of(50_000, 0, 3);
        float[] labels = rows.matrix().labels().toArray();
        double mean = 0;
        for (int row = 0; row < labels.length; row++) {
            double against = rows.margins()[row] * (labels[row] > 0 ? -1 : 1);
            mean += Math.log1p(Math.exp(against)) / labels.length;
        }
        float[] labelsBackwards = labels.clone();
        float[] marginsBackwards = rows.margins().clone();
        reverse(labelsBackwards);
        reverse(marginsBackwards);

        ExactLogLoss loss = new ExactLogLoss(FloatColumn.of(labels), 0);
        long sum = loss.sum(FloatBuffer.wrap(rows.margins()));

        assertThat(loss.mean(sum)).isCloseTo(mean, within(1e-9));
        assertThat(new ExactLogLoss(FloatColumn.of(labelsBackwards), 0).sum(FloatBuffer.wrap(marginsBackwards)))
                .isEqualTo(sum);
    }

    @Test
    void aMarginThatIsNoNumberIsNoPerfectOne() {
        ExactLogLoss loss = new ExactLogLoss(FloatColumn.of(1, 0), 0);

        assertThat(loss.mean(loss.sum(FloatBuffer.wrap(new float[] {Float.NaN, Float.NaN}))))
                .isEqualTo(127);
        assertThat(loss.mean(
                        loss.sum(FloatBuffer.wrap(new float[] {Float.NEGATIVE_INFINITY, Float.POSITIVE_INFINITY}))))
                .isEqualTo(127);
    }

    private static void reverse(float[] values) {
        for (int i = 0; i < values.length / 2; i++) {
            float value = values[i];
            values[i] = values[values.length - 1 - i];
            values[values.length - 1 - i] = value;
        }
    }

    private static float[][] derive(TrainingTargets targets, RowSample sample, float[] margins) {
        float[] gradients = new float[margins.length];
        float[] hessians = new float[margins.length];
        new ExactLogisticLoss(targets, sample)
                .derive(FloatBuffer.wrap(margins), 5, FloatBuffer.wrap(gradients), FloatBuffer.wrap(hessians));
        return new float[][] {gradients, hessians};
    }

    private static LabelledMatrix matrix(float... labels) {
        return new LabelledMatrix(new FeatureMatrix(new float[labels.length], labels.length, 1), labels);
    }

    /** Labels, weights over five orders of magnitude, keys and margins. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Rows(LabelledMatrix matrix, float[] margins) {
        static Rows of(int rows, double scale, long seed) {
            SplittableRandom random = new SplittableRandom(seed);
            float[] labels = new float[rows];
            float[] margins = new float[rows];
            float[] weights = new float[rows];
            long[] keys = new long[rows];
            for (int row = 0; row < rows; row++) {
                labels[row] = random.nextInt(2);
                margins[row] = (float) random.nextDouble(-40, 40);
                weights[row] = (float) Math.exp(scale + random.nextDouble(-6, 6));
                keys[row] = random.nextLong();
            }
            return new Rows(
                    ExactLogisticLossTest.matrix(labels)
                            .weighted(FloatColumn.of(weights))
                            .keyed(LongColumn.of(keys)),
                    margins);
        }

        /** What a machine with every n-th row sums, given the scale of all. */
        GradientSums partSums(int part, int parts, double positiveWeight, RowSample sample, int scaleExponent) {
            int count = 0;
            int rows = matrix.rows();
            float[] labels = new float[rows];
            float[] weights = new float[rows];
            long[] keys = new long[rows];
            float[] partMargins = new float[rows];
            for (int row = part; row < rows; row += parts) {
                labels[count] = matrix.labels().get(row);
                weights[count] = matrix.weights().orElseThrow().get(row);
                keys[count] = matrix.eventKeys().orElseThrow().get(row);
                partMargins[count++] = margins[row];
            }
            if (count == 0) {
                return GradientSums.NONE;
            }
            LabelledMatrix mine = ExactLogisticLossTest.matrix(Arrays.copyOf(labels, count))
                    .weighted(FloatColumn.of(Arrays.copyOf(weights, count)))
                    .keyed(LongColumn.of(Arrays.copyOf(keys, count)));
            TrainingTargets targets = TrainingTargets.read(mine.pieces(100), positiveWeight);
            return new ExactLogisticLoss(targets, sample, scaleExponent)
                    .sum(FloatBuffer.wrap(partMargins), 5, FloatBuffer.allocate(count), FloatBuffer.allocate(count));
        }
    }
}
