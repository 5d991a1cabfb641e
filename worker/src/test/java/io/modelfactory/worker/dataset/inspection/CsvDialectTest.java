package io.modelfactory.worker.dataset.inspection;

import static io.modelfactory.worker.dataset.FailureAssertions.assertFailure;
import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import io.modelfactory.worker.dataset.DatasetFixture;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.dataset.PreparedDatasets;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A CSV file is read as its materialization declares it, or refused with line, column, reason and what it looks like.
 */
class CsvDialectTest {
    private static final int ROWS = 60;
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    private static final Columns COLUMNS = columns("id", "x", "c");

    @TempDir
    Path folder;

    private DatasetFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new DatasetFixture(folder).columns(COLUMNS);
    }

    private static Columns columns(String id, String number, String category) {
        return Columns.of(
                id,
                Optional.empty(),
                "y",
                Optional.empty(),
                "1",
                List.of(new Feature(number, FeatureType.NUMERIC), new Feature(category, FeatureType.CATEGORICAL)));
    }

    private static String rows() {
        return IntStream.range(0, ROWS)
                .mapToObj(i -> "e-%d,%d,%d.5,k%s%n".formatted(i, i % 2, i, i % 3 == 0 ? "\u00e4" : "b"))
                .collect(Collectors.joining());
    }

    private static String text() {
        return "id,y,x,c\n" + rows();
    }

    static Stream<Arguments> dialects() throws IOException {
        return Stream.of(
                Arguments.of("rows.csv", "{}", text().getBytes(UTF_8)),
                Arguments.of("rows.csv", "{}", ("\ufeff" + text()).getBytes(UTF_8)),
                Arguments.of("rows.csv", "{}", text().replace("\n", "\r\n").getBytes(UTF_8)),
                Arguments.of(
                        "rows.csv",
                        "{\"delimiter\":\";\"}",
                        text().replace(',', ';').getBytes(UTF_8)),
                Arguments.of(
                        "rows.tsv",
                        "{\"delimiter\":\"\\t\"}",
                        text().replace(',', '\t').getBytes(UTF_8)),
                Arguments.of("rows.csv", "{\"encoding\":\"latin-1\"}", text().getBytes(ISO_8859_1)),
                Arguments.of("rows.csv", "{\"encoding\":\"windows-1252\"}", text().getBytes(WINDOWS_1252)),
                Arguments.of("rows.csv.gz", "{\"encoding\":\"windows-1252\"}", gzip(text().getBytes(WINDOWS_1252))),
                Arguments.of("rows.csv", "{\"encoding\":\"utf-16\"}", ("\ufeff" + text()).getBytes(UTF_16LE)),
                Arguments.of("rows.csv", "{\"encoding\":\"utf-16\"}", ("\ufeff" + text()).getBytes(UTF_16BE)),
                Arguments.of(
                        "rows.csv",
                        "{\"decimal\":\",\",\"delimiter\":\"|\"}",
                        text().replace(',', '|').replace('.', ',').getBytes(UTF_8)),
                Arguments.of(
                        "rows.csv",
                        "{\"quote\":\"'\"}",
                        text().replace("kb", "'kb'").getBytes(UTF_8)),
                Arguments.of("rows.csv.gz", "{}", gzip(text())),
                Arguments.of("rows.data", "{\"compression\":\"gzip\"}", gzip(text())),
                Arguments.of("rows.csv.zst", "{}", zstd(text())));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("dialects")
    void aDeclaredDialectGivesTheSameRows(String name, String dialect, byte[] content) {
        PreparedDataset expected = fixture.prepare(fixture.textFile("plain.csv", text(), ROWS));

        PreparedDataset found = fixture.csv(dialect).prepare(fixture.bytesFile(name, content, ROWS));

        PreparedDatasets.requireSame(found, expected);
    }

    @Test
    void windows1252HasCharactersThatLatin1HasNot() {
        DataFile file =
                fixture.bytesFile("rows.csv", text().replace("kb", "\u20ac").getBytes(WINDOWS_1252), ROWS);

        PreparedDataset prepared =
                fixture.csv("{\"encoding\":\"windows-1252\"}").prepare(file);

        assertThat(prepared.features().get(1).categories()).containsExactly("k\u00e4", "\u20ac");
        assertThat(fixture.scratch()).isEmptyDirectory();
    }

    @Test
    void utf16HasAllCharacters() {
        byte[] content = ("\ufeff" + text().replace("kb", "\ud83d\ude00")).getBytes(UTF_16LE);

        PreparedDataset prepared =
                fixture.csv("{\"encoding\":\"utf-16\"}").prepare(fixture.bytesFile("rows.csv", content, ROWS));

        assertThat(prepared.features().get(1).categories()).containsExactly("k\u00e4", "\ud83d\ude00");
    }

    @Test
    void bytesThatAreNotLatin1AreRefusedWithLineAndColumn() {
        byte[] content = text().replaceFirst("kb", "\u20ac").getBytes(WINDOWS_1252);

        assertFailure(
                        DATASET_INVALID,
                        () -> fixture.csv("{\"encoding\":\"latin-1\"}")
                                .prepare(fixture.bytesFile("rows.csv", content, ROWS)))
                .startsWith("rows.csv: cannot be read as csv: line 3, column 11:"
                        + " bytes that are not latin-1; declare csv.encoding");
    }

    @Test
    void bytesThatAreNotWindows1252AreRefusedWithLineAndColumn() {
        byte[] content = text().replace("e-7,", "e-\u00837,").getBytes(ISO_8859_1);
        content[new String(content, ISO_8859_1).indexOf('\u0083')] = (byte) 0x81;
        DataFile file = fixture.bytesFile("rows.csv", content, ROWS);

        assertFailure(
                        DATASET_INVALID,
                        () -> fixture.csv("{\"encoding\":\"windows-1252\"}").prepare(file))
                .isEqualTo("rows.csv: cannot be read as csv: line 9, column 3:"
                        + " bytes that are not windows-1252; declare csv.encoding");
    }

    static Stream<Arguments> damagedFiles() throws IOException {
        byte[] sound = gzip(text());
        byte[] otherCheckSum = sound.clone();
        otherCheckSum[sound.length - 6] ^= 1;
        byte[] zstd = zstd(text());
        return Stream.of(
                Arguments.of("cut off", "rows.csv.gz", Arrays.copyOf(sound, sound.length - 20)),
                Arguments.of("cut off in its second member", "rows.csv.gz", cutInSecondMember()),
                Arguments.of("another check sum", "rows.csv.gz", otherCheckSum),
                Arguments.of("followed by zeros", "rows.csv.gz", Arrays.copyOf(sound, sound.length + 512)),
                Arguments.of("cut off", "rows.csv.zst", Arrays.copyOf(zstd, zstd.length - 20)));
    }

    private static byte[] cutInSecondMember() throws IOException {
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        members.write(gzip(text().substring(0, 500)));
        members.write(gzip(text().substring(500)));
        return Arrays.copyOf(members.toByteArray(), members.size() - 20);
    }

    /** The disk is not at fault, and no later attempt would read it. */
    @ParameterizedTest(name = "{1}: {0}")
    @MethodSource("damagedFiles")
    void aDamagedCompressedFileIsRefusedForGood(String damage, String name, byte[] content) {
        DataFile file = fixture.bytesFile(name, content, ROWS);

        assertFailure(DATASET_INVALID, () -> fixture.prepare(file)).startsWith(name + ": cannot be decompressed");
    }

    @Test
    void linesThatEndInDifferentWaysAreNamed() {
        String mixed = text().replaceFirst("\ne-5,", "\r\ne-5,").replaceFirst("\ne-9,", "\re-9,");

        assertFailure(DATASET_INVALID, () -> fixture.prepare(fixture.textFile("rows.csv", mixed, ROWS)))
                .isEqualTo("rows.csv: cannot be read as csv: lines end in different ways: LF, CR LF or CR");
    }

    /** 100 kB that would be 100 MB: no file may fill the disk of its worker. */
    @Test
    void aFileThatGrowsOutOfProportionIsNotWrittenAnew() throws IOException {
        byte[] grown = new byte[100_000_000];
        Arrays.fill(grown, (byte) 'x');
        DataFile bomb = fixture.bytesFile("bomb.csv.gz", gzip(grown), ROWS);

        assertFailure(
                        DATASET_INVALID,
                        () -> fixture.csv("{\"encoding\":\"windows-1252\"}").prepare(bomb))
                .startsWith("bomb.csv.gz: has more than 67108864 characters in its ")
                .endsWith("give it as UTF-8");
        assertThat(fixture.scratch()).isEmptyDirectory();
    }

    @Test
    void columnsWithoutNamesAreFoundByPosition() {
        PreparedDataset expected = fixture.prepare(fixture.textFile("plain.csv", text(), ROWS));

        DataFile index = fixture.textFile("index.csv", text().replaceFirst("id,", ","), ROWS);
        PreparedDatasets.requireSame(fixture.columns(columns("#1", "x", "c")).prepare(index), expected);
        DataFile headless = fixture.textFile("headless.csv", rows(), ROWS);
        Columns positions = Columns.of(
                "#1",
                Optional.empty(),
                "#2",
                Optional.empty(),
                "1",
                List.of(new Feature("#3", FeatureType.NUMERIC), new Feature("#4", FeatureType.CATEGORICAL)));
        PreparedDataset found =
                fixture.columns(positions).csv("{\"header\":false}").prepare(headless);
        assertThat(found.train().features().values())
                .containsExactly(expected.train().features().values());
    }

    @ParameterizedTest
    @CsvSource({"id, 1", "x, 3", "amount_1, 9", "'#1', 9", "C, 9", "' x', 9"})
    void onlyNamesThatTheFileHasAreAccepted(String name, int position) {
        fixture.columns(columns("id", name, "c"));
        DataFile file = fixture.textFile("rows.csv", text(), ROWS);

        if (position == 9) {
            assertFailure(DATASET_INVALID, () -> fixture.prepare(file))
                    .isEqualTo("rows.csv: column '" + name + "' is missing; the file has 'id', 'y', 'x', 'c'");
        } else if (position == 3) {
            assertThat(fixture.prepare(file).features().get(0).name()).isEqualTo("x");
        } else {
            assertThat(name).isEqualTo("id");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'id,y,x,x', 3, 4",
        "'id,y,X,x', 3, 4",
        "'id,y,\"x\",x', 3, 4",
        "'ID,id,x,c', 1, 2",
        "',#1,x,c', 1, 2",
        "'id,y,x\u0308,\u1e8d', 3, 4"
    })
    void repeatedNamesAreRefusedWithBothPositions(String header, int first, int second) {
        DataFile file = fixture.textFile("rows.csv", header + "\n" + rows(), ROWS);

        assertFailure(DATASET_INVALID, () -> fixture.prepare(file))
                .startsWith("rows.csv: columns " + first + " and " + second + " are both called '");
    }

    @Test
    void aNameWithOtherBytesForTheSameLettersIsMissingAndSaidToBe() {
        fixture.columns(columns("id", "x", "\u1e8d"));
        DataFile file = fixture.textFile("rows.csv", "id,y,x,x\u0308\n" + rows(), ROWS);

        assertFailure(DATASET_INVALID, () -> fixture.prepare(file))
                .startsWith(
                        "rows.csv: column '\u1e8d' is missing (the file has it with other bytes for the same letters)");
    }

    static Stream<Arguments> misfits() throws IOException {
        return Stream.of(
                Arguments.of(text().replace(',', ';').getBytes(UTF_8), "text separated by ';'"),
                Arguments.of(text().replace(',', '\t').getBytes(UTF_8), "text separated by tabs"),
                Arguments.of(("\ufeff" + text()).getBytes(UTF_16LE), "UTF-16 text; declare csv.encoding"),
                Arguments.of(text().getBytes(UTF_16LE), "binary data or UTF-16 text"),
                Arguments.of(
                        "<!DOCTYPE html>\n<html><body>Sign in, please</body></html>".getBytes(UTF_8), "an HTML page"),
                Arguments.of(
                        "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n".getBytes(UTF_8),
                        "a Git LFS pointer"),
                Arguments.of(gzip(text()), "a gzip file; declare csv.compression"),
                Arguments.of(zstd(text()), "a Zstandard file"),
                Arguments.of("{\"id\": 1}\n{\"id\": 2}\n".getBytes(UTF_8), "JSON"),
                Arguments.of("PK\u0003\u0004 xl/workbook.xml".getBytes(ISO_8859_1), "a ZIP file or a spreadsheet"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("misfits")
    void aFileOfAnotherKindIsRefusedWithWhatItLooksLike(byte[] content, String look) {
        assertFailure(DATASET_INVALID, () -> fixture.prepare(fixture.bytesFile("rows.csv", content, ROWS)))
                .startsWith("rows.csv: ")
                .contains("; it looks like " + look);
    }

    @Test
    void parquetNamedCsvAndCsvNamedParquetAreRecognised() throws IOException {
        fixture.columns(DatasetFixture.columns(new Feature("amount", FeatureType.NUMERIC)));
        fixture.file("rows.parquet", "FROM base");
        byte[] parquet = Files.readAllBytes(fixture.path("rows.parquet"));

        assertFailure(DATASET_INVALID, () -> fixture.prepare(fixture.bytesFile("rows.csv", parquet, 100)))
                .contains("; it looks like a Parquet file");
        assertFailure(
                        DATASET_INVALID,
                        () -> fixture.prepare(fixture.bytesFile("text.parquet", text().getBytes(UTF_8), ROWS)))
                .endsWith("; it looks like text, such as CSV");
    }

    static Stream<Arguments> faults() {
        String row = "e-7,1,7.5,kb\n";
        return Stream.of(
                Arguments.of(
                        row, "e-7,1,7.5\n", UTF_8, "line 9, column 1: the record has 3 fields, the first one has 4"),
                Arguments.of(row, "e-7,1,7.5,k,b\n", UTF_8, "line 9, column 1: the record has 5 fields"),
                Arguments.of(row, "e-7,1,\"7\"5,kb\n", UTF_8, "line 9, column 10: text after the closing quote"),
                Arguments.of(
                        row, "e-7,1,\"7.5,kb\n", UTF_8, "line 9, column 7: the quote that opens here is never closed"),
                Arguments.of("k\u00e4", "k\u00e4", ISO_8859_1, "line 2, column 12: bytes that are not utf-8"));
    }

    @ParameterizedTest(name = "{3}")
    @MethodSource("faults")
    void aFileThatDoesNotFitIsRefusedWithLineColumnAndReason(
            String sound, String faulty, Charset encoding, String message) {
        byte[] content = text().replaceFirst(sound, faulty).getBytes(encoding);

        assertFailure(DATASET_INVALID, () -> fixture.prepare(fixture.bytesFile("rows.csv", content, ROWS)))
                .startsWith("rows.csv: cannot be read as csv: " + message)
                .doesNotContain("e-7", "7.5", "kb");
    }

    @Test
    void aFirstLineOfValuesIsNotRepeated() {
        DataFile headless = fixture.textFile("rows.csv", "4111111111111111,1,2.5,k\n" + rows(), ROWS);

        assertFailure(DATASET_INVALID, () -> fixture.prepare(headless))
                .contains("its first line has values instead of column names; if it has no header, declare csv.header")
                .doesNotContain("4111");
    }

    private static byte[] gzip(String text) throws IOException {
        return gzip(text.getBytes(UTF_8));
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }

    private static byte[] zstd(String text) {
        return Zstd.compress(text.getBytes(UTF_8));
    }
}
