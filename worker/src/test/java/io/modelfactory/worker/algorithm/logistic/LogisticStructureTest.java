package io.modelfactory.worker.algorithm.logistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.algorithm.CardPayments;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.model.ModelStructure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LogisticStructureTest {
    private static final LogisticProvider PROVIDER = new LogisticProvider();
    private static final LabelledMatrix ROWS = CardPayments.of(3_000, 1, -2);
    private static final byte[] MODEL = PROVIDER.trainer(1)
            .train(ROWS, CardPayments.none(), CardPayments.FEATURES, Map.of(), 1)
            .content();
    private static final ModelStructure OPENED = PROVIDER.structure(MODEL).orElseThrow();

    @Test
    void contributionsAddUpToTheMargin() {
        double[][] contributions = OPENED.contributions(ROWS.features());
        double[] margins = OPENED.margins(ROWS.features());

        for (int row = 0; row < margins.length; row++) {
            double sum =
                    OPENED.expectedMargin() + Arrays.stream(contributions[row]).sum();
            assertThat(sum).isCloseTo(margins[row], within(1e-12));
        }
    }

    @Test
    void aNumberAddsItsWeightForEachUnitAboveTheMean() throws IOException {
        // The hour, which no row lacks.
        int column = 1;
        JsonNode feature = Json.parse(MODEL).path("features").path(column);
        double weight = feature.path("coefficient").doubleValue()
                / feature.path("scale").doubleValue();
        double mean = 0;
        for (int row = 0; row < ROWS.rows(); row++) {
            mean += (double) ROWS.features().value(row, column) / ROWS.rows();
        }

        double[][] contributions = OPENED.contributions(ROWS.features());

        for (int row = 0; row < 100; row++) {
            assertThat(contributions[row][column])
                    .isCloseTo((ROWS.features().value(row, column) - mean) * weight, within(1e-9));
        }
    }

    @Test
    void onAverageOverTheTrainingRowsAFeatureAddsNothing() {
        double[][] contributions = OPENED.contributions(ROWS.features());

        for (int column = 0; column < CardPayments.WIDTH; column++) {
            int chosen = column;
            assertThat(Arrays.stream(contributions)
                            .mapToDouble(row -> row[chosen])
                            .average()
                            .orElseThrow())
                    .isCloseTo(0, within(1e-12));
        }
    }

    @Test
    void marginsAreThoseOfTheScores() {
        double[] margins = OPENED.margins(ROWS.features());
        try (ModelScorer scorer = PROVIDER.load(MODEL)) {
            float[] scores = scorer.score(ROWS.features());
            for (int row = 0; row < scores.length; row++) {
                assertThat(scores[row]).isEqualTo((float) LogisticModel.probability(margins[row]));
            }
        }
    }

    @Test
    void theDirectionOfANumberIsThatOfItsCoefficient() throws IOException {
        JsonNode features = Json.parse(MODEL).path("features");
        for (int column = 0; column < CardPayments.WIDTH; column++) {
            boolean numeric = CardPayments.FEATURES.get(column).type() == FeatureType.NUMERIC;
            double coefficient = features.path(column).path("coefficient").doubleValue();
            boolean constant = features.path(column).path("scale").doubleValue() == 0;
            assertThat(OPENED.isMonotone(column, 1)).isEqualTo(numeric && (constant || coefficient >= 0));
            assertThat(OPENED.isMonotone(column, -1)).isEqualTo(numeric && (constant || coefficient <= 0));
        }
    }

    @Test
    void goldenVectorsOfGreatNumbersAreNumbers() {
        double[] expected = {0};
        LogisticModel model = new LogisticModel(
                        0, List.of(new FeatureTerm("great", true, 0, 0, 0, 1e36)), new double[] {1, 0})
                .withExpectedParts(expected);

        for (float cell : new LogisticStructure(model, expected)
                .boundaryRows(new int[] {0}, 66, 7)
                .values()) {
            assertThat(Float.isInfinite(cell)).isFalse();
        }
    }

    @Test
    void goldenVectorsHaveEveryCategoryMissingValuesAndExtremes() {
        int[] categories = CardPayments.FEATURES.stream()
                .mapToInt(feature -> feature.categories().size())
                .toArray();

        FeatureMatrix rows = OPENED.boundaryRows(categories, 1_000, 7);

        assertThat(rows.values())
                .isEqualTo(OPENED.boundaryRows(categories, 1_000, 7).values());
        for (int column = 0; column < categories.length; column++) {
            float[] cells = new float[rows.rows()];
            for (int row = 0; row < cells.length; row++) {
                cells[row] = rows.value(row, column);
            }
            if (categories[column] > 0) {
                for (int code = 0; code < categories[column]; code++) {
                    assertThat(cells).contains(code);
                }
                assertThat(cells).contains(Float.NaN);
            } else {
                assertThat(cells).contains(Float.NaN, Float.MAX_VALUE, -Float.MAX_VALUE);
            }
        }
        assertThat(OPENED.margins(rows)).doesNotContain(Double.NaN);
    }

    @Test
    void aModelThatWasStoredWithoutExpectedPartsIsScoredButNotOpened() throws IOException {
        ObjectNode older = (ObjectNode) Json.parse(MODEL);
        older.path("features").forEach(feature -> ((ObjectNode) feature).remove("expected"));
        byte[] content = Json.text(older).getBytes(StandardCharsets.UTF_8);

        assertThat(PROVIDER.structure(content)).isEmpty();
        try (ModelScorer before = PROVIDER.load(content);
                ModelScorer now = PROVIDER.load(MODEL)) {
            assertThat(before.score(ROWS.features())).isEqualTo(now.score(ROWS.features()));
        }
    }
}
