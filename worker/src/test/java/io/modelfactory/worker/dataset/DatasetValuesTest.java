package io.modelfactory.worker.dataset;

import static io.modelfactory.worker.dataset.FailureAssertions.assertFailure;
import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.dataset.duckdb.SqlQuoting;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which values are accepted, and how they are encoded. */
class DatasetValuesTest {
    @TempDir
    Path folder;

    private DatasetFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new DatasetFixture(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rows.parquet", "rows.csv"})
    void rowsWithoutWhatTheyNeedAreCountedTogether(String name) {
        DataFile file = fixture.file(name, """
                SELECT * REPLACE (
                    CASE WHEN event_id >= 'e-0098' THEN NULL ELSE event_id END AS event_id,
                    CASE WHEN event_id <= 'e-0006' THEN NULL ELSE label END AS label,
                    CASE WHEN event_id = 'e-0009' THEN NULL ELSE event_time END AS event_time,
                    CASE WHEN event_id = 'e-0008' THEN NULL ELSE label_observed_time END AS label_observed_time)
                FROM base""");

        assertFailure(DATASET_INVALID, () -> fixture.prepare(file))
                .isEqualTo("2 rows have no event_id; 7 rows have no label"
                        + " (for example event 'e-0000', 'e-0001', 'e-0002', 'e-0003', 'e-0004');"
                        + " 1 rows have no event_time, or one that is no time (for example event 'e-0009'): row 10 of "
                        + name
                        + " has none; accepted are ISO 8601 such as 2014-12-31 or 2014-12-31T23:59:59.123Z,"
                        + " other forms if the materialization declares columns.time_format;"
                        + " 1 rows have no label_observed_time, or one that is no time (for example event 'e-0008'):"
                        + " row 9 of " + name
                        + " has none; accepted are ISO 8601 such as 2014-12-31 or 2014-12-31T23:59:59.123Z,"
                        + " other forms if the materialization declares columns.label_time_format");
    }

    @ParameterizedTest
    @CsvSource({
        "rows.csv, 'abc'",
        "rows.csv, 'inf'",
        "rows.csv, '-1e39'",
        "rows.parquet, CAST('-infinity' AS DOUBLE)",
        "rows.parquet, CAST(1e300 AS DOUBLE)"
    })
    void numbersThatAreNoneOrInfiniteAreCountedByFeature(String name, String number) {
        boolean csv = name.endsWith("csv");
        DataFile file = fixture.file(
                name, """
                SELECT * REPLACE (CASE WHEN event_id IN ('e-0007', 'e-0003') THEN %s ELSE CAST(amount AS %s) END AS amount)
                FROM base""".formatted(csv ? SqlQuoting.literal(number) : number, csv ? "VARCHAR" : "DOUBLE"));

        assertFailure(DATASET_INVALID, () -> fixture.prepare(file))
                .isEqualTo("2 rows have no finite 32-bit number in feature 'amount'"
                        + " (for example event 'e-0003', 'e-0007')");
    }

    @ParameterizedTest
    @ValueSource(strings = {"rows.parquet", "rows.csv"})
    void missingNumbersAndNotANumberBecomeNaN(String name) {
        PreparedDataset prepared = fixture.missing("nan")
                .split(SplitStrategy.TIME_BASED)
                .prepare(
                        fixture.file(
                                name,
                                "SELECT * REPLACE (CASE WHEN age = 3 THEN CAST('nan' AS FLOAT) ELSE age END AS age) FROM base"));

        FeatureMatrix train = prepared.train().features();
        assertThat(List.of(train.value(0, 1), train.value(3, 1), train.value(10, 1)))
                .containsOnly(Float.NaN);
        assertThat(train.value(1, 1)).isEqualTo(1);
        assertThat(train.value(59, 0)).isEqualTo(88.5f);
    }

    @ParameterizedTest
    @CsvSource({
        "999999999, 999999999, BIGINT",
        "999999999, 999999999, DOUBLE",
        "1e9, 1000000000, DOUBLE",
        "-.5, -0.5, DOUBLE",
        "+900, 900, SMALLINT",
        "-999.9, -999.9, FLOAT",
        "-999.9, -999.9, 'DECIMAL(9,2)'",
        "1e300, 1e300, DOUBLE",
        "9223372036854775807, 9223372036854775807, HUGEINT"
    })
    void aMarkIsMissingInNumericColumnsHoweverItIsWrittenAndNoOtherNumberIs(String mark, String value, String type) {
        PreparedDataset prepared = fixture.missing(mark)
                .prepare(fixture.file("rows.parquet", """
                        SELECT * REPLACE (CAST(CASE WHEN age IN (3, 7) THEN %s WHEN age = 5 AND '%s' IN ('BIGINT', 'DOUBLE')
                            AND %s > 1e8 AND %s < 1e9 THEN %s + 1 ELSE 5 END AS %s) AS amount) FROM base""".formatted(value, type, value, value, value, type)));

        assertThat(Stream.of(prepared.train(), prepared.validation(), prepared.test())
                        .map(part -> part.features())
                        .mapToLong(part -> IntStream.range(0, part.rows())
                                .filter(row -> Float.isNaN(part.value(row, 0)))
                                .count())
                        .sum())
                .isEqualTo(2);
    }

    @Test
    void categoriesAreThoseOfTheTrainingRowsInCodePointOrder() {
        PreparedDataset prepared = fixture.split(SplitStrategy.TIME_BASED).prepare(fixture.file("rows.parquet", """
                        SELECT * REPLACE (CASE
                            WHEN event_id = 'e-0001' THEN NULL
                            WHEN event_id > 'e-0089' THEN 'unseen'
                            ELSE ['Z', 'a', 'ä', '\uffff', '😀', ''][CAST(right(event_id, 4) AS INTEGER) % 6 + 1] END AS channel)
                        FROM base"""));

        assertThat(prepared.features().get(2).categories()).containsExactly("Z", "a", "ä", "\uffff", "😀");
        FeatureMatrix train = prepared.train().features();
        assertThat(train.value(0, 2)).isZero();
        assertThat(train.value(1, 2)).isNaN();
        FeatureMatrix test = prepared.test().features();
        assertThat(IntStream.range(10, 20).mapToDouble(row -> test.value(row, 2)))
                .containsOnly(Double.NaN);
    }

    @Test
    void textsThatAStatementCouldMisreadAreCategories() {
        for (String quote : List.of("chr(39)", "chr(0)")) {
            PreparedDataset prepared =
                    fixture.split(SplitStrategy.TIME_BASED).prepare(fixture.file("rows.parquet", """
                            SELECT * REPLACE ('a' || CASE WHEN event_id < 'e-0030' THEN '' ELSE %s || 'b' END AS channel)
                            FROM base""".formatted(quote)));

            assertThat(prepared.features().get(2).categories())
                    .containsExactly("a", "a" + (quote.equals("chr(0)") ? "\0" : "'") + "b");
            assertThat(prepared.train().features().value(0, 2)).isZero();
            assertThat(prepared.train().features().value(59, 2)).isEqualTo(1);
        }
    }

    @Test
    void aFeatureWithoutAnyTrainingValueHasNoCategories() {
        PreparedDataset prepared = fixture.prepare(
                fixture.file("rows.parquet", "SELECT * REPLACE (CAST(NULL AS VARCHAR) AS channel) FROM base"));

        assertThat(prepared.features().get(2).categories()).isEmpty();
        assertThat(prepared.train().features().value(0, 2)).isNaN();
    }

    @Test
    void tooManyCategoriesAreRefused() {
        fixture.columns(Columns.of(
                "id",
                Optional.empty(),
                "label",
                Optional.empty(),
                "true",
                List.of(new Feature("card", FeatureType.CATEGORICAL))));
        DataFile file = fixture.file(
                "rows.parquet", "SELECT i AS id, i % 2 = 0 AS label, 'c' || i AS card FROM range(20000) AS n(i)");

        assertFailure(DATASET_INVALID, () -> fixture.prepare(file))
                .contains("feature 'card': 12008 categories are too many, at most 10000");
    }

    @Test
    void thousandsOfCategoriesKeepTheirOrder() {
        fixture.columns(Columns.of(
                "id",
                Optional.empty(),
                "label",
                Optional.empty(),
                "true",
                List.of(new Feature("card", FeatureType.CATEGORICAL))));

        PreparedDataset prepared = fixture.prepare(fixture.file(
                "rows.parquet",
                "SELECT i AS id, i // 2000 % 2 = 0 AS label, 'c' || i % 2000 AS card FROM range(40000) AS n(i)"));

        List<String> categories = prepared.features().get(0).categories();
        assertThat(categories).hasSize(2000).isSorted();
        FeatureMatrix train = prepared.train().features();
        assertThat(IntStream.range(0, train.rows())
                        .mapToObj(row -> categories.get((int) train.value(row, 0)))
                        .distinct())
                .hasSize(2000);
    }

    @Test
    void aSingleClassIsRefused() {
        DataFile file = fixture.file("rows.parquet", "SELECT * REPLACE (0 AS label) FROM base");

        assertFailure(DATASET_INVALID, () -> fixture.prepare(file))
                .isEqualTo("the train part has 0 positive rows of 62; the test part has 0 positive rows of 23;"
                        + " both classes are needed (positive_label is '1')");
    }

    @Test
    void fewerThanTenRowsAreRefused() {
        DataFile file = fixture.file("rows.parquet", "FROM base LIMIT 9");

        assertFailure(DATASET_INVALID, () -> fixture.prepare(file)).startsWith("row_count: 9 rows are too few");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-01T00:00:00Z, 2026-01-01T00:00:00Z",
        "2026-01-01T02:00:00+02:00, 2026-01-01T00:00:00Z",
        "2026-01-01T00:00:00, 2026-01-01T00:00:00Z",
        "2025-12-31 23:59:59.123456Z, 2025-12-31T23:59:59.123456Z"
    })
    void timesInCsvAreIsoTextInUtc(String text, String instant) {
        DataFile file = fixture.file("rows.csv", """
                SELECT * REPLACE (CASE event_id WHEN 'e-0000' THEN '%s'
                    ELSE strftime(event_time, '%%Y-%%m-%%dT%%H:%%M:%%SZ') END AS event_time)
                FROM base""".formatted(text));

        PreparedDataset prepared = fixture.split(SplitStrategy.TIME_BASED).prepare(file);

        assertThat(prepared.split().at("/train/min_event_time").asText()).isEqualTo(instant);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "TIMESTAMPTZ"})
    void timesInParquetAreTimestampsOfAnyUnitInUtc(String type) {
        DataFile file = fixture.file(
                "rows.parquet", "SELECT * REPLACE (CAST(event_time AS " + type + ") AS event_time) FROM base");

        PreparedDataset prepared = fixture.split(SplitStrategy.TIME_BASED).prepare(file);

        assertThat(prepared.split().at("/test/max_event_time").asText()).isEqualTo("2026-01-01T01:39:00Z");
    }
}
