package io.modelfactory.worker.dataset.inspection;

import static io.modelfactory.worker.dataset.FailureAssertions.assertFailure;
import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.github.luben.zstd.Zstd;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.DatasetFixture;
import io.modelfactory.worker.dataset.inspection.FileInspection.ColumnInspection;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.CsvDialect;
import io.modelfactory.worker.resolve.CsvDialect.Compression;
import io.modelfactory.worker.resolve.CsvDialect.Encoding;
import io.modelfactory.worker.resolve.DatasetMaterialization.Format;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a data file holds, before anything is declared about it. */
class FileInspectorTest {
    private static final String TEXT = """
            id,amount,city,at,y
            a,10,Turin,2024-01-02,0
            b,9.5,Köln,2024-01-03,1
            c,,Köln,2024-01-04,0
            """;

    @TempDir
    Path folder;

    @Test
    void columnsAreDescribedByTheRulesOfARun() throws IOException {
        FileInspection found = inspect("plain.csv", TEXT.getBytes(StandardCharsets.UTF_8));

        assertThat(found.rows()).isEqualTo(3);
        assertThat(found.format()).isEqualTo(Format.CSV);
        assertThat(found.csv()).isEqualTo(CsvDialect.DEFAULT);
        assertThat(found.columns())
                .extracting(
                        ColumnInspection::name,
                        ColumnInspection::type,
                        ColumnInspection::missing,
                        ColumnInspection::distinct,
                        ColumnInspection::times,
                        ColumnInspection::examples)
                .containsExactly(
                        tuple("id", category(), 0L, 3L, false, List.of("a", "c")),
                        tuple("amount", number(), 1L, 2L, false, List.of("9.5", "10")),
                        tuple("city", category(), 0L, 2L, false, List.of("Köln", "Turin")),
                        tuple("at", category(), 0L, 3L, true, List.of("2024-01-02", "2024-01-04")),
                        tuple("y", number(), 0L, 2L, false, List.of("0", "1")));
        assertThat(found.columns().get(0).isUnique(found.rows())).isTrue();
    }

    private static Optional<FeatureType> number() {
        return Optional.of(FeatureType.NUMERIC);
    }

    private static Optional<FeatureType> category() {
        return Optional.of(FeatureType.CATEGORICAL);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {"COMMA!,", "SEMICOLON!;", "TAB!\t", "BAR!|"},
            ignoreLeadingAndTrailingWhitespace = false)
    void delimitersAreFound(String name, String delimiter) throws IOException {
        FileInspection found =
                inspect("by-" + name + ".csv", TEXT.replace(",", delimiter).getBytes(StandardCharsets.UTF_8));

        assertThat(found.csv().delimiterChar()).isEqualTo(delimiter.charAt(0));
        assertThat(found.columns()).hasSize(5);
    }

    @Test
    void encodingsAndCompressionsAreFound() throws IOException {
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(TEXT.getBytes(StandardCharsets.UTF_8));
        }

