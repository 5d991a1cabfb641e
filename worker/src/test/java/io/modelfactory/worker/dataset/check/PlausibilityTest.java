package io.modelfactory.worker.dataset.check;

import static io.modelfactory.worker.dataset.FailureAssertions.assertFailure;
import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static io.modelfactory.worker.failure.FailureCode.LEAKAGE_GUARD_VIOLATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.dataset.DatasetFixture;
import io.modelfactory.worker.dataset.summary.DataSummary;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are well formed but cannot be what they claim: multiplied, leaking, or without content. */
class PlausibilityTest {
    /** 400 rows, every fourth positive, features that know a little of the label. */
    private static final String ROWS = """
            SELECT printf('e-%04d', i) AS event_id, CAST(i % 4 = 0 AS INTEGER) AS label,
                CAST(hash(i) % 1000 AS INTEGER) + 100 * CAST(i % 4 = 0 AS INTEGER) AS amount, i % 97 AS age,
                ['web', 'app', 'pos'][i % 3 + 1] AS channel
            FROM range(400) AS numbers(i)""";

    @TempDir
    Path folder;

    private DatasetFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new DatasetFixture(folder).columns(columns("amount", "age", "channel"));
    }

    private static Columns columns(String first, String second, String category) {
        return Columns.of(
                "event_id",
                Optional.empty(),
                "label",
                Optional.empty(),
                "1",
                List.of(
                        new Feature(first, FeatureType.NUMERIC),
                        new Feature(second, FeatureType.NUMERIC),
                        new Feature(category, FeatureType.CATEGORICAL)));
    }

    private DataFile replaced(String replacements) {
        return fixture.file("rows.parquet", "SELECT * REPLACE (" + replacements + ") FROM (" + ROWS + ")");
    }

    @Test
    void rowsThatAJoinMultipliedAreRefusedWithCounts() {
        DataFile tripled = fixture.file(
                "rows.parquet",
                "SELECT r.* REPLACE (event_id || '-' || k AS event_id) FROM (" + ROWS + ") r, range(3) AS copies(k)");

        assertFailure(DATASET_INVALID, () -> fixture.prepare(tripled))
                .startsWith("identical_feature_rows: 800 of 1200 rows repeat all feature values of another row under"
                        + " another event id, more than the fraction plausibility.max_identical_rows 0.2"
                        + " (for example event 'e-0000-0', 'e-0000-1', 'e-0001-0', 'e-0001-1')");
        assertThat(fixture.plausibility(0.9, 0.25).prepare(tripled).summary().identicalRows())
                .isEqualTo(800);
    }

    @Test
    void testRowsWithTheContentOfTrainingRowsAreALeakage() {
        fixture.split(SplitStrategy.TIME_BASED)
                .columns(Columns.of(
                        "event_id",
                        Optional.of("event_time"),
                        "label",
                        Optional.empty(),
                        "1",
                        List.of(new Feature("amount", FeatureType.NUMERIC))));
        DataFile file = fixture.file("rows.parquet", """
                SELECT * REPLACE (CASE WHEN event_id >= 'e-0090' THEN amount - 135 ELSE amount END AS amount) FROM base""");

        assertFailure(LEAKAGE_GUARD_VIOLATION, () -> fixture.prepare(file))
                .startsWith(
                        "identical_rows_across_parts: 10 of 20 test rows have all feature values of a training row");
    }

    @Test
    void rowsOfFewCategoriesMayRepeat() {
        fixture.columns(columns("amount", "age", "channel"));

        DataSummary summary = fixture.prepare(replaced("7 AS amount, CAST(NULL AS INTEGER) AS age"))
                .summary();

        assertThat(summary.constantFeatures()).containsExactly("amount");
        assertThat(summary.missingFeatures()).containsExactly("age");
        assertThat(summary.identicalRows()).isEqualTo(397);
    }

    @Test
    void featuresOfWhichNoneVariesAreRefused() {
        assertFailure(
                        DATASET_INVALID,
                        () -> fixture.prepare(replaced("7 AS amount, CAST(NULL AS INTEGER) AS age, 'web' AS channel")))
                .isEqualTo(
                        "columns.features: no feature varies, so nothing can be learnt: 2 are constant, 1 are missing"
                                + " in all rows");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "label * 5.0 + amount / 1e4 AS amount",
                "amount / 1e4 - label AS amount",
                "CASE WHEN label = 1 THEN amount END AS amount",
                "CASE WHEN label = 0 THEN amount END AS amount"
            })
    void aNumberThatAloneSeparatesTheClassesIsALeakage(String replacement) {
        assertFailure(LEAKAGE_GUARD_VIOLATION, () -> fixture.prepare(replaced(replacement)))
                .startsWith("single_feature_separation: 1 features alone separate the classes, at least to"
                        + " leakage.max_single_feature_auc 0.999: 'amount' (AUC 1.0000)");
        assertThat(fixture.leakage(0.999, "amount")
                        .prepare(replaced(replacement))
                        .leakageChecks())
                .contains(new LeakageCheck("single_feature_separation", 0));
    }

    @Test
    void aCategoryThatAloneSeparatesTheClassesIsALeakage() {
        assertFailure(
                        LEAKAGE_GUARD_VIOLATION,
                        () -> fixture.prepare(
                                replaced("CASE label WHEN 1 THEN 'charged back' ELSE channel END AS channel")))
                .contains("'channel' (AUC 1.0000)");
    }

    @Test
    void aCategoryOfItsOwnForEachRowSeparatesNothing() {
        assertThat(fixture.prepare(replaced("event_id || 'x' AS channel")).leakageChecks())
                .contains(new LeakageCheck("single_feature_separation", 0));
    }

    @ParameterizedTest
    @CsvSource({"18, 0", "40, 1"})
    void fewPositivesSeparateByChance(int positives, int violations) {
        DataFile file = replaced("CAST(hash(event_id) % 400 < " + positives
                + " * 2 AND event_id < 'e-0300' AS INTEGER) AS label," + " CASE WHEN hash(event_id) % 400 < "
                + positives + " * 2 AND event_id < 'e-0300' THEN 5000 ELSE amount END AS amount");
        fixture.fractions(0.6, 0.1, 0.3);

        if (violations == 0) {
            assertThat(fixture.prepare(file).leakageChecks())
                    .contains(new LeakageCheck("single_feature_separation", 0));
        } else {
            assertFailure(LEAKAGE_GUARD_VIOLATION, () -> fixture.prepare(file)).contains("'amount'");
        }
    }

    @Test
    void aLabelThatWasObservedBeforeItsEventIsALeakage() {
        DatasetFixture timed = new DatasetFixture(folder);
        DataFile file = timed.file("rows.parquet", """
                SELECT * REPLACE (CASE WHEN event_id = 'e-0042' THEN event_time - INTERVAL 1 SECOND
                    ELSE label_observed_time END AS label_observed_time) FROM base""");

        assertFailure(LEAKAGE_GUARD_VIOLATION, () -> timed.prepare(file))
                .isEqualTo("label_observed_before_event: 1 rows have a label observed before their event"
                        + " (for example event 'e-0042')");
    }
}
