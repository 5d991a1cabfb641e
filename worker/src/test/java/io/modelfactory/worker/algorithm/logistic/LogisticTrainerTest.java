package io.modelfactory.worker.algorithm.logistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.modelfactory.worker.algorithm.CardPayments;
import io.modelfactory.worker.algorithm.HyperParameterTable;
import io.modelfactory.worker.algorithm.TrainingExecutor;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.ColumnStore;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FloatColumn;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.model.TrainedModel;
import io.modelfactory.worker.progress.ProgressListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogisticTrainerTest {
    private static final LogisticProvider PROVIDER = new LogisticProvider();

    @ParameterizedTest
    @ValueSource(doubles = {1, 10, 1000})
    void theCoefficientsAreThoseOfLiblinear(double l2) throws IOException {
        LabelledMatrix rows = CardPayments.of(4_000, 1, -2);

        double[] ours = coefficients(train(rows, Map.of("l2", DoubleNode.valueOf(l2))));

        assertThat(ours).containsExactly(LiblinearReference.fit(rows, l2, 1), within(1e-6));
    }

    @Test
    void aRowCountsItsWeight() throws IOException {
        LabelledMatrix rows = CardPayments.of(4_000, 2, -2);
        float[] weights = new float[rows.rows()];
        for (int row = 0; row < weights.length; row++) {
            weights[row] = rows.labels().get(row) > 0 ? 3 : 1;
        }

        double[] ours = coefficients(train(rows.weighted(FloatColumn.of(weights)), Map.of()));

        assertThat(ours).containsExactly(LiblinearReference.fit(rows, 1, 3), within(1e-6));
    }

    /** The digest is that of every machine and every JDK. */
    @Test
    void theModelHasTheSameBytesOnAnyMachine() {
        LabelledMatrix rows = CardPayments.of(2_000, 3, -2);

        assertThat(Sha256.hex(train(rows, Map.of()).content()))
                .isEqualTo("99e21250767f1678c734cb71ee9a5f6383f7b06d5e784482b945a50d7ad82c5b");
        assertThat(PROVIDER.trainer(4)
                        .train(rows, CardPayments.none(), CardPayments.FEATURES, Map.of(), 9)
                        .content())
                .isEqualTo(train(rows, Map.of()).content());
    }

    @Test
    void aModelIsScoredAsItsDocumentSays() throws IOException {
        LabelledMatrix rows = CardPayments.of(2_000, 4, -2);
        TrainedModel model = train(rows, Map.of());
        JsonNode document = Json.parse(model.content());
        float nan = Float.NaN;
        float[] values = {100, 3, 7, 2, nan, 23, 7, nan, 999, 0, nan, 17};

        float[] scores = score(model, new FeatureMatrix(values, 3, CardPayments.WIDTH));

        for (int row = 0; row < 3; row++) {
            double margin = document.path("intercept").doubleValue();
            for (int column = 0; column < CardPayments.WIDTH; column++) {
                margin += part(document.path("features").path(column), values[row * CardPayments.WIDTH + column]);
            }
            assertThat(scores[row]).isEqualTo((float) (1 / (1 + StrictMath.exp(-margin))));
        }
    }

    private static double part(JsonNode feature, float value) {
        JsonNode categories = feature.path("coefficients");
        boolean unknown = categories.isArray() && value >= categories.size();
        if (Float.isNaN(value) || unknown) {
            return feature.path("missing").doubleValue();
        }
        if (categories.isArray()) {
            return categories.path((int) value).doubleValue();
        }
        double scale = feature.path("scale").doubleValue();
        return scale == 0
                ? 0
                : feature.path("coefficient").doubleValue()
                        * ((value - feature.path("mean").doubleValue()) / scale);
    }

    @Test
    void theScoresOfASampleAreThoseOfAllRowsAsNearAsChanceAllows() {
        LabelledMatrix rows = CardPayments.of(40_000, 5, -5);
        float[] all = score(train(rows, Map.of()), rows.features());
        float[] sampled = score(train(rows, Map.of("max_rows", IntNode.valueOf(4_000))), rows.features());

        double expected = 0;
        double found = 0;
        double difference = 0;
        for (int row = 0; row < all.length; row++) {
            expected += all[row];
            found += sampled[row];
            difference += Math.abs(all[row] - sampled[row]);
        }
        assertThat(found / expected).as("frauds that are expected").isCloseTo(1, within(0.05));
        assertThat(difference / expected).isLessThan(0.15);
    }

    @Test
    void aSampleKeepsThePositivesAndWhatEachClassCounts() {
        LabelledMatrix rows = CardPayments.of(20_000, 6, -5);

        ClassSample sample = ClassSample.of(rows, 2_000);

        assertThat(sample.rows()).hasSize(2_000).isSorted().doesNotHaveDuplicates();
        assertThat(Arrays.stream(sample.rows())
                        .filter(row -> rows.labels().get(row) > 0)
                        .count())
                .isEqualTo(rows.positives());
        assertThat(Arrays.stream(sample.weights()).sum()).isCloseTo(20_000, within(1e-6));
    }

    @Test
    void classesThatAreApartGiveAModelAllTheSame() {
        LabelledMatrix rows = CardPayments.of(500, 7, 0);
        float[] labels = new float[500];
        for (int row = 0; row < 500; row++) {
            labels[row] = rows.features().value(row, 1) > 11 ? 1 : 0;
        }
        LabelledMatrix apart = new LabelledMatrix(rows.features(), labels);

        float[] scores = score(train(apart, Map.of("l2", DoubleNode.valueOf(1e-6))), rows.features());

        for (int row = 0; row < 500; row++) {
            assertThat(scores[row]).isBetween(0f, 1f);
            assertThat(scores[row] >= 0.5f).isEqualTo(labels[row] > 0);
        }
    }

    @Test
    void oneClassAloneIsRefused() {
        LabelledMatrix rows = new LabelledMatrix(CardPayments.of(50, 8, 0).features(), new float[50]);

        assertThatThrownBy(() -> train(rows, Map.of()))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("both classes");
    }

    @Test
    void hyperParametersAreRefusedByName() {
        assertThatThrownBy(() -> PROVIDER.requireValid(Map.of(
                        "reg_lambda", IntNode.valueOf(1),
                        "l2", IntNode.valueOf(-1),
                        "rounds", IntNode.valueOf(3))))
                .isInstanceOf(FailureException.class)
                .hasMessage("hyper_parameters: l2 must be a number from 1.0E-6 to 1.0E9; reg_lambda is called l2 here; "
                        + "rounds is not known; known are [l2, max_rows]")
                .satisfies(refused -> assertThat(((FailureException) refused).code())
                        .isEqualTo(FailureCode.TRAINING_PROFILE_INVALID));
    }

    @Test
    void rowsInAFileGiveTheSameModelAndScores(@TempDir Path folder) {
        LabelledMatrix rows = CardPayments.of(3_000, 9, -2);
        FeatureMatrix file = ColumnStore.inFolder(folder).matrix(rows.rows(), CardPayments.WIDTH);
        for (int row = 0; row < rows.rows(); row++) {
            for (int column = 0; column < CardPayments.WIDTH; column++) {
                file.set(row, column, rows.features().value(row, column));
            }
        }
        TrainedModel model = train(rows, Map.of());

        TrainedModel fromDisk = PROVIDER.diskTrainer(1, folder, ProgressListener.none())
                .train(
                        new LabelledMatrix(file, rows.labels()),
                        CardPayments.none(),
                        CardPayments.FEATURES,
                        Map.of(),
                        1);

        assertThat(PROVIDER.executors()).containsExactlyInAnyOrder(TrainingExecutor.MEMORY, TrainingExecutor.DISK);
        assertThat(fromDisk.content()).isEqualTo(model.content());
        assertThat(score(fromDisk, file)).containsExactly(score(model, rows.features()));
    }

    @Test
    void thePageOnTrainingProfilesListsThem() throws IOException {
        assertThat(HyperParameterTable.onThePage("logistic_regression"))
                .isEqualTo(HyperParameterTable.of(LogisticParameters.ALL));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "{\"schema_version\":\"mf.logistic_model.v1\",\"intercept\":0}",
                "{\"schema_version\":\"mf.logistic_model.v1\",\"intercept\":1e999,\"features\":[]}",
                "{\"schema_version\":\"mf.logistic_model.v1\",\"intercept\":0,\"features\":[{\"type\":\"numeric\"}]}"
            })
    void bytesThatAreNoModelAreRefused(String content) {
        assertThatThrownBy(() -> PROVIDER.load(content.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(FailureException.class)
                .satisfies(refused ->
                        assertThat(((FailureException) refused).code()).isEqualTo(FailureCode.TRAINING_FAILED));
    }

    private static TrainedModel train(LabelledMatrix rows, Map<String, JsonNode> parameters) {
        return PROVIDER.trainer(1).train(rows, CardPayments.none(), CardPayments.FEATURES, parameters, 1);
    }

    private static float[] score(TrainedModel model, FeatureMatrix rows) {
        try (ModelScorer scorer = PROVIDER.load(model.content())) {
            return scorer.score(rows);
        }
    }

    /** In the order of {@link LiblinearReference}. */
    private static double[] coefficients(TrainedModel model) throws IOException {
        JsonNode document = Json.parse(model.content());
        JsonNode features = document.path("features");
        JsonNode channels = features.path(3).path("coefficients");
        return new double[] {
            features.path(0).path("coefficient").doubleValue(),
            features.path(1).path("coefficient").doubleValue(),
            features.path(0).path("missing").doubleValue(),
            channels.path(0).doubleValue(),
            channels.path(1).doubleValue(),
            channels.path(2).doubleValue(),
            features.path(3).path("missing").doubleValue(),
            document.path("intercept").doubleValue()
        };
    }
}
