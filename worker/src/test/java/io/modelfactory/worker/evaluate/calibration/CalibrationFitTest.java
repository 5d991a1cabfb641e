package io.modelfactory.worker.evaluate.calibration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.evidence.StoredCalibration;
import io.modelfactory.worker.model.CalibrationRows;
import io.modelfactory.worker.model.IsotonicCalibration;
import io.modelfactory.worker.model.IsotonicCalibration.CalibrationPoint;
import io.modelfactory.worker.model.ScoreCalibration;
import io.modelfactory.worker.model.SigmoidCalibration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CalibrationFitTest {
    private static final CalibrationRows ROWS = new CalibrationRows(16, 6, false);
    private static final float[] SCORES = {
        0.01f, 0.02f, 0.02f, 0.05f, 0.1f, 0.1f, 0.2f, 0.3f, 0.3f, 0.4f, 0.5f, 0.6f, 0.75f, 0.8f, 0.9f, 0.97f
    };
    private static final float[] LABELS = {0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 1, 1, 0, 1, 1};

    /** Computed with 50 digits by 60 steps of Newton's method on the same targets, in Python's {@code decimal}. */
    @Test
    void theSigmoidHasTheGreatestLikelihood() {
        SigmoidCalibration fitted = PlattScaling.fit(LABELS, SCORES, new CalibrationRows(16, 6, false))
                .orElseThrow();

        assertThat(fitted.slope()).isCloseTo(0.473955938404548, within(1e-8));
        assertThat(fitted.intercept()).isCloseTo(-0.168699556672289, within(1e-8));
        assertThat(fitted.apply(0.05f)).isCloseTo(0.173040f, within(1e-6f));
        assertThat(fitted.apply(0.5f)).isCloseTo(0.457925f, within(1e-6f));
        assertThat(fitted.apply(0.9f)).isCloseTo(0.705305f, within(1e-6f));
    }

    @Test
    void scoresThatRankTheWrongWayRoundHaveNoSigmoid() {
        float[] turned = new float[SCORES.length];
        for (int row = 0; row < turned.length; row++) {
            turned[row] = 1 - SCORES[row];
        }

        assertThat(PlattScaling.fit(LABELS, turned, ROWS)).isEmpty();
    }

    @Test
    void aSigmoidEndsWhereScoresDo() {
        SigmoidCalibration sigmoid = new SigmoidCalibration(1, 0, ROWS);

        assertThat(sigmoid.apply(0)).isBetween(0f, 2 * Float.MIN_VALUE);
        assertThat(sigmoid.apply(1)).isBetween(Math.nextDown(1f), 1f);
        assertThat(sigmoid.apply(0.25f)).isEqualTo(0.25f);
    }

    /** Classes that a score separates, and far more rows than positives: Newton's method must not run away. */
    @Test
    void separatedAndRareClassesHaveASigmoidToo() {
        float[] labels = new float[100_000];
        float[] scores = new float[labels.length];
        for (int row = 0; row < labels.length; row++) {
            labels[row] = row % 5_000 == 0 ? 1 : 0;
            scores[row] = labels[row] > 0 ? 1 : 1e-7f * (row % 97);
        }

        SigmoidCalibration fitted = PlattScaling.fit(labels, scores, new CalibrationRows(100_000, 20, false))
                .orElseThrow();

        assertThat(fitted.apply(1)).isCloseTo(21f / 22, within(0.01f));
        assertThat(fitted.apply(0)).isLessThan(1e-4f);
    }

    /**
     * The formula for the isotonic fit, min over ends of max over starts of the mean between, compared as fractions: R.
     * E. Barlow et al., Statistical Inference under Order Restrictions (1972).
     */
    @Test
    void theIsotonicStepsAreTheMaxMinFormula() {
        Random random = new Random(5);
        for (int trial = 0; trial < 300; trial++) {
            int rows = 1 + random.nextInt(40);
            float[] scores = new float[rows];
            float[] labels = new float[rows];
            for (int row = 0; row < rows; row++) {
                scores[row] = random.nextInt(12) / 16f;
                labels[row] = random.nextFloat() < 0.2 + scores[row] / 2 ? 1 : 0;
            }

            IsotonicCalibration fitted = IsotonicRegression.fit(labels, scores, ROWS);

            for (float score : scores) {
                assertThat(fitted.apply(score)).isEqualTo(maxMin(labels, scores, score));
            }
        }
    }

    private static float maxMin(float[] labels, float[] scores, float at) {
        TreeMap<Float, int[]> counts = new TreeMap<>();
        for (int row = 0; row < scores.length; row++) {
            int[] count = counts.computeIfAbsent(scores[row], any -> new int[2]);
            count[0] += (int) labels[row];
            count[1]++;
        }
        double greatest = -1;
        for (float from : counts.headMap(at, true).keySet()) {
            double least = 2;
            for (float to : counts.tailMap(at, true).keySet()) {
                int positives = 0;
                int rows = 0;
                for (int[] count : counts.subMap(from, true, to, true).values()) {
                    positives += count[0];
                    rows += count[1];
                }
                least = Math.min(least, (double) positives / rows);
            }
            greatest = Math.max(greatest, least);
        }
        return (float) greatest;
    }

    @Test
    void betweenTheStepsIsAStraightLineAndBeyondThemTheirEnds() {
        IsotonicCalibration fitted = new IsotonicCalibration(
                List.of(
                        new CalibrationPoint(0.25f, 0.125f),
                        new CalibrationPoint(0.5f, 0.125f),
                        new CalibrationPoint(0.75f, 0.625f)),
                ROWS);

        assertThat(fitted.apply(0)).isEqualTo(0.125f);
        assertThat(fitted.apply(0.4f)).isEqualTo(0.125f);
        assertThat(fitted.apply(0.625f)).isEqualTo(0.375f);
        assertThat(fitted.apply(0.75f)).isEqualTo(0.625f);
        assertThat(fitted.apply(1)).isEqualTo(0.625f);
    }

    @Test
    void noTwoScoresChangePlaces() {
        float[] sorted = new float[10_000];
        Random random = new Random(9);
        for (int i = 0; i < sorted.length; i++) {
            sorted[i] = random.nextFloat();
        }
        Arrays.sort(sorted);
        List<ScoreCalibration> calibrations = List.of(
                IsotonicRegression.fit(LABELS, SCORES, ROWS),
                PlattScaling.fit(LABELS, SCORES, ROWS).orElseThrow());

        for (ScoreCalibration calibration : calibrations) {
            for (int i = 1; i < sorted.length; i++) {
                assertThat(calibration.apply(sorted[i])).isGreaterThanOrEqualTo(calibration.apply(sorted[i - 1]));
            }
        }
    }

    @Test
    void aCalibrationIsReadAsItWasStored() throws Exception {
        for (ScoreCalibration calibration : List.of(
                IsotonicRegression.fit(LABELS, SCORES, ROWS),
                PlattScaling.fit(LABELS, SCORES, ROWS).orElseThrow())) {
            byte[] descriptor = Json.canonicalBytes(Json.object().set("calibration", Json.tree(calibration)));

            assertThat(StoredCalibration.of(Json.parse(descriptor))).contains(calibration);
        }
        assertThat(StoredCalibration.of(Json.object())).isEmpty();
    }
}
