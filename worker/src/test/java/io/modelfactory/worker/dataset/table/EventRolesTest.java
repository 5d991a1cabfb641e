package io.modelfactory.worker.dataset.table;

import static io.modelfactory.worker.dataset.DatasetFixture.columns;
import static io.modelfactory.worker.dataset.FailureAssertions.assertFailure;
import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static io.modelfactory.worker.failure.FailureCode.LEAKAGE_GUARD_VIOLATION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.modelfactory.worker.dataset.DatasetFixture;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.dataset.encoding.MatrixSettings;
import io.modelfactory.worker.dataset.summary.RoleSummary;
import io.modelfactory.worker.model.ColumnStore;
import io.modelfactory.worker.model.DoubleColumn;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.FloatColumn;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The roles that say what a row stands for. Event i of {@code base}, e-i, has a feature n of i by its first rows. */
class EventRolesTest {
    /** Five cards; weight, rate and money tell the event: i + 1, 1 / (1 + i % 4), and i and ten cents. */
    private static final String ROWS = """
            SELECT *, CAST(substr(event_id, 3) AS INTEGER) AS n, 'card-' || (4 - n % 5) AS card, n + 1 AS heft,
                1 / (1 + n % 4) AS share, CAST(n + 0.1 AS DECIMAL(18, 2)) AS money
            FROM base""";

    private static final Feature AGE = new Feature("n", FeatureType.NUMERIC);

    @TempDir
    Path folder;

    private DatasetFixture fixture;

    @BeforeEach
    void declareNoRoles() {
        fixture = new DatasetFixture(folder).columns(columns(AGE));
    }

    @Test
    void rolesComeInTheOrderOfTheirRows() {
        fixture.columns(allRoles());
        for (String name : List.of("rows.parquet", "rows.csv")) {
            requireRoles(fixture.prepare(fixture.file(name, ROWS)));
        }
    }

    @Test
    void inFilesTheyAreTheSame() {
        fixture.columns(allRoles()).matrices(new MatrixSettings(false, ColumnStore.inFolder(folder)));

        requireRoles(fixture.prepare(fixture.file("rows.parquet", ROWS)));
    }

    private static void requireRoles(PreparedDataset prepared) {
        FloatColumn weights = prepared.train().weights().orElseThrow();
        assertThat(weights.rows()).isEqualTo(prepared.train().rows());
        for (int row = 0; row < weights.rows(); row++) {
            assertThat(weights.get(row)).isEqualTo(prepared.train().features().value(row, 0) + 1);
        }
        assertThat(prepared.test().weights()).as("metrics are unweighted").isEmpty();
        assertThat(prepared.validation().weights()).isEmpty();
        requireRoles(prepared.testRoles(), prepared.test().features());
        requireRoles(prepared.validationRoles(), prepared.validation().features());
    }

    private static void requireRoles(EventRoles roles, FeatureMatrix events) {
        for (int row = 0; row < events.rows(); row++) {
            int event = (int) events.value(row, 0);
            assertThat(roles.times().orElseThrow().get(row)).isEqualTo(1_767_225_600_000_000L + event * 60_000_000L);
            assertThat(roles.entities().orElseThrow().get(row)).isEqualTo(4 - event % 5);
            assertThat(roles.amounts().orElseThrow().get(row))
                    .as("in 64 bits")
                    .isEqualTo(Double.parseDouble(event + ".1"));
            assertThat(roles.samplingRates().orElseThrow().get(row)).isEqualTo(1.0 / (1 + event % 4));
        }
    }

    @Test
    void rolesThatAreNotDeclaredAreAbsent() {
        PreparedDataset prepared = fixture.columns(
                        Columns.of("event_id", Optional.empty(), "label", Optional.empty(), "1", List.of(AGE)))
                .prepare(fixture.file("rows.parquet", ROWS));

        assertThat(prepared.train().weights()).isEmpty();
        assertThat(prepared.testRoles().times()).isEmpty();
        assertThat(prepared.testRoles().entities()).isEmpty();
        assertThat(prepared.testRoles().amounts()).isEmpty();
        assertThat(prepared.testRoles().samplingRates()).isEmpty();
        assertThat(prepared.summary().roles()).isEmpty();
    }

    @Test
    void theEvidenceCountsWhatTheRolesSay() {
        PreparedDataset prepared = fixture.columns(allRoles()).prepare(fixture.file("rows.parquet", ROWS));

        RoleSummary roles = prepared.summary().roles().orElseThrow();
        assertThat(roles.entityId()).contains(new RoleSummary.EntityCounts(5));
        assertThat(roles.amount()).contains(new RoleSummary.AmountCounts(100));
        double trained = 0;
        for (float weight : prepared.train().weights().orElseThrow().toArray()) {
            trained += weight;
        }
        assertThat(roles.weight()).contains(new RoleSummary.WeightCounts(1, 100, trained));
        DoubleColumn rates = prepared.testRoles().samplingRates().orElseThrow();
        double represented = IntStream.range(0, rates.rows())
                .mapToDouble(row -> 1 / rates.get(row))
                .sum();
        assertThat(roles.samplingRate()).hasValueSatisfying(found -> {
            assertThat(found.min()).isEqualTo(0.25);
            assertThat(found.max()).isEqualTo(1);
            assertThat(found.sampledRows()).isEqualTo(75);
            assertThat(found.testEvents()).isCloseTo(represented, within(1e-9));
        });
    }

