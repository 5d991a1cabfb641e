package io.modelfactory.worker.dataset.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of many rows are found to have hashes that others have too. */
class RepeatedHashesTest {
    private static final long ROWS = 60_000;

    @TempDir
    Path folder;

    private DuckDb db;

    @BeforeEach
    void openDatabase() {
        db = DuckDb.open(folder, 2, "100MB", List.of());
    }

    @AfterEach
    void close() {
        db.close();
    }

    /** @param number of each row, {@code i} */
    private void given(String number) {
        db.update("CREATE TABLE events AS SELECT i, %s AS number, i %% 2 = 0 AS even FROM range(%d) AS numbers(i)"
                .formatted(number, ROWS));
    }

    private List<Long> foundBy(String columns) {
        String condition = RepeatedHashes.condition(db, columns, ROWS).orElseThrow();
        return db.query("SELECT i FROM events WHERE " + condition + " ORDER BY i", row -> row.getLong(1));
    }

    @Test
    void rowsThatRepeatAnotherAreFoundAndThisOneToo() {
        given("CASE WHEN i IN (7, 59999) THEN 3 WHEN i = 30000 THEN 29 ELSE i END");

        assertThat(foundBy("number")).containsExactly(3L, 7L, 29L, 30_000L, 59_999L);
    }

    @Test
    void allColumnsCount() {
        given("CASE WHEN i IN (7, 59998) THEN 3 WHEN i = 30000 THEN 28 ELSE i END");

        assertThat(foundBy("number, even")).containsExactly(3L, 7L, 28L, 30_000L);
    }

    @Test
    void missingValuesAreAlike() {
        given("CASE WHEN i NOT IN (3, 50000) THEN i END");

        assertThat(foundBy("number")).containsExactly(3L, 50_000L);
    }

    @Test
    void noneIsFoundWhereAllDiffer() {
        given("i");

        assertThat(RepeatedHashes.condition(db, "number", ROWS)).contains("false");
    }

    @Test
    void rowsOfWhichManyRepeatAreLeftToTheDatabase() {
        given("i // 2");
        assertThat(RepeatedHashes.condition(db, "number", ROWS)).isEmpty();

        db.update("DROP TABLE events");
        given("CASE WHEN i < 1001 THEN i + 30000 ELSE i END");
        assertThat(RepeatedHashes.condition(db, "number", ROWS))
                .as("more hashes than a statement lists")
                .isEmpty();
    }

    @Test
    void andSoAreFew() {
        given("i // 2");

        assertThat(RepeatedHashes.condition(db, "number", 49_999)).isEmpty();
    }

    /** Else what the others repeat would be missed, or taken for repeated. */
    @Test
    void eachRowMustBeRead() {
        given("i");

        assertThatIllegalStateException()
                .isThrownBy(() -> RepeatedHashes.condition(db, "number", ROWS + 1))
                .withMessage("60000 rows were read of 60001");
        assertThatIllegalStateException()
                .isThrownBy(() -> RepeatedHashes.condition(db, "number", ROWS - 1))
                .withMessage("more rows than 59999 were read");
    }
}
