package io.modelfactory.worker.dataset;

import static io.modelfactory.worker.dataset.FailureAssertions.assertFailure;
import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.dataset.summary.LabelCount;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inputs shaped like public bug reports and real exports (resources/cases), each with its right outcome. */
class SharedCasesTest {
    private static final List<Feature> FEATURES = List.of(numeric("x1"), numeric("x2"), categorical("c"));

    @TempDir
    Path folder;

    private DatasetFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new DatasetFixture(folder).columns(columns(FEATURES));
    }

    @Test
    void europeanDatesAreRefusedWithValueAndRow() {
        fixture.columns(timed("t", FEATURES)).split(SplitStrategy.TIME_BASED);

        assertFailure(DATASET_INVALID, () -> fixture.prepare(file("european-dates/dmy.csv", 4_000)))
                .startsWith("4000 rows have no event_time, or one that is no time")
                .contains(
                        "row 1 of dmy.csv has '01/01/23'",
                        "accepted are ISO 8601 such as 2014-12-31",
                        "declares columns.time_format");
    }

    @Test
    void declaredEuropeanDatesGiveTheSameSplitAsIsoDates() {
        Columns columns = timed("t", FEATURES);
        fixture.split(SplitStrategy.TIME_BASED).columns(columns);
        PreparedDataset iso = fixture.prepare(file("european-dates/iso.csv", 4_000));

        PreparedDataset european = fixture.columns(columns.withTimeFormats(Optional.of("%d/%m/%y"), Optional.empty()))
                .prepare(file("european-dates/dmy.csv", 4_000));

        assertThat(european.split()).isEqualTo(iso.split());
        PreparedDatasets.requireSame(european, iso);
    }

    @Test
    void labelsWrittenAsWholeNumbersAndWithAFractionAreTheSame() {
        PreparedDataset prepared = fixture.prepare(
                file("label-text-differs-between-parts/part-0.csv", 2_000),
                file("label-text-differs-between-parts/part-1.csv", 2_000));

        assertThat(prepared.summary().labelCounts())
                .containsExactly(new LabelCount("1", true, 720), new LabelCount("0", false, 3_280));
    }

    @Test
    void otherLabelValuesAreRefusedWithTheirCounts() {
        Columns columns = Columns.of("id", Optional.empty(), "y", Optional.empty(), "Y", FEATURES);

        assertFailure(
                        DATASET_INVALID,
                        () -> fixture.columns(columns).prepare(file("label-with-other-values/typo.csv", 4_000)))
                .contains("'N' in ", "'y' in 222 rows", "'Unknown' in 195 rows");
        assertFailure(
                        DATASET_INVALID,
                        () -> fixture.columns(columns.withNegativeLabel("N"))
                                .prepare(file("label-with-other-values/typo.csv", 4_000)))
                .contains("'y' in 222 rows", "'Unknown' in 195 rows")
                .doesNotContain("'N' in ");
    }

    @Test
    void semicolonsAreReadIfDeclaredAndRecognisedIfNot() {
        DataFile file = file("semicolon-delimiter/semi.csv", 4_000);

        assertFailure(DATASET_INVALID, () -> fixture.prepare(file))
                .contains("the file has 'id;x1;x2;c;y'", "it looks like text separated by ';'; declare csv.delimiter");
        assertThat(rows(fixture.csv("{\"delimiter\":\";\"}").prepare(file))).isEqualTo(4_000);
    }

    @Test
    void latin1IsReadIfDeclaredAndRefusedWithLineAndColumnIfNot() {
        DataFile file = file("latin-1/latin1.csv", 4_000);

        assertFailure(DATASET_INVALID, () -> fixture.prepare(file))
                .isEqualTo("latin1.csv: cannot be read as csv: line 7, column 19:"
                        + " bytes that are not utf-8; declare csv.encoding");
        assertThat(rows(fixture.csv("{\"encoding\":\"latin-1\"}").prepare(file)))
                .isEqualTo(4_000);
    }

    @Test
    void backslashEscapesAreReadIfDeclaredAndRefusedWithTheirLineIfNot() {
        DataFile file = file("backslash-escapes/sparkesc.csv", 4_000);

        assertFailure(DATASET_INVALID, () -> fixture.prepare(file))
                .startsWith("sparkesc.csv: cannot be read as csv: line 7, column 23:"
                        + " text after the closing quote of a field")
                .doesNotContain("pipe");
        PreparedDataset prepared = fixture.csv("{\"escape\":\"\\\\\"}").prepare(file);
        assertThat(prepared.features().get(2).categories()).contains("5\" pipe", "say \"hi\"");
    }

    @Test
    void duplicateHeadersAreRefusedWithBothPositions() {
        assertFailure(DATASET_INVALID, () -> fixture.prepare(file("duplicate-header/dup.csv", 4_000)))
                .isEqualTo("dup.csv: columns 2 and 3 are both called 'x1'");
        fixture.columns(columns(List.of(numeric("Amount"), numeric("amount_1"))));
        assertFailure(DATASET_INVALID, () -> fixture.prepare(file("duplicate-header/dupcase.csv", 4_000)))
                .isEqualTo("dupcase.csv: columns 2 and 3 are both called 'Amount' and 'amount' (case is ignored)");
    }

    @Test
    void categoriesWrittenAsWholeNumbersAndWithAFractionAreTheSame() {
        fixture.split(SplitStrategy.TIME_BASED).columns(timed("t", List.of(numeric("x"), categorical("k"))));

        PreparedDataset prepared = fixture.prepare(
                file("category-text-differs-between-parts/cat-0.csv", 4_000),
                file("category-text-differs-between-parts/cat-1.csv", 2_000));

        assertThat(prepared.features().get(1).categories()).hasSize(12);
    }

    @Test
    void numbersWithUnderscoresAreRefused() {
        assertFailure(DATASET_INVALID, () -> fixture.prepare(file("numbers-with-underscores/under.csv", 4_000)))
                .contains("rows have no finite 32-bit number in feature 'x2'");
    }

    @Test
    void emptyTextIsMissingInCsvAndParquet() {
        PreparedDataset csv = fixture.prepare(file("empty-text-in-csv-and-parquet/es_csv.csv", 4_000));
        PreparedDataset parquet = fixture.prepare(file("empty-text-in-csv-and-parquet/es_pq.parquet", 4_000));

        assertThat(csv.features().get(2).categories()).doesNotContain("");
        PreparedDatasets.requireSame(parquet, csv);
    }

    @Test
    void fourMonthlySnapshotsAreCutAtTheNearestPossiblePlaces() {
        fixture.columns(timed("t", FEATURES)).split(SplitStrategy.TIME_BASED).fractions(0.7, 0.1, 0.2);

        PreparedDataset prepared = fixture.prepare(file("four-monthly-snapshots/months4.csv", 4_000));

        assertThat(prepared.train().rows()).isEqualTo(2_000);
        assertThat(prepared.validation().rows()).isEqualTo(1_000);
        assertThat(prepared.test().rows()).isEqualTo(1_000);
        assertThat(prepared.split().at("/cuts/0/off").asDouble()).isEqualTo(0.2);
        assertThat(prepared.split().at("/cuts/1/off").asDouble()).isEqualTo(0.05);
    }

    @Test
    void earlyStoppingWithoutPositivesToStopByIsRefused() {
        fixture.columns(timed("t", FEATURES))
                .split(SplitStrategy.TIME_BASED)
                .fractions(0.7, 0.1, 0.2)
                .earlyStopping();

        assertFailure(DATASET_INVALID, () -> fixture.prepare(file("early-stopping-one-class/es.csv", 4_000)))
                .startsWith("the validation part has 0 positive rows of 400; both classes are needed")
                .contains("early stopping and calibration need both in the validation part too", "; possible cuts are");
    }

    private static Columns columns(List<Feature> features) {
        return Columns.of("id", Optional.empty(), "y", Optional.empty(), "1", features);
    }

    private static Columns timed(String time, List<Feature> features) {
        return Columns.of("id", Optional.of(time), "y", Optional.empty(), "1", features);
    }

    private static Feature numeric(String name) {
        return new Feature(name, FeatureType.NUMERIC);
    }

    private static Feature categorical(String name) {
        return new Feature(name, FeatureType.CATEGORICAL);
    }

    private static int rows(PreparedDataset prepared) {
        return prepared.train().rows()
                + prepared.validation().rows()
                + prepared.test().rows();
    }

    private DataFile file(String name, long rows) {
        try {
            Path source =
                    Path.of(SharedCasesTest.class.getResource("/cases/" + name).toURI());
            byte[] content = Files.readAllBytes(source);
            return fixture.bytesFile(source.getFileName().toString(), content, rows);
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
