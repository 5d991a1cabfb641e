package io.modelfactory.worker.dataset.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.modelfactory.worker.algorithm.xgboost.XgboostProvider;
import io.modelfactory.worker.dataset.DatasetFixture;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.dataset.split.HoldoutViews;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.model.UnknownCategory;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A category that training has not seen is scored as training taught, not as whatever lies on a default side. */
class UnknownCategoryTest {
    /** Of all rows; the riskiest category, which is the last one of the mapping, has a rate of 0.6. */
    private static final double PREVALENCE = 0.085;

    /** Ten categories of equal size without a missing value: {@code c9} is risky, the others are not. */
    private static final String CATEGORIES = """
            SELECT printf('e-%%05d', i) AS event_id, TIMESTAMP '2026-01-01' + to_minutes(i) AS event_time,
                CAST(hash(i) %% 100 < CASE WHEN i %% 10 = 9 THEN 58 ELSE 3 END AS INTEGER) AS label,
                event_time AS label_observed_time, CAST(hash(i + 7) %% 1000000 AS INTEGER) AS amount,
                %s AS channel
            FROM range(5000) AS numbers(i)
            """;

    private static final String KNOWN = CATEGORIES.formatted("'c' || i % 10");

    private static final Map<String, JsonNode> PARAMETERS = Map.of(
            "rounds", IntNode.valueOf(60),
            "learning_rate", DoubleNode.valueOf(0.1),
            "max_depth", IntNode.valueOf(4),
            "max_bin", IntNode.valueOf(64));

    @TempDir
    Path folder;

    private DatasetFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new DatasetFixture(folder)
                .split(SplitStrategy.TIME_BASED)
                .columns(DatasetFixture.columns(
                        new Feature("amount", FeatureType.NUMERIC), new Feature("channel", FeatureType.CATEGORICAL)));
    }

    @Test
    void anUnknownCategoryIsScoredNearTheAverageAlthoughTrainingHadNoMissingOne() {
        PreparedDataset prepared = fixture.prepare(fixture.file("known.parquet", KNOWN));

        assertThat(meanScoreOfUnknown(prepared)).isBetween(PREVALENCE / 4, PREVALENCE * 2);
        assertThat(channel(prepared)).isEqualTo(new UnknownCategory(0, 0, 0, 30));
        assertThat(missing(prepared.train())).isEqualTo(30);
        assertThat(missing(prepared.test())).isZero();
    }

    @Test
    void theChampionScoresUnknownCategoriesAsItWasTaught() {
        PreparedDataset trained = fixture.prepare(fixture.file("known.parquet", KNOWN));
        DataFile later = fixture.file(
                "later.parquet",
                CATEGORIES.formatted("CASE WHEN i >= 4000 THEN 'new' || i % 3 ELSE 'c' || i % 10 END"));

        FeatureMatrix rows = fixture.prepare(new HoldoutViews(trained.features(), Optional.empty(), List.of()), later)
                .championTest()
                .orElseThrow();

        assertThat(IntStream.range(0, rows.rows()).allMatch(row -> Float.isNaN(rows.value(row, 1))))
                .isTrue();
        assertThat(mean(score(trained, rows))).isBetween(PREVALENCE / 4, PREVALENCE * 2);
    }

    @Test
    void rareCategoriesAreLeftOutAndTeachTheScoreOfUnknownOnes() {
        DataFile file = fixture.file(
                "rare.parquet", CATEGORIES.formatted("CASE WHEN i % 50 = 0 THEN 'rare' || i ELSE 'c' || i % 10 END"));

        PreparedDataset prepared = fixture.encoding(0.001, 0.01).prepare(file);

        assertThat(prepared.features().get(1).categories()).hasSize(10).allMatch(category -> category.length() == 2);
        assertThat(channel(prepared)).isEqualTo(new UnknownCategory(0, 60, 60, 0));
        assertThat(missing(prepared.train())).isEqualTo(60);
        assertThat(missing(prepared.test())).isEqualTo(20);
    }

    @Test
    void enoughMissingValuesTeachIt() {
        DataFile file =
                fixture.file("missing.parquet", CATEGORIES.formatted("CASE WHEN i % 20 <> 0 THEN 'c' || i % 10 END"));

        assertThat(channel(fixture.prepare(file))).isEqualTo(new UnknownCategory(150, 0, 0, 0));
    }

    @Test
    void theLastRowOfACategoryIsNotHeldOut() {
        DataFile file = fixture.file("single.parquet", CATEGORIES.formatted("'k' || (i // 2) % 1500"));

        PreparedDataset prepared = fixture.encoding(0, 0.5).prepare(file);

        UnknownCategory unknown = channel(prepared);
        assertThat(unknown.rareRows()).isZero();
        assertThat(unknown.heldOutRows()).isBetween(1_000L, 1_500L).isEqualTo(missing(prepared.train()));
        assertThat(IntStream.range(0, prepared.train().rows())
                        .mapToObj(row -> prepared.train().features().value(row, 1))
                        .filter(code -> !Float.isNaN(code))
                        .distinct())
                .hasSize(prepared.features().get(1).categories().size());
    }

    @Test
    void aFeatureOfASingleCategoryOrOfRareOnesOnlyIsStillRead() {
        DataFile constant = fixture.file("constant.parquet", CATEGORIES.formatted("'c'"));
        DataFile rare = fixture.file("all-rare.parquet", CATEGORIES.formatted("'k' || i % 2500"));

        assertThat(channel(fixture.prepare(constant))).isEqualTo(new UnknownCategory(0, 0, 0, 0));
        PreparedDataset allRare = fixture.encoding(0.1, 0.01).prepare(rare);
        assertThat(allRare.features().get(1).categories()).isEmpty();
        assertThat(channel(allRare)).isEqualTo(new UnknownCategory(0, 2_500, 3_000, 0));
    }

    private static UnknownCategory channel(PreparedDataset prepared) {
        return prepared.features().get(1).unknownCategory().orElseThrow();
    }

    private static long missing(LabelledMatrix part) {
        return IntStream.range(0, part.rows())
                .filter(row -> Float.isNaN(part.features().value(row, 1)))
                .count();
    }

    /** The test rows, as if each had a category that training has not seen. */
    private static double meanScoreOfUnknown(PreparedDataset prepared) {
        FeatureMatrix known = prepared.test().features();
        float[] values = known.values().clone();
        for (int row = 0; row < known.rows(); row++) {
            values[row * known.columns() + 1] = Float.NaN;
        }
        return mean(score(prepared, new FeatureMatrix(values, known.rows(), known.columns())));
    }

    private static float[] score(PreparedDataset trained, FeatureMatrix rows) {
        XgboostProvider algorithm = new XgboostProvider();
        byte[] model = algorithm
                .trainer(1)
                .train(trained.train(), trained.validation(), trained.features(), PARAMETERS, 41)
                .content();
        try (ModelScorer scorer = algorithm.load(model)) {
            return scorer.score(rows);
        }
    }

    private static double mean(float[] scores) {
        double sum = 0;
        for (float score : scores) {
            sum += score;
        }
        return sum / scores.length;
    }
}
