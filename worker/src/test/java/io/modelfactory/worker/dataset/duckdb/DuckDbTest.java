package io.modelfactory.worker.dataset.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.failure.AttemptFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files the database can read, and how it fails. */
class DuckDbTest {
    @TempDir
    Path folder;

    @Test
    void noOtherFileIsWithinReach() throws IOException {
        Path readable = Files.writeString(folder.resolve("readable.csv"), "a\n1\n");
        Path secret = Files.writeString(folder.resolve("secret.csv"), "a\n2\n");

        try (DuckDb db = DuckDb.open(folder.resolve("spill"), 1, "100MB", List.of(readable))) {
            assertThat(db.queryLong("SELECT sum(a) FROM read_csv(" + SqlQuoting.literal(readable.toString()) + ")"))
                    .isEqualTo(1);
            assertThatThrownBy(() ->
                            db.queryLong("SELECT sum(a) FROM read_csv(" + SqlQuoting.literal(secret.toString()) + ")"))
                    .hasMessageContaining("Permission Error");
            assertThatThrownBy(() -> db.update("SET threads = 8")).hasMessageContaining("locked");
        }
    }

    @Test
    void lackOfMemorySpendsTheAttempt() {
        try (DuckDb db = DuckDb.open(folder.resolve("spill"), 1, "10MB", List.of())) {
            assertThatThrownBy(() -> db.queryLong("SELECT len(list(i)) FROM range(10000000) AS n(i)"))
                    .isInstanceOf(AttemptFailedException.class)
                    .hasMessageContaining("Out of Memory");
        }
    }

    @Test
    void rowsInAFileAreReadSortedAndComparedInLessMemoryThanTheyTake() throws IOException {
        Path spill = Files.createDirectories(folder.resolve("spill"));

        try (DuckDb db = DuckDb.openInFile(spill, 1, "64MB", List.of())) {
            db.update("CREATE TABLE events AS SELECT sha256(CAST(i AS VARCHAR)) AS event_id, hash(i) AS event_time"
                    + " FROM range(2000000) AS n(i)");

            assertThat(db.queryLong("SELECT sum(strlen(event_id)) FROM events")).isEqualTo(128_000_000);
            assertThat(db.queryLong("SELECT count(DISTINCT hash(event_id)) FROM events"))
                    .isEqualTo(2_000_000);
            db.update("CREATE TABLE placement AS"
                    + " SELECT rowid AS event, row_number() OVER (ORDER BY event_time, event_id) AS rank FROM events");
            assertThat(db.queryLong("SELECT count(*) FROM events JOIN placement ON events.rowid = event"))
                    .isEqualTo(2_000_000);
        }
    }

    @Test
    void aDatabaseInAFileReachesNoOtherFile() throws IOException {
        Path spill = Files.createDirectories(folder.resolve("spill"));
        Path secret = Files.writeString(folder.resolve("secret.csv"), "a\n2\n");

        try (DuckDb db = DuckDb.openInFile(spill, 1, "100MB", List.of())) {
            assertThatThrownBy(() ->
                            db.queryLong("SELECT sum(a) FROM read_csv(" + SqlQuoting.literal(secret.toString()) + ")"))
                    .hasMessageContaining("Permission Error");
            assertThatThrownBy(() -> db.update("ATTACH "
                            + SqlQuoting.literal(folder.resolve("other").toString()) + " AS other"))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aWrongStatementIsAnIllegalState() {
        try (DuckDb db = DuckDb.open(folder.resolve("spill"), 1, "10MB", List.of())) {
            assertThatThrownBy(() -> db.queryLong("SELECT nothing")).isInstanceOf(IllegalStateException.class);
        }
    }
}
