package io.modelfactory.worker.dataset.split;

import static io.modelfactory.worker.dataset.FailureAssertions.assertFailure;
import static io.modelfactory.worker.failure.FailureCode.FEATURE_SCHEMA_INCOMPATIBLE;
import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_INVALID;
import static io.modelfactory.worker.model.FeatureType.CATEGORICAL;
import static io.modelfactory.worker.model.FeatureType.NUMERIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.dataset.DatasetFixture;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.dataset.encoding.SliceColumn;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The test rows as a champion reads them, and as slices. */
class HoldoutViewsTest {
    private static final EncodedFeature AMOUNT = new EncodedFeature("amount", NUMERIC, List.of());

    @TempDir
    Path folder;

    private DatasetFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new DatasetFixture(folder).split(SplitStrategy.TIME_BASED);
    }

    @Test
    void theChampionReadsTheSameRowsUnderItsOwnEncoding() {
        // The candidate has app = 0, pos = 1, web = 2.
        HoldoutViews views = champion(new EncodedFeature("channel", CATEGORICAL, List.of("web", "atm", "pos")), AMOUNT);

        PreparedDataset prepared = fixture.prepare(views, fixture.file("rows.parquet", "FROM base"));

        FeatureMatrix candidate = prepared.test().features();
        FeatureMatrix champion = prepared.championTest().orElseThrow();
        assertThat(champion.rows()).isEqualTo(candidate.rows()).isEqualTo(20);
        assertThat(champion.columns()).isEqualTo(2);
        for (int row = 0; row < champion.rows(); row++) {
            float own = candidate.value(row, 2);
            assertThat(champion.value(row, 0)).isEqualTo(Float.valueOf(own == 2 ? 0 : own == 1 ? 2 : Float.NaN));
            assertThat(champion.value(row, 1)).isEqualTo(candidate.value(row, 0));
        }
    }

    @Test
    void categoriesOfAnyTextAreAdoptedInTheirOrder() {
        List<String> categories = List.of("z'", "", "a\0b", "\uD83D\uDE00", "\"", "Z");
        DataFile file = fixture.file("rows.parquet", """
                SELECT * REPLACE (['z\'\'', '', 'a' || chr(0) || 'b', '\uD83D\uDE00', '"', 'Z', 'unknown']
                    [CAST(right(event_id, 4) AS INTEGER) % 7 + 1] AS channel) FROM base""");

        FeatureMatrix champion = fixture.prepare(champion(new EncodedFeature("channel", CATEGORICAL, categories)), file)
                .championTest()
                .orElseThrow();

        for (int row = 0; row < 20; row++) {
            int category = (80 + row) % 7;
            assertThat(champion.value(row, 0))
                    .isEqualTo(Float.valueOf(category == 1 || category == 6 ? Float.NaN : category));
        }
    }

    @Test
    void aCategoricalFeatureWithoutCategoriesIsAlwaysMissing() {
        FeatureMatrix champion = fixture.prepare(
                        champion(new EncodedFeature("channel", CATEGORICAL, List.of())),
                        fixture.file("rows.parquet", "FROM base"))
                .championTest()
                .orElseThrow();

        assertThat(champion.values()).containsOnly(Float.NaN);
    }

    @Test
    void whatTheChampionNeedsAndTheDatasetLacksIsNamed() {
        HoldoutViews views = champion(
                AMOUNT,
                new EncodedFeature("age", CATEGORICAL, List.of("old")),
                new EncodedFeature("velocity", NUMERIC, List.of()));

        assertFailure(
                        FEATURE_SCHEMA_INCOMPATIBLE,
                        () -> fixture.prepare(views, fixture.file("rows.parquet", "FROM base")))
                .isEqualTo("baseline_bundle: the baseline needs features that the dataset lacks:"
                        + " 'age' (categorical), 'velocity' (numeric)");
    }

    @Test
    void slicesAreTheValuesOfTheTestRowsAndTheMissingOnes() {
        DataFile file = fixture.file("rows.parquet", """
                SELECT * REPLACE (CASE
                    WHEN event_id IN ('e-0085', 'e-0086') THEN NULL
                    WHEN event_id > 'e-0097' THEN 'unseen in training'
                    WHEN event_id < 'e-0080' THEN 'seen in training only'
                    ELSE channel END AS channel) FROM base""");

        SliceColumn channel =
                fixture.prepare(slicedBy("channel"), file).slices().get(0);

        assertThat(channel.name()).isEqualTo("channel");
        assertThat(channel.values()).containsExactly("app", "pos", "unseen in training", "web");
        assertThat(IntStream.range(0, 20).map(channel::sliceOf))
                .startsWith(1, 3, 0, 1, 3, 4, 4, 3)
                .endsWith(0, 2, 2);
    }

    @Test
    void aSliceColumnIsACategoricalFeatureOfTheDataset() {
        assertFailure(
                        GOVERNANCE_PROFILE_INVALID,
                        () -> fixture.prepare(
                                slicedBy("channel", "amount", "label", "nothing"),
                                fixture.file("rows.parquet", "FROM base")))
                .isEqualTo("slices: must name categorical features of the dataset, these are none:"
                        + " 'amount', 'label', 'nothing'");
    }

    @Test
    void aColumnOfTooManyValuesCannotBeSliced() {
        DataFile file = fixture.file("rows.parquet", """
                SELECT CAST(i AS VARCHAR) AS event_id, TIMESTAMP '2026-01-01' + to_minutes(i) AS event_time,
                    i % 2 AS label, TIMESTAMP '2026-01-20' AS label_observed_time, 1.5 AS amount, 1 AS age,
                    'c' || i AS channel
                FROM range(2000) AS numbers(i)""");

        assertFailure(GOVERNANCE_PROFILE_INVALID, () -> fixture.prepare(slicedBy("channel"), file))
                .startsWith("slices: column 'channel' has 400 values");
    }

    @Test
    void freeTextCannotBeSliced() {
        DataFile file = fixture.file("rows.parquet", "SELECT * REPLACE (repeat(channel, 90) AS channel) FROM base");

        assertFailure(GOVERNANCE_PROFILE_INVALID, () -> fixture.prepare(slicedBy("channel"), file))
                .contains("values of up to 270 characters");
    }

    private static HoldoutViews champion(EncodedFeature... features) {
        return new HoldoutViews(List.of(features), Optional.empty(), List.of());
    }

    private static HoldoutViews slicedBy(String... columns) {
        return new HoldoutViews(List.of(), Optional.empty(), List.of(columns));
    }
}
