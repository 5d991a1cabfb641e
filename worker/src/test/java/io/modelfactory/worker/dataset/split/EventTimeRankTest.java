package io.modelfactory.worker.dataset.split;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The time at a place in the order of time, found without sorting. */
class EventTimeRankTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "i % 7",
                "1735689600000000 + i * 3600000000",
                "-(i * i * i * 1000003) % 1000000007",
                "CASE WHEN i < 5 THEN i ELSE 4000000000000000 END",
                "42"
            })
    void rangesOfTimeLeadToTheTimeThatSortingHasThere(String time) {
        try (DuckDb db = DuckDb.open(folder, 1, "100MB", List.of())) {
            db.update("CREATE TABLE events AS SELECT CAST(" + time + " AS BIGINT) AS event_time FROM range(100) n(i)");
            List<Long> sorted = db.query("SELECT event_time FROM events ORDER BY event_time", row -> row.getLong(1));

            for (int rank = 0; rank < sorted.size(); rank++) {
                assertThat(EventTimeRank.timeByRanges(db, rank)).isEqualTo(sorted.get(rank));
            }
        }
    }

    @Test
    void moreEventsThanAQuantileHoldsHaveTheSameNeighbours() {
        try (DuckDb db = DuckDb.open(folder, 1, "100MB", List.of())) {
            db.update("CREATE TABLE events AS SELECT i // 10 * 1000 AS event_time FROM range(5000000) n(i)");

            EventTimeRank found = EventTimeRank.of(db, 3_000_005, 5_000_000);

            assertThat(found.time()).isEqualTo(300_000_000);
            assertThat(found.rowsBefore()).isEqualTo(3_000_000);
            assertThat(found.rowsUpTo()).isEqualTo(3_000_010);
        }
    }
}
