package io.modelfactory.worker.dataset;

import static io.modelfactory.worker.dataset.FailureAssertions.assertFailure;
import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.summary.LabelCount;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of runbooks/data-format.md are read, or refused, as the page says. */
class DataFormatPageTest {
    private static final int ROWS = 60;
    private static final Pattern QUOTED = Pattern.compile("`([^`]*)`");

    @TempDir
    Path folder;

    private DatasetFixture fixture;
    private String page = "";

    @BeforeEach
    void setUp() throws IOException {
        fixture = new DatasetFixture(folder);
        page = Files.readString(Path.of("..", "runbooks", "data-format.md"));
    }

    @Test
    void theExampleMaterializationReadsSuchAFile() throws IOException {
        JsonNode example = Json.parse(between("```json", "```").getBytes(UTF_8));
        fixture.columns(Json.convert(example.path("columns"), Columns.class))
                .csv(example.path("csv").toString())
                .missing("NA", "-999")
                .plausibleTimes(example.at("/plausible_times/from").asText(), "2026-06-01T00:00:00Z");
        assertThat(example.path("missing").toString()).isEqualTo("[\"NA\",\"-999\"]");
        String rows = rows(i -> "e-%d;%s;31/12/%02d;1767225600000;%s;x;k\u00e4%d"
                .formatted(i, i % 2 == 0 ? "Y" : "N", 6 + i % 15, i < 2 ? "NA" : i < 4 ? "-999" : i + ",5", i % 3));

        PreparedDataset prepared = fixture.prepare(fixture.bytesFile(
                "rows.csv", gzip(("tx;fraud;at;known;amount;note;\n" + rows).getBytes(ISO_8859_1)), ROWS));

        assertThat(prepared.features().get(1).categories()).containsExactly("k\u00e40", "k\u00e41", "k\u00e42");
        assertThat(prepared.summary().labelCounts())
                .containsExactlyInAnyOrder(new LabelCount("Y", true, 30), new LabelCount("N", false, 30));
        long missing = missingAmounts(prepared.train())
                + missingAmounts(prepared.validation())
                + missingAmounts(prepared.test());
        assertThat(missing).isEqualTo(4);
    }

    @Test
    void textsHaveTheFormThatThePageGives() {
        List<String> written = quoted("zeros as fraction (", ")");
        List<String> form = quoted("zeros as fraction (`7.0`, `-7.00`) |", "|");
        List<String> others = quoted("any other text (", ")");
        assertThat(written).hasSize(2).hasSameSizeAs(form);
        List<String> all = new ArrayList<>(written);
        all.addAll(others);
        fixture.columns(columns(new Feature("c", FeatureType.CATEGORICAL), new Feature("x", FeatureType.NUMERIC)));

        PreparedDataset prepared = fixture.prepare(fixture.textFile(
                "rows.csv",
                "id,y,x,c\n" + rows(i -> "e-%d,%d,%d.5, %s ".formatted(i, i % 2, i, all.get(i % all.size()))),
                ROWS));

        List<String> expected = new ArrayList<>(form);
        expected.addAll(others);
        assertThat(prepared.features().get(0).categories()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void numbersAreAcceptedOrRefusedAsThePageSays() {
        fixture.columns(columns(new Feature("x", FeatureType.NUMERIC)));
        List<String> accepted = quoted("blanks at the ends do not count:", "In CSV");
        List<String> refused = quoted("mark. ", "are refused;");
        assertThat(accepted).hasSize(3);
        assertThat(refused).hasSize(5);

        accepted.forEach(number -> assertThat(withNumber(number).train().rows()).isPositive());
        refused.forEach(number ->
                assertFailure(DATASET_INVALID, () -> withNumber(number)).contains("no finite 32-bit number"));
    }

    @Test
    void timesOfTheExampleAreIsoTimes() {
        List<String> times = quoted("| nothing, or `iso` |", "| timestamps").stream()
                .filter(text -> Character.isDigit(text.charAt(0)))
                .toList();
        assertThat(times).hasSize(3);
        fixture.columns(Columns.of(
                "id", Optional.of("t"), "y", Optional.empty(), "1", List.of(new Feature("x", FeatureType.NUMERIC))));

        PreparedDataset prepared = fixture.prepare(fixture.textFile(
                "rows.csv",
                "id,y,x,t\n" + rows(i -> "e-%d,%d,%d.5,%s".formatted(i, i % 2, i, times.get(i % times.size()))),
                ROWS));

        assertThat(prepared.train().rows()).isPositive();
    }

    private PreparedDataset withNumber(String number) {
        return fixture.prepare(fixture.textFile(
                "rows.csv",
                "id,y,x\n" + rows(i -> "e-%d,%d,%s".formatted(i, i % 2, i == 7 ? number : i + ".5")),
                ROWS));
    }

    private static Columns columns(Feature... features) {
        return Columns.of("id", Optional.empty(), "y", Optional.empty(), "1", List.of(features));
    }

    private static long missingAmounts(LabelledMatrix part) {
        return IntStream.range(0, part.rows())
                .filter(row -> Float.isNaN(part.features().value(row, 0)))
                .count();
    }

    private static String rows(IntFunction<String> row) {
        return IntStream.range(0, ROWS).mapToObj(i -> row.apply(i) + "\n").collect(Collectors.joining());
    }

    private List<String> quoted(String from, String to) {
        return QUOTED.matcher(between(from, to))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private String between(String from, String to) {
        assertThat(page).contains(from);
        int start = page.indexOf(from) + from.length();
        return page.substring(start, page.indexOf(to, start));
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }
}