        assertThat(inspect("latin.csv", TEXT.getBytes(StandardCharsets.ISO_8859_1))
                        .csv()
                        .encoding())
                .contains(Encoding.LATIN_1);
        assertThat(inspect("utf16.csv", TEXT.getBytes(StandardCharsets.UTF_16))
                        .csv()
                        .encoding())
                .contains(Encoding.UTF_16);
        assertThat(inspect("named.csv.gz", gzip.toByteArray()).csv()).isEqualTo(CsvDialect.DEFAULT);
        assertThat(inspect("unnamed.csv", gzip.toByteArray()).csv().compression())
                .contains(Compression.GZIP);
        assertThat(inspect("unnamed.zip", Zstd.compress(TEXT.getBytes(StandardCharsets.UTF_8)))
                        .csv()
                        .compression())
                .contains(Compression.ZSTD);
    }

    @Test
    void backslashesDecimalCommasAndMissingHeadersAreFound() throws IOException {
        FileInspection escaped =
                inspect("spark.csv", "a,b\n\"say \\\"hi\\\"\",1\nplain,2\n".getBytes(StandardCharsets.UTF_8));
        FileInspection european = inspect("eu.csv", "x;y\n1,5;0\n2,25;1\n".getBytes(StandardCharsets.UTF_8));
        FileInspection bare = inspect("bare.csv", "1,a\n2,b\n".getBytes(StandardCharsets.UTF_8));

        assertThat(escaped.csv().escape()).contains("\\");
        assertThat(european.csv().decimal()).contains(",");
        assertThat(european.columns().get(0).type()).isEqualTo(number());
        assertThat(bare.csv().header()).contains(false);
        assertThat(bare.columns()).extracting(ColumnInspection::name).containsExactly("#1", "#2");
        assertThat(bare.rows()).isEqualTo(2);
    }

    @Test
    void whatIsNoTableIsRefusedByWhatItLooksLike() {
        byte[] page = "<!DOCTYPE html>\n<p>a,b</p>\n<p>c</p>\n".getBytes(StandardCharsets.UTF_8);
        assertFailure(DATASET_INVALID, () -> inspect("page.csv", page)).contains("page.csv", "HTML page");
        byte[] twice = "a,A\n1,2\n".getBytes(StandardCharsets.UTF_8);
        assertFailure(DATASET_INVALID, () -> inspect("twice.csv", twice))
                .contains("columns 1 and 2 are both called 'a' and 'A'");
    }

    @Test
    void whatIsGivenIsNotFoundButRead() throws IOException {
        FileInspection bar = inspect(
                "bars.csv",
                "'a|b'|c\n'1|2'|3\n".getBytes(StandardCharsets.UTF_8),
                csv("{delimiter: '|', quote: \"'\"}"));
        FileInspection bare = inspect("x.csv", "a,b\nc,d\n".getBytes(StandardCharsets.UTF_8), csv("{header: false}"));
        FileInspection usual = inspect(
                "usual.csv",
                TEXT.getBytes(StandardCharsets.UTF_8),
                csv("{delimiter: ',', quote: '\"', encoding: utf-8, decimal: ., header: true}"));

        assertThat(bar.columns()).extracting(ColumnInspection::name).containsExactly("a|b", "c");
        assertThat(bare.columns()).extracting(ColumnInspection::name).containsExactly("#1", "#2");
        assertThat(usual.csv()).isEqualTo(CsvDialect.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            value = {
                "delimiter!'a;b,c\nd;e,f\n'!utf-8!--delimiter",
                "escape!'a,b\n\"x\\y\",1\n'!utf-8!--escape",
                "decimal!'a;b\nx;1,250\ny;2,500\n'!utf-8!--decimal",
                "header!'id,2019,2020\n1,2,3\n4,5,6\n'!utf-8!--header or --no-header",
                "encoding!'a,b\n\u201cx\u201d,1\n'!windows-1252!--encoding"
            })
    void whatMayBeReadInTwoWaysIsSaidWithItsOption(String name, String text, String encoding, String option)
            throws IOException {
        byte[] bytes = text.replace("\\n", "\n").getBytes(Charset.forName(encoding));

        FileInspection found = inspect(name + ".csv", bytes);

        assertThat(found.open())
                .singleElement()
                .satisfies(open -> assertThat(open.text()).contains(option));
        assertThat(found.open().get(0).choices()).hasSize(2);
        assertThat(inspect("plain.csv", TEXT.getBytes(StandardCharsets.UTF_8)).open())
                .isEmpty();
    }

    @Test
    void aColumnOfNumbersWithFewTextsIsKnown() throws IOException {
        FileInspection found = inspect("na.csv", "x,y\n1,a\n2,b\nNA,c\n".getBytes(StandardCharsets.UTF_8));

        assertThat(found.columns().get(0).isNumbersButFor(3)).isTrue();
        assertThat(found.columns().get(0).noNumberExamples()).containsExactly("NA");
        assertThat(found.columns().get(1).isNumbersButFor(3)).isFalse();
    }

    /** Also of types that a feature cannot have, and of numbers that a run refuses. */
    @Test
    void typesOfParquetAreKnown() throws IOException {
        DatasetFixture fixture = new DatasetFixture(folder);
        fixture.file("types.parquet", """
                SELECT uuid() AS id, CAST('infinity' AS DOUBLE) AS ratio, 1e300 * i AS far, i % 2 = 0 AS flag,
                    CAST('b' AS ENUM('a', 'b')) AS kind, {'p': i} AS pair, [i] AS list, TIME '10:00:00' AS clock,
                    TIMESTAMP '2024-01-02' AS at
                FROM range(20) AS t (i)""");

        FileInspection found = new FileInspector(folder, "500MB", List.of())
                .inspect(fixture.path("types.parquet"), CsvDialect.DEFAULT);

        assertThat(found.columns())
                .extracting(ColumnInspection::name, ColumnInspection::type, ColumnInspection::times)
                .containsExactly(
                        tuple("id", category(), false),
                        tuple("ratio", number(), false),
                        tuple("far", number(), false),
                        tuple("flag", number(), false),
                        tuple("kind", category(), false),
                        tuple("pair", Optional.empty(), false),
                        tuple("list", Optional.empty(), false),
                        tuple("clock", Optional.empty(), false),
                        tuple("at", Optional.empty(), true));
        assertThat(found.columns().get(0).isUnique(found.rows())).isTrue();
        assertThat(found.columns().get(1).noNumbers()).isZero();
    }

    private static CsvDialect csv(String declared) throws IOException {
        return Json.convert(new ObjectMapper(new YAMLFactory()).readTree(declared), CsvDialect.class);
    }

    private FileInspection inspect(String name, byte[] content) throws IOException {
        return inspect(name, content, CsvDialect.DEFAULT);
    }

    private FileInspection inspect(String name, byte[] content, CsvDialect given) throws IOException {
        return new FileInspector(folder, "500MB", List.of()).inspect(Files.write(folder.resolve(name), content), given);
    }
}
