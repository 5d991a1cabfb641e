package io.modelfactory.worker.dataset.file;

import static io.modelfactory.worker.dataset.FailureAssertions.assertFailure;
import static io.modelfactory.worker.failure.FailureCode.DATASET_DIGEST_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static io.modelfactory.worker.failure.FailureCode.DATASET_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.REF_ACCESS_DENIED;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.dataset.DatasetFixture;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.dataset.duckdb.SqlQuoting;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.ResolvedDataset;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files are what their materialization says, and nothing in them is taken for a command. */
class DatasetFileFetcherTest {
    private static final String HOSTILE = "a\"'; DROP TABLE events; --";

    @TempDir
    Path folder;

    private DatasetFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new DatasetFixture(folder);
    }

    @Test
    void aMissingFileIsUnresolved() throws IOException {
        DataFile file = fixture.file("rows.parquet", "FROM base");
        Files.delete(fixture.path("rows.parquet"));

        assertFailure(DATASET_UNRESOLVED, () -> fixture.prepare(file)).isEqualTo("rows.parquet: there is no such file");
    }

    @Test
    void aFileOutsideOfTheStoreIsRefused() {
        DataFile file = new DataFile("../rows.parquet", "0".repeat(64), 1, 1);

        assertFailure(REF_ACCESS_DENIED, () -> fixture.prepare(file)).contains("../rows.parquet");
    }

    @Test
    void aFileOfAnotherSizeIsRefused() throws IOException {
        DataFile file = fixture.file("rows.csv", "FROM base");
        Files.writeString(fixture.path("rows.csv"), "\n", StandardOpenOption.APPEND);

        assertFailure(DATASET_DIGEST_MISMATCH, () -> fixture.prepare(file))
                .isEqualTo("rows.csv: bytes must be %d, the file has %d", file.bytes(), file.bytes() + 1);
    }

    @Test
    void aFileOfOtherBytesIsRefusedWithBothDigests() throws IOException {
        DataFile file = fixture.file("rows.csv", "FROM base");
        String content = Files.readString(fixture.path("rows.csv"));
        DataFile other = fixture.textFile("rows.csv", content.replace("web", "wob"), 100);

        assertFailure(DATASET_DIGEST_MISMATCH, () -> fixture.prepare(file))
                .isEqualTo("rows.csv: sha256 must be %s, the file has %s", file.sha256(), other.sha256());
    }

    @Test
    void aFileThatChangesWhileItIsReadIsRefused() throws IOException {
        DataFile file = fixture.file("rows.csv", "FROM base");
        Path path = fixture.path("rows.csv");
        ReadingRules rules = ReadingRules.of(fixture.dataset(file).materialization());
        VerifiedFile verified = new VerifiedFile(0, rules, file, path, VerifiedFile.FileVersion.of(path));
        verified.requireUnchanged();

        Path replacement = Files.copy(path, folder.resolve("replacement.csv"));
        Files.move(replacement, path, StandardCopyOption.REPLACE_EXISTING);

        assertFailure(DATASET_DIGEST_MISMATCH, verified::requireUnchanged).contains("was changed while it was read");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rows.parquet", "rows.csv"})
    void aFileWithAnotherNumberOfRowsIsInvalid(String name) {
        DataFile file = fixture.file(name, "FROM base");
        DataFile wrong = new DataFile(name, file.sha256(), file.bytes(), 99);

        assertFailure(DATASET_INVALID, () -> fixture.prepare(wrong))
                .isEqualTo("%s: rows must be 99, the file has 100", name);
    }

    @Test
    void rowsOfFilesMustAddUpToTheRowCount() {
        ResolvedDataset dataset = fixture.dataset(fixture.file("rows.parquet", "FROM base"));
        DatasetMaterialization m = dataset.materialization();
        ResolvedDataset wrong = new ResolvedDataset(
                dataset.manifestRef(),
                dataset.manifest(),
                dataset.materializationRef(),
                new DatasetMaterialization(
                        m.schemaVersion(),
                        m.datasetManifestId(),
                        m.datasetFingerprint(),
                        m.platformRunId(),
                        m.format(),
                        m.files(),
                        101,
                        m.columns(),
                        m.eventIdKind(),
                        m.plausibleTimes(),
                        m.missing(),
                        m.csv()));

        assertFailure(DATASET_INVALID, () -> fixture.prepare(List.of(wrong)))
                .isEqualTo("dm_001: row_count is 101, the rows of its files add up to 100");
    }

    @Test
    void datasetsWithDifferentColumnsDoNotGoTogether() {
        ResolvedDataset first = fixture.dataset(fixture.file("rows.parquet", "FROM base"));
        ResolvedDataset second = fixture.columns(DatasetFixture.columns(new Feature("age", FeatureType.NUMERIC)))
                .dataset("dm_002", DatasetFixture.RULE, Optional.empty(), fixture.file("more.parquet", "FROM base"));

        assertFailure(DATASET_INVALID, () -> fixture.prepare(List.of(first, second)))
                .contains("columns must be the same in all datasets", "dm_001 and dm_002");
    }

    @Test
    void missingColumnsAreNamedTogetherAndByCase() {
        DataFile file = fixture.file("rows.parquet", "SELECT * EXCLUDE (label) RENAME (amount AS Amount) FROM base");

        assertFailure(DATASET_INVALID, () -> fixture.prepare(file))
                .isEqualTo("rows.parquet: column 'label' is missing; column 'amount' is missing; the file has"
                        + " 'event_id', 'event_time', 'label_observed_time', 'Amount', 'age', 'channel'");
    }

    @Test
    @Timeout(60)
    void thousandsOfFeaturesThatTheFileLacksAreRefusedAtOnce() {
        Feature[] features = IntStream.range(0, 50_000)
                .mapToObj(i -> new Feature("x" + i, FeatureType.NUMERIC))
                .toArray(Feature[]::new);
        fixture.columns(DatasetFixture.columns(features));

        assertFailure(DATASET_INVALID, () -> fixture.prepare(fixture.file("rows.parquet", "FROM base")))
                .startsWith("rows.parquet: column 'x0' is missing; column 'x1' is missing")
                .contains("; and 49980 more; the file has 'event_id'");
    }

    @Test
    void columnsOfUnusableTypesAreNamed() {
        DataFile file = fixture.file("rows.parquet", """
                SELECT * REPLACE ('12' AS amount, [channel] AS channel, 7 AS event_time)
                FROM base""");

        assertFailure(DATASET_INVALID, () -> fixture.prepare(file))
                .contains(
                        "column 'event_time' must be a timestamp, a date or text, it is INTEGER",
                        "column 'amount' must be a number or a boolean, it is VARCHAR",
                        "column 'channel' must be text, a number or a boolean, it is VARCHAR[]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rows.parquet", "rows.csv"})
    void bytesThatAreNotTheFormatAreInvalid(String name) {
        DataFile file = fixture.textFile(name, "event_id,label\n1,2,3\n\"\u0001", 1);

        assertFailure(DATASET_INVALID, () -> fixture.prepare(file))
                .startsWith(name + ": ")
                .doesNotContain("\n", folder.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rows.parquet", "rows.csv"})
    void hostileNamesAndValuesStayNamesAndValues(String name) {
        String column = SqlQuoting.identifier(HOSTILE);
        fixture.columns(Columns.of(
                HOSTILE,
                Optional.of("it's; time"),
                "label",
                Optional.empty(),
                "x' OR '1'='1",
                List.of(new Feature("); --", FeatureType.NUMERIC), new Feature("\"c\"", FeatureType.CATEGORICAL))));

        PreparedDataset prepared =
                fixture.prepare(fixture.file(name, """
                SELECT event_id AS %s, event_time AS "it's; time", amount AS "); --",
                    CASE label WHEN 1 THEN 'x'' OR ''1''=''1' ELSE 'no' END AS label,
                    CASE label WHEN 1 THEN '''); DROP TYPE category_1; --' ELSE 'fine' END AS %s
                FROM base""".formatted(column, SqlQuoting.identifier("\"c\""))));

        assertThat(prepared.train().positives()).isEqualTo(14);
        assertThat(prepared.features().get(0).name()).isEqualTo("); --");
        assertThat(prepared.features().get(1).categories()).containsExactly("'); DROP TYPE category_1; --", "fine");
    }

    @Test
    void foldersThatLookLikePartitionsAddNoColumns() {
        PreparedDataset prepared = fixture.prepare(fixture.file("channel=none/rows.parquet", "FROM base"));

        assertThat(prepared.features().get(2).categories()).containsExactly("app", "pos", "web");
    }
}
