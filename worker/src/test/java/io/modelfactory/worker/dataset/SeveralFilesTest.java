package io.modelfactory.worker.dataset;

import static io.modelfactory.worker.dataset.FailureAssertions.assertFailure;
import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that are spread over files, which are read by few statements. */
class SeveralFilesTest {
    @TempDir
    Path folder;

    private DatasetFixture fixture;

    @BeforeEach
    void givenAStore() {
        fixture = new DatasetFixture(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"parquet", "csv"})
    void moreFilesThanOneStatementReadsGiveTheSameRows(String ending) {
        PreparedDataset one = fixture.prepare(fixture.file("all." + ending, "FROM base"));
        DataFile[] files = IntStream.range(0, 20)
                .mapToObj(i -> fixture.file(
                        "part-" + i + "." + ending, "FROM base WHERE CAST(right(event_id, 4) AS INTEGER) // 5 = " + i))
                .toArray(DataFile[]::new);

        assertSame(fixture.prepare(files), one);
    }

    @Test
    void eachFileIsReadByItsOwnTypes() {
        PreparedDataset one = fixture.prepare(fixture.file("all.parquet", "FROM base"));
        String whole = "WHERE CAST(right(event_id, 4) AS INTEGER) % 2 = 0";
        DataFile wholeAmounts = fixture.file(
                "whole.parquet", "SELECT * REPLACE (CAST(amount AS INTEGER) AS amount) FROM base " + whole);
        DataFile others = fixture.file(
                "others.parquet",
                "SELECT * REPLACE (CAST(age AS DECIMAL(9, 2)) AS age, CAST(label AS VARCHAR) AS label)"
                        + " FROM base EXCEPT (SELECT * REPLACE (CAST(label AS VARCHAR) AS label) FROM base " + whole
                        + ")");

        assertSame(fixture.prepare(wholeAmounts, others), one);
    }

    private static void assertSame(PreparedDataset found, PreparedDataset expected) {
        assertThat(found.train().features().values())
                .isEqualTo(expected.train().features().values());
        assertThat(found.test().features().values())
                .isEqualTo(expected.test().features().values());
        assertThat(found.features()).isEqualTo(expected.features());
        assertThat(found.summary()).isEqualTo(expected.summary());
        assertThat(found.split()).isEqualTo(expected.split());
    }

    @Test
    void whatOneFileLacksAnotherCannotMakeUpFor() {
        DataFile first = fixture.file("first.parquet", "FROM base WHERE event_id < 'e-0050'");
        DataFile second = fixture.file("second.parquet", "FROM base WHERE event_id >= 'e-0050'");
        DataFile fewer = new DataFile(first.ref(), first.sha256(), first.bytes(), 49);
        DataFile more = new DataFile(second.ref(), second.sha256(), second.bytes(), 51);

        assertFailure(DATASET_INVALID, () -> fixture.prepare(fewer, more))
                .isEqualTo("first.parquet: rows must be 49, the file has 50");
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws IOException {
        DataFile sound = fixture.file("sound.parquet", "FROM base WHERE event_id < 'e-0050'");
        DataFile other = fixture.file("damaged.parquet", "FROM base WHERE event_id >= 'e-0050'");
        byte[] bytes = Files.readAllBytes(fixture.path("damaged.parquet"));
        // The first page begins after four bytes; its header says how long it is.
        for (int i = 4; i < 64; i++) {
            bytes[i] = (byte) 0xff;
        }
        DataFile damaged = fixture.bytesFile("damaged.parquet", bytes, other.rows());

        assertFailure(DATASET_INVALID, () -> fixture.prepare(sound, damaged))
                .startsWith("damaged.parquet: cannot be read as parquet");
    }

    @Test
    void aValueThatIsNoNumberIsFoundAmongManyRows() {
        DataFile first = fixture.file("first.parquet", rows("i * 1.5", 0, 30_000));
        DataFile second = fixture.file(
                "second.parquet",
                rows("CASE WHEN i = 40000 THEN CAST('-infinity' AS DOUBLE) ELSE i END", 30_000, 60_000));

        assertFailure(DATASET_INVALID, () -> fixture.prepare(first, second))
                .isEqualTo("1 rows have no finite 32-bit number in feature 'amount' (for example event 'e-40000')");
    }

    private static String rows(String amount, int from, int to) {
        return """
                SELECT printf('e-%%05d', i) AS event_id, TIMESTAMP '2026-01-01' + to_seconds(i) AS event_time,
                    CAST(i %% 4 = 0 AS INTEGER) AS label, TIMESTAMP '2026-01-20' AS label_observed_time,
                    %s AS amount, i AS age, 'web' AS channel
                FROM range(%d, %d) AS numbers(i)
                """.formatted(amount, from, to);
    }
}
