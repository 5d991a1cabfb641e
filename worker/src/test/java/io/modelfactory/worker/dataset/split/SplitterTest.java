package io.modelfactory.worker.dataset.split;

import static io.modelfactory.worker.dataset.FailureAssertions.assertFailure;
import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.dataset.DatasetFixture;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where rows are cut into parts, and the order of rows within a part. */
class SplitterTest {
    @TempDir
    Path folder;

    private DatasetFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new DatasetFixture(folder);
    }

    @Test
    void theOldestEventsTrainAndTheNewestTest() {
        PreparedDataset prepared =
                fixture.split(SplitStrategy.TIME_BASED).prepare(fixture.file("rows.parquet", "FROM base"));

        assertThat(prepared.split()).hasToString("""
                {"strategy":"time_based","recipe":"mf.split.v1","base_seed":41,"unit":"event","event_id_kind":"source",\
                "gap_days":0,"left_out_rows":0,"cuts":[\
                {"before":"validation","event_time":"2026-01-01T01:00:00Z",\
                "wanted_fraction":0.6,"reached_fraction":0.6,"off":0.0},\
                {"before":"test","event_time":"2026-01-01T01:20:00Z",\
                "wanted_fraction":0.8,"reached_fraction":0.8,"off":0.0}],"fitted_on":["train"],\
                "train":{"rows":60,"positives":15,"wanted_fraction":0.6,"reached_fraction":0.6,\
                "min_event_time":"2026-01-01T00:00:00Z","max_event_time":"2026-01-01T00:59:00Z"},\
                "validation":{"rows":20,"positives":5,"wanted_fraction":0.2,"reached_fraction":0.2,\
                "min_event_time":"2026-01-01T01:00:00Z","max_event_time":"2026-01-01T01:19:00Z"},\
                "test":{"rows":20,"positives":5,"wanted_fraction":0.2,"reached_fraction":0.2,\
                "min_event_time":"2026-01-01T01:20:00Z","max_event_time":"2026-01-01T01:39:00Z"}}""");
        assertThat(prepared.test().features().value(0, 0)).isEqualTo(120);
    }

    @Test
    void eventsOfOneTimeStayInOnePart() {
        // Ties from 55 to 61 around the cut at 60, and from 74 to 85 around the cut at 80.
        DataFile file = fixture.file("rows.parquet", """
                SELECT * REPLACE (CASE
                    WHEN event_id BETWEEN 'e-0055' AND 'e-0061' THEN TIMESTAMP '2026-01-01 00:55:00'
                    WHEN event_id BETWEEN 'e-0074' AND 'e-0085' THEN TIMESTAMP '2026-01-01 01:14:00'
                    ELSE event_time END AS event_time)
                FROM base""");

        PreparedDataset prepared = fixture.split(SplitStrategy.TIME_BASED).prepare(file);

        assertThat(prepared.train().rows()).isEqualTo(62);
        assertThat(prepared.validation().rows())
                .as("the lower of two equally near cuts")
                .isEqualTo(74 - 62);
        assertThat(prepared.test().rows()).isEqualTo(26);
    }

    @Test
    void withoutAValidationShareThereAreTwoParts() {
        PreparedDataset prepared = fixture.split(SplitStrategy.TIME_BASED)
                .fractions(0.7, 0, 0.3)
                .prepare(fixture.file("rows.parquet", "FROM base"));

        assertThat(prepared.train().rows()).isEqualTo(70);
        assertThat(prepared.validation().rows()).isZero();
        assertThat(prepared.split().path("validation"))
                .hasToString("{\"rows\":0,\"positives\":0,\"wanted_fraction\":0.0,\"reached_fraction\":0.0}");
        assertThat(prepared.test().rows()).isEqualTo(30);
    }

    @Test
    void twoTimesCannotBeCutIntoThreeParts() {
        DataFile file = fixture.file(
                "rows.parquet",
                "SELECT * REPLACE (TIMESTAMP '2026-01-01' + to_days(label + 0) AS event_time) FROM base");

        assertFailure(
                        DATASET_INVALID,
                        () -> fixture.split(SplitStrategy.TIME_BASED).prepare(file))
                .isEqualTo("event_time: too few different times to cut 100 rows into the parts of split_fractions;"
                        + " possible cuts are after 75 rows (0.7500) at 2026-01-02T00:00:00Z");
    }

    @Test
    void aCutBeyondTheToleranceIsRefusedWithThePossibleCuts() {
        DataFile file = fixture.file(
                "rows.parquet",
                "SELECT * REPLACE (TIMESTAMP '2026-01-01' + to_days(CAST(CASE WHEN amount < 3 THEN 0 WHEN amount < 15"
                        + " THEN 1 ELSE 2 END AS INTEGER)) AS event_time) FROM base");

        assertFailure(
                        DATASET_INVALID,
                        () -> fixture.split(SplitStrategy.TIME_BASED).prepare(file))
                .isEqualTo(
                        "event_time: the nearest cut before the validation part is after 0.0200 of the rows instead of"
                                + " 0.6000 and the nearest cut before the test part is after 0.1000 of the rows instead of 0.8000,"
                                + " more than plausibility.max_cut_distance 0.25; possible cuts are"
                                + " after 2 rows (0.0200) at 2026-01-02T00:00:00Z,"
                                + " after 10 rows (0.1000) at 2026-01-03T00:00:00Z");
    }

    @Test
    void partsOfOneClassAreRefusedWithThePossibleCuts() {
        DataFile file = fixture.file(
                "rows.parquet",
                "SELECT * REPLACE (CAST(amount < 30 AND label = 1 AS INTEGER) AS label,"
                        + " TIMESTAMP '2026-01-01' + to_days(CAST(amount AS INTEGER) // 30) AS event_time) FROM base");

        assertFailure(
                        DATASET_INVALID,
                        () -> fixture.split(SplitStrategy.TIME_BASED).prepare(file))
                .startsWith("the test part has 0 positive rows of 20;")
                .contains("; possible cuts are after 20 rows (0.2000) at 2026-01-02T00:00:00Z, after 40 rows");
    }

    @Test
    void aSplitByTimeNeedsTimes() {
        fixture.split(SplitStrategy.TIME_BASED)
                .columns(Columns.of(
                        "event_id",
                        Optional.empty(),
                        "label",
                        Optional.empty(),
                        "1",
                        List.of(new Feature("amount", FeatureType.NUMERIC))));
        DataFile file = fixture.file("rows.parquet", "FROM base");

        assertFailure(DATASET_INVALID, () -> fixture.prepare(file))
                .isEqualTo("columns.event_time: is needed by the profile's time_based split");
    }

    @Test
    void partsWithoutPositivesAreRefusedWithCounts() {
        DataFile file = fixture.file(
                "rows.parquet", "SELECT * REPLACE (CAST(event_id <= 'e-0001' AS INTEGER) AS label) FROM base");

        assertFailure(DATASET_INVALID, () -> fixture.prepare(file))
                .startsWith("the train part has 0 positive rows of 62; both classes are needed");
    }

    @Test
    void partsBelowTheMinimumOfPositivesAreCounted() {
        DataFile file = fixture.file("rows.parquet", "FROM base");

        assertFailure(DATASET_INVALID, () -> fixture.minimumPartPositives(8).prepare(file))
                .isEqualTo("the test part has 7 positive rows of 23; the profile's minimum_part_positives is 8");
        assertFailure(DATASET_INVALID, () -> fixture.earlyStopping().prepare(file))
                .as("early stopping looks at the validation part")
                .isEqualTo("the validation part has 4 positive rows of 15; the test part has 7 positive rows of 23;"
                        + " the profile's minimum_part_positives is 8");
    }

    @Test
    void aPartWithoutAShareNeedsNoPositives() {
        DataFile file = fixture.file("rows.parquet", "FROM base");

        PreparedDataset prepared =
                fixture.minimumPartPositives(5).fractions(0.7, 0, 0.3).prepare(file);

        assertThat(prepared.validation().rows()).isZero();
    }

    @Test
    void anEventIsInTheSamePartWhateverOtherRowsThereAre() {
        fixture.columns(DatasetFixture.columns(new Feature("amount", FeatureType.NUMERIC)));
        PreparedDataset all = fixture.prepare(fixture.file("all.parquet", "FROM base"));
        PreparedDataset half = fixture.prepare(fixture.file("half.parquet", "FROM base WHERE event_id < 'e-0050'"));

        assertThat(amounts(half.test())).isNotEmpty().isSubsetOf(amounts(all.test()));
        assertThat(amounts(half.train())).isNotEmpty().isSubsetOf(amounts(all.train()));
    }

    private static List<Float> amounts(LabelledMatrix rows) {
        return IntStream.range(0, rows.rows())
                .mapToObj(row -> rows.features().value(row, 0))
                .toList();
    }
}
