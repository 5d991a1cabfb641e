package io.modelfactory.worker.dataset.file;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.duckdb.SqlQuoting;
import io.modelfactory.worker.resolve.CsvDialect;
import io.modelfactory.worker.resolve.DatasetMaterialization.Format;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Numbers in text have one grammar, whatever else the database would take for a number. */
class NumberGrammarTest {
    private static final Pattern NUMBER =
            Pattern.compile("[ \t\n\u000b\f\r]*[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?[ \t\n\u000b\f\r]*");

    /** Texts go to the database a hundred at a time, since opening one takes longer than reading them. */
    @Property(tries = 20)
    void exactlyTheGrammarIsRead(@ForAll @Size(100) List<@From("texts") String> texts) {
        List<Optional<Float>> values = read(texts, List.of(""), false);

        for (int i = 0; i < texts.size(); i++) {
            String text = texts.get(i);
            if (TextForm.of(text).isEmpty()) {
                assertThat(values.get(i)).as(text).isEmpty();
            } else if (NUMBER.matcher(text).matches()) {
                assertThat(values.get(i)).as(text).contains(Float.parseFloat(text.strip()));
            } else {
                assertThat(values.get(i))
                        .as("%s is refused as not finite", text)
                        .contains(Float.POSITIVE_INFINITY);
            }
        }
    }

    @Example
    void wordsUnderscoresAndOverflowsAreNoNumbers() {
        for (String text :
                List.of("nan", "NaN", "inf", "-infinity", "41_10_1", "1e400", "-1e39", "+-1", "0x1F", "1,5", "1d")) {
            assertThat(read(text, List.of(""), false).orElseThrow()).as(text).isInfinite();
        }
    }

    @Example
    void decimalCommasAreReadIfDeclared() {
        assertThat(read("-1,5e2", List.of(""), true)).contains(-150f);
        assertThat(read("1.5", List.of(""), true).orElseThrow()).isInfinite();
        assertThat(read("1.234,5", List.of(""), true).orElseThrow()).isInfinite();
    }

    @Example
    void declaredMarksAreMissing() {
        List<String> marks = List.of("", "NA", "-999", "nan");
        for (String text : List.of("NA", " NA ", "-999", "-999.0", "nan", "", "  ")) {
            assertThat(read(text, marks, false)).as(text).isEmpty();
        }
        assertThat(read("NaN", marks, false).orElseThrow()).isInfinite();
        assertThat(read("-998", marks, false)).contains(-998f);
    }

    @Example
    void marksAreNumbersOfTheSameGrammarAndNoneOfTheirNeighbours() {
        for (String mark : List.of("999999999", "+999999999", "999999999.0", "9.99999999e8", "999999999.")) {
            List<String> marks = List.of("", mark);
            assertThat(read("999999999", marks, false)).as(mark).isEmpty();
            assertThat(read("999999998", marks, false)).as(mark).contains(1e9f);
            assertThat(read("1000000000", marks, false)).as(mark).contains(1e9f);
            assertThat(read("999_999_999", marks, false).orElseThrow()).as(mark).isInfinite();
        }
        assertThat(read("-0.50", List.of("", "-.5"), false)).isEmpty();
        assertThat(read("7", List.of("", "9".repeat(64), "1e400"), false)).contains(7f);
    }

    private static Optional<Float> read(String text, List<String> missing, boolean decimalComma) {
        return read(List.of(text), missing, decimalComma).get(0);
    }

    private static List<Optional<Float>> read(List<String> texts, List<String> missing, boolean decimalComma) {
        CsvDialect dialect = new CsvDialect(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                decimalComma ? Optional.of(",") : Optional.empty(),
                Optional.empty(),
                Optional.empty());
        TimeFormat iso = TimeFormat.of(Optional.empty());
        String expression = "text";
        for (String step :
                ColumnUse.NUMBER.steps("VARCHAR", new ReadingRules(Format.CSV, dialect, missing, iso, iso))) {
            expression = step.formatted("(" + expression + ")");
        }
        String rows = IntStream.range(0, texts.size())
                .mapToObj(i -> "(" + i + ", " + SqlQuoting.literal(texts.get(i)) + ")")
                .collect(Collectors.joining(", "));
        String sql = "SELECT " + expression + " FROM (VALUES " + rows + ") AS given (row, text) ORDER BY row";
        try (DuckDb db = DuckDb.open(Path.of("unused"), 1, "100MB", List.of())) {
            return db.query(sql, row -> Optional.ofNullable(row.getObject(1)).map(Float.class::cast));
        }
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.oneOf(
                Arbitraries.strings().withChars("0123456789.+-eE_ ").ofMaxLength(8),
                Arbitraries.strings().withChars("1.e-nafiINFty\t,x").ofMaxLength(6),
                Arbitraries.floats().map(String::valueOf),
                Arbitraries.doubles().map(String::valueOf));
    }
}
