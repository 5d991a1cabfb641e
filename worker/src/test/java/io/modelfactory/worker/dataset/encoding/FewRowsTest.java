package io.modelfactory.worker.dataset.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.dataset.DatasetFixture;
import io.modelfactory.worker.dataset.check.FeatureContent;
import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.split.SplitSummary;
import io.modelfactory.worker.dataset.summary.DataSummary;
import io.modelfactory.worker.dataset.table.EventColumns;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.UnknownCategory;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What few rows are asked by other statements than many has the same answers. */
class FewRowsTest {
    private static final long ROWS = 3_000;
    private static final long TRAINING_ROWS = 2_100;
    private static final long AS_OF_MANY = 1_000_000;

    private static final int KIND = 2;
    private static final int CHANNEL = 3;

    @TempDir
    Path folder;

    private DuckDb db;
    private EventColumns columns;

    /** Rows repeat each other's features 1701 rows later, but the last hundred in one feature that changes there. */
    @BeforeEach
    void placeRows() {
        DatasetFixture fixture = new DatasetFixture(folder);
        fixture.columns(DatasetFixture.columns(
                new Feature("amount", FeatureType.NUMERIC),
                new Feature("late", FeatureType.NUMERIC),
                new Feature("kind", FeatureType.CATEGORICAL),
                new Feature("channel", FeatureType.CATEGORICAL),
                new Feature("empty", FeatureType.CATEGORICAL)));
        columns = EventColumns.commonColumns(
                List.of(fixture.dataset(fixture.file("rows.csv", "FROM base")).materialization()));
        db = DuckDb.open(folder, 1, "100MB", List.of());
        db.update("""
                CREATE TABLE events AS
                SELECT 'e-' || i AS event_id, i AS event_time, i AS label_observed_time, i % 3 = 0 AS positive,
                    'card-' || (i % 9) AS entity_id,
                    CAST(i % 1701 AS FLOAT) AS f0,
                    CAST(CASE WHEN i < 2900 THEN 1 ELSE 2 END AS FLOAT) AS f1,
                    'kind-' || (i % 1701 % 7) AS f2,
                    CASE WHEN i % 1701 % 11 > 0 THEN 'channel-' || (i % 1701 % 40) END AS f3,
                    CAST(NULL AS VARCHAR) AS f4
                FROM range(3000) AS numbers(i)""");
        db.update("""
                CREATE TABLE placement AS
                SELECT rowid AS event, CASE WHEN rowid % 10 < 7 THEN 0 WHEN rowid % 10 < 8 THEN 1 ELSE 2 END AS part
                FROM events""");
    }

    @AfterEach
    void close() {
        db.close();
    }

    @Test
    void rowsThatRepeatAndFeaturesThatVaryAreTheSame() {
        DataSummary few = summary(ROWS);

        assertThat(few).isEqualTo(summary(AS_OF_MANY));
        assertThat(few.identicalRows()).isEqualTo(1199);
        assertThat(few.testRowsLikeTraining()).isEqualTo(119);
        assertThat(few.constantFeatures()).isEmpty();
        assertThat(few.missingFeatures()).containsExactly("empty");
    }

    private DataSummary summary(long rows) {
        return new FeatureContent(db, columns, SplitSummary.of(db, columns, rows)).requirePlausible(List.of(), 1);
    }

    @Test
    void categoriesAndThoseThatAreRareAreTheSame() {
        TrainingCategories few = TrainingCategories.count(db, columns, 50, TRAINING_ROWS);
        TrainingCategories many = TrainingCategories.count(db, columns, 50, AS_OF_MANY);

        for (int feature = 0; feature < columns.features().size(); feature++) {
            UnknownCategory unknown = few.unknown(feature);
            assertThat(few.known(feature)).isEqualTo(many.known(feature));
            assertThat(unknown.rareCategories()).isEqualTo(many.unknown(feature).rareCategories());
            assertThat(unknown.rareRows()).isEqualTo(many.unknown(feature).rareRows());
        }
        assertThat(few.known(KIND)).hasSize(7);
        assertThat(few.known(CHANNEL)).isNotEmpty();
        assertThat(few.unknown(CHANNEL).rareCategories()).isPositive();
        assertThat(few.unknown(CHANNEL).missingRows()).isPositive();
    }
}
