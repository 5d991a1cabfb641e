package io.modelfactory.worker.dataset.file;

import io.modelfactory.worker.dataset.duckdb.DuckDbType;
import io.modelfactory.worker.dataset.duckdb.SqlMacro;
import io.modelfactory.worker.dataset.duckdb.SqlQuoting;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The one rule by which event ids, labels and categories become text, in every format: ASCII blanks at the ends are
 * removed; whole numbers are written without a fraction ({@code 7.0} is {@code 7}); booleans are {@code true} and
 * {@code false}; binary values are UTF-8. Everything else stays as it is: {@code true} is not {@code 1}, {@code 007} is
 * not {@code 7}.
 */
public final class TextForm {
    private static final String BLANKS = " \t\n\u000b\f\r";
    private static final Pattern WHOLE_WITH_FRACTION = Pattern.compile("(-?[1-9]\\d*|0)\\.0+");
    /** From here on doubles skip whole numbers. */
    private static final String EXACT_BOUND = "9007199254740992";

    /**
     * As {@link SqlMacro#trimmed}, over the result of the step before. Few texts have blanks at their ends, and a look
     * at the ends takes a quarter of the time of trimming.
     */
    static final String TRIM = "CASE WHEN %s < '!' OR %<s[-1] < '!' THEN " + SqlMacro.trimmed("%<s") + " ELSE %<s END";

    private TextForm() {}

    /** The form of a text that a materialization declares, such as the positive label. */
    public static String of(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && BLANKS.indexOf(text.charAt(from)) >= 0) {
            from++;
        }
        while (to > from && BLANKS.indexOf(text.charAt(to - 1)) >= 0) {
            to--;
        }
        String trimmed = text.substring(from, to);
        var whole = WHOLE_WITH_FRACTION.matcher(trimmed);
        return whole.matches() ? whole.group(1) : trimmed;
    }

    /**
     * Successive expressions, each over the result of the one before.
     *
     * @param type of the column, as DuckDB describes it
     */
    static List<String> steps(String type, List<String> missing) {
        String missingAsNull = "CASE WHEN %%s IN (%s) THEN NULL ELSE %%<s END".formatted(texts(missing));
        return switch (DuckDbType.of(type)) {
            case TEXT, BINARY ->
                Stream.concat(asText(type), Stream.of(SqlMacro.TEXT_FORM.step(), missingAsNull))
                        .toList();
            case FLOATING ->
                List.of("CASE WHEN " + isWhole() + " THEN CAST(CAST(%<s AS BIGINT) AS VARCHAR) END", missingAsNull);
            case DECIMAL ->
                List.of(
                        "CASE WHEN %s = trunc(%<s) THEN CAST(CAST(%<s AS DECIMAL(38,0)) AS VARCHAR) END",
                        missingAsNull);
            default -> List.of("CAST(%s AS VARCHAR)", missingAsNull);
        };
    }

    /** The step that makes it text, if it is not stored as one. */
    static Stream<String> asText(String type) {
        if (DuckDbType.of(type) == DuckDbType.BINARY) {
            return Stream.of("TRY(decode(%s))");
        }
        return type.equals("VARCHAR") ? Stream.empty() : Stream.of("CAST(%s AS VARCHAR)");
    }

    /** What a value of the type must not be, if not every value has a text form, and why. */
    public static Optional<Unfit> unfit(String type) {
        return switch (DuckDbType.of(type)) {
            case BINARY ->
                Optional.of(new Unfit("%s IS NOT NULL AND TRY(decode(%<s)) IS NULL", "values that are no UTF-8 text"));
            case FLOATING ->
                Optional.of(new Unfit(
                        "NOT isnan(%s) AND NOT (" + isWhole().replace("%s", "%<s") + ")",
                        "numbers that are not whole, or not exact, and have no text form"));
            case DECIMAL ->
                Optional.of(new Unfit("%s <> trunc(%<s)", "numbers that are not whole and have no text form"));
            default -> Optional.empty();
        };
    }

    /** @param condition over the column, {@code %s} */
    public record Unfit(String condition, String what) {}

    /** A list of literals for use in a step. */
    static String texts(List<String> values) {
        return String.join(", ", values.stream().map(SqlQuoting::literal).toList())
                .replace("%", "%%");
    }

    private static String isWhole() {
        return "%s = trunc(%<s) AND abs(%<s) < " + EXACT_BOUND;
    }
}
