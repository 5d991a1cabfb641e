package io.modelfactory.worker.dataset.check;

import static io.modelfactory.worker.dataset.DatasetFixture.RULE;
import static io.modelfactory.worker.dataset.FailureAssertions.assertFailure;
import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static io.modelfactory.worker.failure.FailureCode.LEAKAGE_GUARD_VIOLATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.dataset.DatasetFixture;
import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.split.SplitPart;
import io.modelfactory.worker.dataset.split.SplitSummary;
import io.modelfactory.worker.dataset.table.EventColumns;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.DatasetManifest;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.ResolvedDataset;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a model must not know when it learns. Labels of the fixture are resolved as of 2026-02-01. */
class LeakageGuardTest {
    @TempDir
    Path folder;

    private DatasetFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new DatasetFixture(folder);
    }

    @Test
    void labelsResolvedByAnotherRuleAreRefused() {
        ResolvedDataset dataset =
                fixture.dataset("dm_001", "latest_label", Optional.empty(), fixture.file("rows.parquet", "FROM base"));

        assertFailure(LEAKAGE_GUARD_VIOLATION, () -> fixture.prepare(List.of(dataset)))
                .isEqualTo("label_resolution_rule: 1 manifests resolve labels by 'latest_label',"
                        + " the training profile expects 'observed_time<=label_asof_utc'");
    }

    @Test
    void aLabelObservedAfterItsAsOfTimeIsRefused() {
        DataFile file = fixture.file("rows.parquet", """
                SELECT * REPLACE (CASE WHEN event_id >= 'e-0094' THEN TIMESTAMP '2026-02-01 00:00:00.000001'
                    ELSE TIMESTAMP '2026-02-01' END AS label_observed_time)
                FROM base""");

        assertFailure(LEAKAGE_GUARD_VIOLATION, () -> fixture.prepare(file))
                .isEqualTo("label_observed_after_asof: 6 rows have a label observed after label_asof_utc"
                        + " (for example event 'e-0094', 'e-0095', 'e-0096', 'e-0097', 'e-0098')");
    }

    @Test
    void eventsThatHadNoTimeToMatureAreRefused() {
        DataFile file = fixture.file("rows.parquet", """
                SELECT * REPLACE (CASE event_id WHEN 'e-0001' THEN TIMESTAMP '2026-01-25 00:00:01'
                    WHEN 'e-0002' THEN TIMESTAMP '2026-01-25' ELSE event_time END AS event_time,
                    TIMESTAMP '2026-01-26' AS label_observed_time)
                FROM base""");

        assertFailure(
                        LEAKAGE_GUARD_VIOLATION,
                        () -> fixture.prepare(List.of(fixture.dataset("dm_001", RULE, Optional.of(7), file))))
                .isEqualTo("event_within_maturity_window: 1 rows have an event_time less than maturity_days"
                        + " before label_asof_utc (for example event 'e-0001')");
        assertThat(fixture.prepare(List.of(fixture.dataset("dm_001", RULE, Optional.of(6), file)))
                        .leakageChecks())
                .contains(new LeakageCheck("event_within_maturity_window", 0));
    }

    /** Under such a date no event would be too young. */
    @Test
    void labelsAreNotLookedUpInTheFuture() {
        ResolvedDataset sound =
                fixture.dataset("dm_001", RULE, Optional.of(7), fixture.file("rows.parquet", "FROM base"));
        DatasetManifest manifest = sound.manifest();
        ResolvedDataset future = new ResolvedDataset(
                sound.manifestRef(),
                new DatasetManifest(
                        manifest.schemaVersion(),
                        manifest.datasetManifestId(),
                        manifest.datasetFingerprint(),
                        manifest.platformRunId(),
                        manifest.scenarioRunIds(),
                        manifest.replayBasis(),
                        new DatasetManifest.LabelBasis(
                                OffsetDateTime.parse("2026-06-01T00:00:01Z"), RULE, Optional.of(7)),
                        manifest.featureDefinitionSet(),
                        manifest.provenance()),
                sound.materializationRef(),
                sound.materialization());

        assertFailure(DATASET_INVALID, () -> fixture.prepare(List.of(future)))
                .isEqualTo("dm_001: label_basis.label_asof_utc is 2026-06-01T00:00:01Z, which was still to come at"
                        + " 2026-06-01T00:00:00Z; give the time at which the labels were looked up, or declare"
                        + " plausible_times");
        assertThat(fixture.prepare(List.of(sound)).train().rows()).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"a.parquet, b.parquet", "a.csv, b.csv"})
    void eventsThatOccurInTwoFilesAreRefused(String first, String second) {
        DataFile half = fixture.file(first, "FROM base WHERE event_id < 'e-0051'");
        DataFile otherHalf = fixture.file(second, "FROM base WHERE event_id >= 'e-0050'");

        assertFailure(LEAKAGE_GUARD_VIOLATION, () -> fixture.prepare(half, otherHalf))
                .isEqualTo("duplicate_event_id: 1 event ids occur more than once (for example event 'e-0050')");
    }

    @Test
    void duplicateEventsInOrAcrossDatasetsAreRefused() {
        DataFile one = fixture.file("one.parquet", "FROM base UNION ALL (FROM base LIMIT 1)");
        DataFile two = fixture.file("two.csv", "FROM base WHERE event_id = 'e-0050'");

        assertFailure(
                        LEAKAGE_GUARD_VIOLATION,
                        () -> fixture.prepare(List.of(fixture.dataset(one), fixture.dataset(two))))
                .isEqualTo(
                        "duplicate_event_id: 2 event ids occur more than once (for example event 'e-0000', 'e-0050')");
    }

    @Test
    void theOutcomeIsNoFeature() {
        fixture.columns(DatasetFixture.columns(
                new Feature("amount", FeatureType.NUMERIC),
                new Feature("label", FeatureType.NUMERIC),
                new Feature("label_observed_time", FeatureType.NUMERIC),
                new Feature("event_time", FeatureType.NUMERIC),
                new Feature("event_id", FeatureType.CATEGORICAL)));
        DataFile file = fixture.file("rows.parquet", "FROM base");

        assertFailure(LEAKAGE_GUARD_VIOLATION, () -> fixture.prepare(file))
                .isEqualTo(
                        "outcome_among_features: 4 features are the label, its time, the event's time or id, the entity id, its weight or sampling rate:"
                                + " 'label', 'label_observed_time', 'event_time', 'event_id'");
    }

    @Test
    void allViolationsAreNamedAtOnce() {
        DataFile file = fixture.file("rows.parquet", """
                SELECT * REPLACE (TIMESTAMP '2026-03-01' AS label_observed_time) FROM base
                UNION ALL (FROM base LIMIT 1)""");

        assertFailure(
                        LEAKAGE_GUARD_VIOLATION,
                        () -> fixture.prepare(List.of(fixture.dataset("dm_001", "any", Optional.of(3650), file))))
                .contains(
                        "label_resolution_rule: 1 ",
                        "label_observed_after_asof: 100 ",
                        "event_within_maturity_window: 101 ",
                        "duplicate_event_id: 1 ");
    }

    @Test
    void everyDatasetIsHeldToItsOwnMaturityWindow() {
        ResolvedDataset lenient = fixture.dataset(
                "dm_001", RULE, Optional.empty(), fixture.file("a.parquet", "FROM base WHERE event_id < 'e-0050'"));
        ResolvedDataset strict = fixture.dataset(
                "dm_002", RULE, Optional.of(31), fixture.file("b.parquet", "FROM base WHERE event_id >= 'e-0050'"));

        assertFailure(LEAKAGE_GUARD_VIOLATION, () -> fixture.prepare(List.of(lenient, strict)))
                .startsWith("event_within_maturity_window: 50 rows");
    }

    @Test
    void aMaturityWindowThatNoEventTimeCanProveIsRefused() {
        Columns timeless = Columns.of(
                "event_id",
                Optional.empty(),
                "label",
                Optional.empty(),
                "1",
                List.of(new Feature("amount", FeatureType.NUMERIC)));
        ResolvedDataset dataset = fixture.columns(timeless)
                .dataset("dm_001", RULE, Optional.of(7), fixture.file("rows.parquet", "FROM base"));

        assertFailure(DATASET_INVALID, () -> fixture.prepare(List.of(dataset)))
                .isEqualTo("columns.event_time: is needed by the maturity_days of dm_001");
    }

    @Test
    void aPlacementThatMixesTimesIsFound() {
        try (DuckDb db = DuckDb.open(folder, 1, "100MB", List.of())) {
            db.update("""
                    CREATE TABLE events AS
                    SELECT 'e-' || i AS event_id, i // 2 AS event_time, true AS positive,
                        CAST(NULL AS BIGINT) AS label_observed_time
                    FROM range(10) AS n(i)""");
            db.update("""
                    CREATE TABLE placement AS
                    SELECT rowid AS event, CASE WHEN event_id <= 'e-4' THEN 0 WHEN event_id <= 'e-6' THEN 1 ELSE 2 END AS part
                    FROM events""");
            fixture.columns(DatasetFixture.withoutLabelTimes(new Feature("amount", FeatureType.NUMERIC)));
            EventColumns columns = EventColumns.commonColumns(List.of(
                    fixture.dataset(fixture.file("rows.csv", "FROM base")).materialization()));

            assertFailure(
                            LEAKAGE_GUARD_VIOLATION,
                            () -> new LeakageGuard(db, columns, List.of())
                                    .checkTimeSplit(SplitSummary.of(db, columns, 10), List.of(SplitPart.TRAIN)))
                    .isEqualTo("time_split_order: 2 events are not older than every event of the parts after theirs"
                            + " (for example event 'e-4', 'e-6')");
        }
    }
}
