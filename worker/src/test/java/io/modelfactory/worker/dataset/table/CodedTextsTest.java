package io.modelfactory.worker.dataset.table;

import static io.modelfactory.worker.dataset.FailureAssertions.assertFailure;
import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.dataset.DatasetFixture;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.encoding.MatrixSettings;
import io.modelfactory.worker.dataset.file.DatasetFileVerifier;
import io.modelfactory.worker.dataset.file.VerifiedFile;
import io.modelfactory.worker.dataset.split.HoldoutViews;
import io.modelfactory.worker.model.ColumnStore;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many rows from Parquet files, whose few texts the table has as codes, beside the same from CSV, as texts. */
class CodedTextsTest {
    private static final int ROWS = 200_000;
    private static final Feature CHANNEL = new Feature("channel", FeatureType.CATEGORICAL);
    private static final Feature STORE = new Feature("store", FeatureType.CATEGORICAL);

    @TempDir
    Path folder;

    private DatasetFixture fixture;

    @BeforeEach
    void givenAStore() {
        fixture = new DatasetFixture(folder).encoding(0.001, 0.0);
        fixture.columns(DatasetFixture.withoutLabelTimes(new Feature("amount", FeatureType.NUMERIC), CHANNEL, STORE));
    }

    /**
     * Of the channels one has blanks and one a fraction, which are not theirs; one is rare, one comes with the last
     * rows only, and one in seven is missing. Stores are too many to be coded.
     */
    private static String rows(int from, int to) {
        return """
                SELECT printf('e-%%06d', i) AS event_id, TIMESTAMP '2026-01-01' + to_seconds(i) AS event_time,
                    CASE WHEN i %% 4 = 0 THEN '1' ELSE '0' END AS label, i %% 1999 + i / 1e6 AS amount,
                    CASE WHEN i %% 7 = 0 THEN NULL WHEN i %% 5003 = 1 THEN 'rare'
                        WHEN i >= 190000 AND i %% 3 = 0 THEN 'new'
                        ELSE ['web', ' web', 'zoo', 'äpp', '7', '7.0', 'App'][i %% 11 %% 7 + 1] END AS channel,
                    's-' || (i %% 1500) AS store
                FROM range(%d, %d) AS numbers(i)
                """.formatted(from, to);
    }

    private DataFile[] parquet() {
        return new DataFile[] {
            fixture.file("first.parquet", rows(0, 90_000)), fixture.file("second.parquet", rows(90_000, ROWS))
        };
    }

    @Test
    void codesGiveTheSameMatricesAsTexts() {
        HoldoutViews views = new HoldoutViews(
                List.of(
                        new EncodedFeature("channel", FeatureType.CATEGORICAL, List.of("zoo", "gone", "7")),
                        new EncodedFeature("amount", FeatureType.NUMERIC, List.of())),
                Optional.empty(),
                List.of("channel"));
        fixture.split(SplitStrategy.TIME_BASED);
        PreparedDataset coded = fixture.prepare(views, parquet());
        PreparedDataset texts = fixture.prepare(views, fixture.file("all.csv", rows(0, ROWS)));

        assertThat(coded.features()).isEqualTo(texts.features());
        assertThat(coded.features().get(1).categories()).containsExactly("7", "App", "web", "zoo", "äpp");
        assertThat(coded.train().features().values())
                .isEqualTo(texts.train().features().values());
        assertThat(coded.validation().features().values())
                .isEqualTo(texts.validation().features().values());
        assertThat(coded.test().features().values())
                .isEqualTo(texts.test().features().values());
        assertThat(coded.championTest().orElseThrow().values())
                .isEqualTo(texts.championTest().orElseThrow().values());
        assertThat(coded.slices().get(0).values())
                .isEqualTo(texts.slices().get(0).values())
                .contains("new");
        assertThat(coded.summary()).isEqualTo(texts.summary());
    }

    @Test
    void inADatabaseFileToo() {
        FeatureMatrix inMemory = fixture.prepare(parquet()).train().features();
        fixture.matrices(new MatrixSettings(false, ColumnStore.inFolder(folder)));
        FeatureMatrix inFiles = fixture.prepare(parquet()).train().features();

        float[] values = new float[inMemory.values().length];
        inFiles.copyRows(0, inFiles.rows(), values);
        assertThat(values).isEqualTo(inMemory.values());
    }

    @Test
    void textsOfFewValuesHaveCodes() {
        assertThat(codedColumns(fixture, parquet())).containsExactlyInAnyOrder("label", "f1");
    }

    @Test
    void fewRowsAndThoseOfCsvFilesHaveTexts() {
        assertThat(codedColumns(fixture, fixture.file("few.parquet", rows(0, 50_000))))
                .isEmpty();
        assertThat(codedColumns(fixture, fixture.file("all.csv", rows(0, ROWS))))
                .isEmpty();
    }

    @Test
    void overlongTextsAreRefusedWithExamples() {
        DataFile file = fixture.file(
                "long.parquet",
                "SELECT * REPLACE (CASE WHEN event_id = 'e-150000' THEN repeat('x', 1025) ELSE channel END AS channel)"
                        + " FROM (" + rows(0, ROWS) + ")");

        assertFailure(DATASET_INVALID, () -> fixture.prepare(file))
                .isEqualTo("1 rows have more than 1024 bytes in feature 'channel' (for example event 'e-150000')");
    }

    private List<String> codedColumns(DatasetFixture store, DataFile... files) {
        DatasetMaterialization materialization = store.dataset(files).materialization();
        List<VerifiedFile> verified =
                new DatasetFileVerifier(file -> store.path(file.ref())).verify(List.of(materialization));
        List<Path> paths = verified.stream().map(VerifiedFile::path).toList();
        try (DuckDb db = DuckDb.open(folder, 1, "300MB", paths)) {
            EventTable table =
                    new EventTable(db, EventColumns.commonColumns(List.of(materialization)), ProgressListener.none());
            table.load(verified);
            return db.query(
                    "SELECT column_name FROM duckdb_columns() WHERE table_name = 'events' AND data_type LIKE 'ENUM%'",
                    row -> row.getString(1));
        }
    }
}
