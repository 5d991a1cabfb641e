package io.modelfactory.worker.dataset.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rows are read together where they are too many to be read at once. */
class MatrixReaderTest {
    private static final int EVENTS = 1_000;
    private static final int BATCH = 100;
    private static final int WINDOW = 70;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"i", "999 - i", "(i * 617) % 1000"})
    void eachPlacedRowIsInExactlyOneSliceAndWindowsComeOneAfterTheOther(String rank) {
        try (DuckDb db = placed(rank)) {
            List<MatrixReader.Slice> slices = MatrixReader.slices(db, "0, 2", EVENTS, EVENTS / 2, BATCH, WINDOW);

            long rows = 0;
            for (MatrixReader.Slice slice : slices) {
                rows += db.queryLong("""
                        SELECT count(*) FROM placement WHERE part IN (0, 2)
                            AND event >= %1$d AND event < %2$d AND position >= %3$d AND position < %4$d
                        """.formatted(
                                slice.batch() * BATCH,
                                (slice.batch() + 1) * BATCH,
                                slice.window() * WINDOW,
                                (slice.window() + 1) * WINDOW));
            }
            assertThat(rows).isEqualTo(db.queryLong("SELECT count(*) FROM placement WHERE part IN (0, 2)"));
            assertThat(slices).doesNotHaveDuplicates();
            assertThat(slices).isSortedAccordingTo(Comparator.comparingLong(MatrixReader.Slice::window));
        }
    }

    @Test
    void rowsInTheOrderOfTimeAreReadOnceEach() {
        try (DuckDb db = placed("i")) {
            // Each batch reaches into three windows at the most.
            assertThat(MatrixReader.slices(db, "0", EVENTS, EVENTS / 2, BATCH, WINDOW))
                    .hasSizeLessThanOrEqualTo(3 * EVENTS / 2 / BATCH);
        }
    }

    /** The first half is in part 0, a quarter each in 1 and 2; a tenth of all is in none. */
    private DuckDb placed(String rank) {
        DuckDb db = DuckDb.open(folder, 1, "100MB", List.of());
        db.update("""
                CREATE TABLE placement AS
                WITH ranked AS (SELECT i AS event, %s AS rank FROM range(%d) n(i)),
                parted AS (SELECT event, rank, CASE WHEN rank < 500 THEN 0 WHEN rank < 750 THEN 1 ELSE 2 END AS part
                    FROM ranked WHERE event %% 10 <> 3)
                SELECT event, CAST(part AS TINYINT) AS part,
                    row_number() OVER (PARTITION BY part ORDER BY rank) - 1 AS position
                FROM parted
                """.formatted(rank, EVENTS));
        return db;
    }
}
