package io.modelfactory.worker.dataset;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.dataset.check.LeakageCheck;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** From files to matrices; the result does not depend on files, formats, order or threads. */
class DatasetPreparerTest {
    @TempDir
    Path folder;

    private DatasetFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new DatasetFixture(folder);
    }

    @Test
    void rowsBecomeMatricesOfTheProfilesShares() {
        PreparedDataset prepared = fixture.prepare(fixture.file("rows.parquet", "FROM base"));

        assertThat(prepared.train().rows()).isEqualTo(62);
        assertThat(prepared.train().positives()).isEqualTo(14);
        assertThat(prepared.validation().rows()).isEqualTo(15);
        assertThat(prepared.test().rows()).isEqualTo(23);
        assertThat(prepared.features()).extracting(EncodedFeature::name).containsExactly("amount", "age", "channel");
        assertThat(prepared.split()).hasToString("""
                {"strategy":"hash","recipe":"mf.split.v1","base_seed":41,"unit":"event","event_id_kind":"source","fitted_on":["train"],\
                "train":{"rows":62,"positives":14,"wanted_fraction":0.6,"reached_fraction":0.62},\
                "validation":{"rows":15,"positives":4,"wanted_fraction":0.2,"reached_fraction":0.15},\
                "test":{"rows":23,"positives":7,"wanted_fraction":0.2,"reached_fraction":0.23}}""");
    }

    @Test
    void theChecksThatWereDoneAreNamed() {
        fixture.split(SplitStrategy.TIME_BASED)
                .columns(DatasetFixture.columns(new Feature("amount", FeatureType.NUMERIC)));

        PreparedDataset prepared = fixture.prepare(
                fixture.file("rows.parquet", "SELECT * REPLACE (event_time AS label_observed_time) FROM base"));

        assertThat(prepared.leakageChecks())
                .extracting(LeakageCheck::check)
                .containsExactly(
                        "label_resolution_rule",
                        "outcome_among_features",
                        "label_observed_after_asof",
                        "label_observed_before_event",
                        "event_after_asof",
                        "duplicate_event_id",
                        "time_split_order",
                        "training_label_after_test_start",
                        "single_feature_separation");
        assertThat(prepared.leakageChecks())
                .extracting(LeakageCheck::violations)
                .containsOnly(0L);
    }

    @ParameterizedTest
    @EnumSource(SplitStrategy.class)
    void neitherFilesNorTheirOrderNorThreadsShowInTheMatrices(SplitStrategy strategy) {
        fixture.split(strategy);
        PreparedDataset expected = fixture.threads(1).prepare(fixture.file("rows.parquet", "FROM base"));

        PreparedDataset found = fixture.threads(2)
                .prepare(
                        fixture.file("b.parquet", "FROM base WHERE label = 1 ORDER BY hash(event_id)"),
                        fixture.file("a.parquet", "FROM base WHERE label = 0 ORDER BY amount DESC"));

        PreparedDatasets.requireSame(found, expected);
    }

    @ParameterizedTest
    @EnumSource(SplitStrategy.class)
    void csvAndParquetOfTheSameRowsBecomeTheSameMatrices(SplitStrategy strategy) {
        fixture.split(strategy);

        PreparedDatasets.requireSame(
                fixture.prepare(fixture.file("rows.csv", "FROM base")),
                fixture.prepare(fixture.file("rows.parquet", "FROM base")));
    }

    @Test
    void severalDatasetsArePutTogether() {
        PreparedDataset expected = fixture.prepare(fixture.file("rows.parquet", "FROM base"));

        PreparedDataset found = fixture.prepare(List.of(
                fixture.dataset(fixture.file("old.csv", "FROM base WHERE event_id < 'e-0050'")),
                fixture.dataset(fixture.file("new.parquet", "FROM base WHERE event_id >= 'e-0050'"))));

        PreparedDatasets.requireSame(found, expected);
    }

    @Test
    void anotherSeedGivesAnotherRandomSplit() {
        var datasets = List.of(fixture.dataset(fixture.file("rows.parquet", "FROM base")));

        assertThat(fixture.prepare(datasets, 1).train().features().values())
                .isNotEqualTo(fixture.prepare(datasets, 2).train().features().values());
    }

    @Test
    void datasetsLargerThanOneReadingSliceComeWhole() {
        int width = 350;
        Feature[] features = IntStream.range(0, width)
                .mapToObj(k -> new Feature("f" + k, FeatureType.NUMERIC))
                .toArray(Feature[]::new);
        String values = IntStream.range(0, width)
                .mapToObj(k -> "i + " + k + " AS f" + k)
                .collect(joining(", "));
        fixture.split(SplitStrategy.TIME_BASED).columns(DatasetFixture.withoutLabelTimes(features));

        PreparedDataset prepared = fixture.prepare(fixture.file("wide.parquet", """
                SELECT i AS event_id, TIMESTAMP '2026-01-01' + to_seconds(i) AS event_time, CAST(i %% 3 = 1 AS INTEGER) AS label,
                    TIMESTAMP '2026-01-20' AS label_observed_time, %s
                FROM range(25000) AS numbers(i) ORDER BY hash(i)""".formatted(values)));

        FeatureMatrix train = prepared.train().features();
        for (int row = 0; row < 15_000; row++) {
            assertThat(train.value(row, width - 1)).isEqualTo(row + width - 1);
            assertThat(prepared.train().labels().get(row)).isEqualTo(row % 3 == 1 ? 1 : 0);
        }
    }

    @Test
    void nothingIsLeftInTheScratchFolder() {
        fixture.prepare(fixture.file("rows.parquet", "FROM base"));

        assertThat(fixture.scratch()).isEmptyDirectory();
    }
}
