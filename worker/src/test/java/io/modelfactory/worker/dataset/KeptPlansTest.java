package io.modelfactory.worker.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.duckdb.KeptDatabase;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Statements that were planned over sound rows judge other rows as statements do that are planned over these. */
class KeptPlansTest {
    private static final String BASE = "FROM base";
    private static final String MANY = """
            SELECT event_id || '-' || n AS event_id, event_time, label, label_observed_time,
                amount + 200 * n AS amount, age + 100 * n AS age, channel
            FROM base, range(30) AS numbers(n)""";

    @TempDir
    Path folder;

    private KeptDatabase kept;

    @BeforeEach
    void create() {
        kept = new KeptDatabase(folder.resolve("kept"), "200MB");
    }

    @AfterEach
    void close() {
        kept.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            label     | NULL                                                   | have no label
            label     | CASE WHEN event_id < 'e-0050' THEN label ELSE 2 END     | label
            event_id  | NULL                                                   | have no event_id
            event_id  | 'e-0001'                                               | duplicate_event_id
            event_id  | concat(repeat('e', 2000), event_id)                          | event_id
            amount    | CAST('infinity' AS DOUBLE)                                           | amount
            event_time| event_time + INTERVAL 10 YEAR                          | event_time
            channel   | repeat('c', 2000)                                      | channel
            """)
    void rowsThatAreRefusedAreRefusedInTheSameWords(String column, String value, String reason) {
        for (String format : new String[] {"csv", "parquet"}) {
            String rows = "SELECT * REPLACE ((CASE WHEN event_id >= 'e-0040' THEN %s ELSE %2$s END) AS %2$s) FROM base"
                    .formatted(value, column);
            keepPlans(format);

            FailureException found = refusal(fixture().in(kept), format, rows);

            FailureException expected = refusal(fixture(), format, rows);
            assertThat(found).hasMessage(expected.getMessage()).hasMessageContaining(reason);
            assertThat(found.code()).isEqualTo(expected.code());
            keepPlans(format);
        }
    }

    private FailureException refusal(DatasetFixture dataset, String format, String rows) {
        DataFile file = dataset.file("rows." + format, rows);
        return catchThrowableOfType(FailureException.class, () -> dataset.prepare(file));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            channel | CASE WHEN event_id >= 'e-0090' THEN concat('unseen-', event_id) ELSE channel END
            channel | CAST(NULL AS VARCHAR)
            channel | CASE WHEN event_id < 'e-0010' THEN repeat('long ', 200) ELSE channel END
            age     | CAST(NULL AS DOUBLE)
            age     | 1
            age     | -1e30 * age
            label   | 1 - label
            amount  | -amount
            """)
    void rowsThatCanBeReadAreReadTheSame(String column, String value) {
        for (String format : new String[] {"csv", "parquet"}) {
            keepPlans(format);
            requireSame(format, "SELECT * REPLACE (%s AS %s) FROM base".formatted(value, column));
            requireSame(format, BASE);
        }
    }

    @Test
    void moreRowsThanTheDatabaseHandlesAtATimeAreReadTheSame() {
        for (String format : new String[] {"csv", "parquet"}) {
            keepPlans(format);
            requireSame(format, MANY);
            requireSame(format, BASE);
        }
    }

    @Test
    void plansOfADatabaseWithItsOptimizerAreNotKept() {
        try (DuckDb optimized = DuckDb.open(folder, 1, "200MB", List.of())) {
            assertThatThrownBy(() -> optimized.attach("preparation", folder))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("optimizer");
        }
    }

    /** The first preparation makes the tables, the second plans what the third has planned. */
    private void keepPlans(String format) {
        for (int preparation = 0; preparation < 3; preparation++) {
            requireSame(format, BASE);
        }
    }

    private void requireSame(String format, String rows) {
        PreparedDataset found = prepare(fixture().in(kept), format, rows);
        PreparedDataset expected = prepare(fixture(), format, rows);
        PreparedDatasets.requireSame(found, expected);
        assertThat(found.summary()).isEqualTo(expected.summary());
        assertThat(found.split()).isEqualTo(expected.split());
        assertThat(found.features()).isEqualTo(expected.features());
    }

    private static PreparedDataset prepare(DatasetFixture dataset, String format, String rows) {
        return dataset.prepare(dataset.file("rows." + format, rows));
    }

    private DatasetFixture fixture() {
        return new DatasetFixture(folder.resolve("data"));
    }
}
