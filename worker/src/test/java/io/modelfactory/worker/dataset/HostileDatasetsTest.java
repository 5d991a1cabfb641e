package io.modelfactory.worker.dataset;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Malicious and damaged data files. Their digests are right: an attacker who writes the file also writes the digest.
 */
class HostileDatasetsTest {
    private static final String HEADER = "event_id,event_time,label,label_observed_time,amount,age,channel\n";
    private static final int TAIL = 8;

    @TempDir
    Path folder;

    private DatasetFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new DatasetFixture(folder);
    }

    static Stream<Arguments> csv() {
        String row = "e-1,2026-01-01 00:00:00,1,2026-01-20 00:00:00,1.5,2,web\n";
        return Stream.of(
                Arguments.of("a line of 40 million characters", HEADER + "e-1," + "x".repeat(40_000_000)),
                Arguments.of("a quote that never ends", HEADER + rows(50) + "\"e-99,\n" + row.repeat(1_000)),
                Arguments.of("a header of 50000 columns", "c,".repeat(50_000) + "c\n" + row),
                Arguments.of("a column twice", HEADER.replace("age", "amount") + rows(50)),
                Arguments.of("rows of other widths", HEADER + rows(50) + "e,,,,,,,,,,,,,,\n"),
                Arguments.of(
                        "UTF-16",
                        new String((HEADER + rows(50)).getBytes(StandardCharsets.UTF_16), StandardCharsets.ISO_8859_1)),
                Arguments.of("no text at all", "\u0000".repeat(100_000)),
                Arguments.of("nothing", ""),
                Arguments.of("infinite numbers", HEADER + rows(50).replace("1.5", "1e999")),
                Arguments.of("infinite by name", HEADER + rows(50).replace("1.5", "Infinity")),
                Arguments.of("numbers in words", HEADER + rows(50).replace("1.5", "0x1F")),
                Arguments.of("times that are none", HEADER + rows(50).replace("2026-01-01", "2026-13-45")),
                Arguments.of("a program in Parquet's place", "#!/bin/sh\nexit 1\n"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("csv")
    void aCsvFileThatIsNoneIsInvalid(String what, String content) throws IOException {
        DataFile file = fixture.textFile("rows.csv", content, 50);

        assertThat(outcome(file)).isEqualTo(DATASET_INVALID.name());
    }

    @Test
    void valuesThatASpreadsheetOrATerminalWouldRunStayValues() {
        String hostile = "=cmd|' /C calc'!A0";
        DataFile file = fixture.file(
                "rows.csv",
                "SELECT * REPLACE (CASE WHEN channel = 'web' THEN '" + hostile.replace("'", "''")
                        + "' WHEN channel = 'app' THEN '@SUM(1)\u001b[31m' ELSE E'two\nlines,\"quoted\"' END AS channel) FROM base");

        assertThat(fixture.prepare(file).features().get(2).categories())
                .containsExactly(hostile, "@SUM(1)\u001b[31m", "two\nlines,\"quoted\"");
    }

    @Test
    void aByteOrderMarkIsNoPartOfAName() throws IOException {
        DataFile plain = fixture.file("rows.csv", "FROM base");
        String content = Files.readString(fixture.path("rows.csv"));
        DataFile marked = fixture.textFile("marked.csv", "\ufeff" + content, plain.rows());

        assertThat(fixture.prepare(marked).train().positives()).isEqualTo(14);
    }

    /** Small on disk and large in memory. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * REPLACE (repeat('x', 4000000) AS channel) FROM base",
                "SELECT * REPLACE (repeat('x', 300000) || event_id AS channel) FROM base",
                "SELECT * REPLACE (repeat('x', 1000000) || event_id AS event_id) FROM base",
                "SELECT * REPLACE (repeat('x', 1000000) AS label) FROM base",
                "SELECT base.* FROM base, range(20000)"
            })
    void aFileThatUnpacksToALotIsInvalid(String query) throws IOException {
        DataFile file = fixture.file("rows.parquet", query);
        DataFile claimed = fixture.described("rows.parquet", 100);

        assertThat(file.bytes()).isLessThan(8 << 20);
        assertThat(outcome(claimed)).isEqualTo(DATASET_INVALID.name());
        assertThat(fixture.scratch()).isEmptyDirectory();
    }

    static Stream<Arguments> brokenFooters() {
        return Stream.of(
                Arguments.of("a footer longer than the file", (Damage)
                        bytes -> putInt(bytes, bytes.length - TAIL, 0x7fffffff)),
                Arguments.of("a footer of a negative length", (Damage) bytes -> putInt(bytes, bytes.length - TAIL, -1)),
                Arguments.of("no footer", (Damage) bytes -> putInt(bytes, bytes.length - TAIL, 0)),
                Arguments.of("an encrypted footer's mark", (Damage) bytes -> {
                    System.arraycopy("PARE".getBytes(StandardCharsets.US_ASCII), 0, bytes, bytes.length - 4, 4);
                    return bytes;
                }),
                Arguments.of("a footer of ones", (Damage) bytes -> fill(bytes, (byte) 0xff)),
                Arguments.of("a footer of zeros", (Damage) bytes -> fill(bytes, (byte) 0)),
                Arguments.of("a footer of the longest lists", (Damage) bytes -> fill(bytes, (byte) 0xfc)),
                Arguments.of("half of it", (Damage) bytes -> Arrays.copyOf(bytes, bytes.length / 2)),
                Arguments.of("the mark alone", (Damage) bytes -> "PAR1".getBytes(StandardCharsets.US_ASCII)),
                Arguments.of("the mark twice", (Damage) bytes -> "PAR1PAR1".getBytes(StandardCharsets.US_ASCII)),
                Arguments.of("pages of ones", (Damage) bytes -> {
                    Arrays.fill(bytes, 4, bytes.length - footer(bytes) - TAIL, (byte) 0xff);
                    return bytes;
                }));
    }

    interface Damage {
        byte[] to(byte[] sound);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenFooters")
    void aParquetFileWithAFalseFooterIsInvalid(String what, Damage damage) throws IOException {
        byte[] sound = validFile();

        assertThat(outcome(written(damage.to(sound)))).isEqualTo(DATASET_INVALID.name());
    }

    /** Bytes of pages, of their headers and of the footer, changed one to eight at a time. */
    @Test
    void aParquetFileWithChangedBytesIsReadOrInvalid(TestReporter reporter) throws IOException {
        byte[] sound = validFile();
        Random random = new Random(20260210);
        String outcomes = IntStream.range(0, 150)
                .mapToObj(attempt -> {
                    byte[] changed = sound.clone();
                    int from = attempt % 2 == 0 ? 0 : changed.length - footer(changed) - TAIL;
                    for (int i = random.nextInt(8); i >= 0; i--) {
                        changed[from + random.nextInt(changed.length - from)] = (byte) random.nextInt();
                    }
                    return outcome(written(changed));
                })
                .collect(Collectors.groupingBy(outcome -> outcome, Collectors.counting()))
                .toString();

        reporter.publishEntry("changed Parquet files", outcomes);
        assertThat(outcomes).contains(DATASET_INVALID.name()).doesNotContain("BUG", "TRANSIENT");
    }

    private byte[] validFile() throws IOException {
        fixture.file("sound.parquet", "FROM base");
        return Files.readAllBytes(fixture.path("sound.parquet"));
    }

    private DataFile written(byte[] content) {
        try {
            Files.write(fixture.path("rows.parquet"), content);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return fixture.described("rows.parquet", 100);
    }

    /** The failure code; any exception that is neither a failure nor transient is a bug. */
    private String outcome(DataFile file) {
        try {
            fixture.prepare(file);
            return "PREPARED";
        } catch (FailureException failure) {
            assertThat(failure.getMessage()).hasSizeLessThan(8_000).doesNotContain(folder.toString());
            return failure.code().name();
        } catch (TransientFaultException transientFault) {
            return "TRANSIENT";
        } catch (RuntimeException bug) {
            return "BUG " + bug;
        }
    }

    private static String rows(int number) {
        return IntStream.range(0, number)
                .mapToObj(i ->
                        "e-%d,2026-01-01 00:%02d:00,%d,2026-01-20 00:00:00,1.5,2,web%n".formatted(i, i % 60, i % 2))
                .collect(Collectors.joining());
    }

    private static int footer(byte[] file) {
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(file.length - TAIL);
    }

    private static byte[] putInt(byte[] file, int at, int value) {
        ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).putInt(at, value);
        return file;
    }

    private static byte[] fill(byte[] file, byte value) {
        Arrays.fill(file, file.length - footer(file) - TAIL, file.length - TAIL, value);
        return file;
    }
}