    @Test
    void aWeightIsAFiniteNumberAboveZeroInEveryRow() {
        fixture.columns(columns(AGE).withWeight("heft"));
        for (String bad : List.of("0", "-1", "NULL", "'infinity'::DOUBLE", "1e-50", "1e39", "'nan'::DOUBLE")) {
            assertFailure(DATASET_INVALID, () -> fixture.prepare(withBad("heft", bad)))
                    .isEqualTo("1 rows have no finite weight above 0 (for example event 'e-0007')");
        }
    }

    @Test
    void aSamplingRateIsAboveZeroAndAtMostOneInEveryRow() {
        fixture.columns(columns(AGE).withSamplingRate("share"));
        // Of 1e-310 a row would stand for infinitely many events.
        for (String bad : List.of("0", "-0.5", "1.0000001", "1e-310", "NULL", "'infinity'::DOUBLE", "'nan'::DOUBLE")) {
            assertFailure(DATASET_INVALID, () -> fixture.prepare(withBad("share", bad)))
                    .isEqualTo("1 rows have no sampling_rate above 0 and at most 1 (for example event 'e-0007')");
        }
    }

    /** Who samples by the label writes the label into the rate. */
    @Test
    void weightAndSamplingRateAreNoFeatures() {
        DataFile file = fixture.file("rows.parquet", ROWS);
        for (Columns declared : List.of(
                columns(AGE, new Feature("heft", FeatureType.NUMERIC)).withWeight("heft"),
                columns(AGE, new Feature("share", FeatureType.NUMERIC)).withSamplingRate("share"))) {
            fixture.columns(declared);
            assertFailure(LEAKAGE_GUARD_VIOLATION, () -> fixture.prepare(file))
                    .contains("its weight or sampling rate: ");
        }
    }

    /** A sum that is infinite is no number that a report could state. */
    @Test
    void whatTheRowsStandForCanBeAddedUp() {
        fixture.columns(columns(AGE).withAmount("money").withSamplingRate("share"));
        assertFailure(DATASET_INVALID, () -> fixture.prepare(withBad("money", "1e307")))
                .isEqualTo("1 rows have an amount that is too large to be added up (for example event 'e-0007')");
        assertFailure(DATASET_INVALID, () -> fixture.prepare(withBad("share", "6e-309")))
                .contains("1 rows have no sampling_rate above 0 and at most 1 (for example event 'e-0007')");
        fixture.columns(columns(AGE).withAmount("money"));
        assertFailure(DATASET_INVALID, () -> fixture.prepare(withBad("money", "1e307")))
                .isEqualTo("1 rows have an amount that is too large to be added up (for example event 'e-0007')");
    }

    @Test
    void anAmountHasNoOtherRoleButWeight() {
        DataFile file = fixture.file("rows.parquet", ROWS);
        for (Columns declared : List.of(
                columns(AGE).withAmount("label"),
                columns(AGE).withAmount("event_id"),
                columns(AGE).withSamplingRate("share").withAmount("share"))) {
            fixture.columns(declared);
            assertFailure(DATASET_INVALID, () -> fixture.prepare(file))
                    .startsWith("columns.amount: '" + declared.amount().orElseThrow() + "' has another role");
        }
        fixture.columns(columns(AGE).withWeight("heft").withAmount("heft"));
        assertThat(fixture.prepare(file).summary().roles()).isPresent();
    }

    @Test
    void oneColumnHasOneRole() {
        fixture.columns(columns(AGE).withWeight("share").withSamplingRate("share"));
        assertFailure(DATASET_INVALID, () -> fixture.prepare(fixture.file("rows.parquet", ROWS)))
                .contains("weight and sampling_rate must be different columns, these repeat: 'share'");
    }

    private static Columns allRoles() {
        return columns(AGE)
                .withEntityId("card")
                .withAmount("money")
                .withWeight("heft")
                .withSamplingRate("share");
    }

    private DataFile withBad(String column, String value) {
        return fixture.file(
                "bad.parquet",
                "SELECT * REPLACE (CASE WHEN event_id = 'e-0007' THEN " + value + " ELSE CAST(" + column
                        + " AS DOUBLE) END AS " + column + ") FROM (" + ROWS + ")");
    }
}
