package io.modelfactory.worker.dataset.file;

import io.modelfactory.worker.dataset.duckdb.DuckDbType;
import io.modelfactory.worker.dataset.duckdb.SqlMacro;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a column is used for, hence which types it may have in Parquet and how it is read. In CSV every column is text.
 */
public enum ColumnUse {
    /** Event ids, labels and categories. */
    TEXT("text, a number or a boolean"),
    EVENT_TIME("a timestamp, a date or text"),
    LABEL_TIME("a timestamp, a date or text"),
    /** What models read: 32 bits. */
    NUMBER("a number or a boolean"),
    /** Amounts and rates, which are added up: 64 bits. */
    QUANTITY("a number or a boolean");

    private final String acceptedTypes;

    ColumnUse(String acceptedTypes) {
        this.acceptedTypes = acceptedTypes;
    }

    /** The types that can be used, in words. */
    public String acceptedTypes(ReadingRules rules) {
        return isTime() && timeFormat(rules).isEpoch() ? acceptedTypes + " or an integer" : acceptedTypes;
    }

    /** @param type as DuckDB describes it */
    public boolean accepts(String type, ReadingRules rules) {
        DuckDbType kind = DuckDbType.of(type);
        return switch (this) {
            case TEXT -> kind != DuckDbType.TIME && kind != DuckDbType.OTHER;
            case NUMBER, QUANTITY ->
                kind == DuckDbType.INTEGER
                        || kind == DuckDbType.FLOATING
                        || kind == DuckDbType.DECIMAL
                        || kind == DuckDbType.BOOLEAN;
            case EVENT_TIME, LABEL_TIME ->
                kind == DuckDbType.TIME
                        || kind == DuckDbType.TEXT
                        || (kind == DuckDbType.INTEGER && timeFormat(rules).isEpoch());
        };
    }

    public boolean isTime() {
        return this == EVENT_TIME || this == LABEL_TIME;
    }

    public TimeFormat timeFormat(ReadingRules rules) {
        return this == EVENT_TIME ? rules.eventTimes() : rules.labelTimes();
    }

    /**
     * Expressions that make the value of a column, each over the result of the one before, {@code %s}: texts, times in
     * microseconds since 1970 in UTC (null if it is missing or no time), and floats or doubles (null if it is missing,
     * infinite if it is no number that one can hold).
     */
    public List<String> steps(String type, ReadingRules rules) {
        return switch (this) {
            case TEXT -> TextForm.steps(type, rules.missing());
            case NUMBER, QUANTITY ->
                (rules.isCsv() ? numberFromText(rules) : number(type, rules))
                        .stream().map(this::withNumberType).toList();
            case EVENT_TIME, LABEL_TIME -> time(type, rules);
        };
    }

    private String withNumberType(String step) {
        String type = this == QUANTITY ? "DOUBLE" : "FLOAT";
        SqlMacro number = this == QUANTITY ? SqlMacro.DOUBLE_OF_TEXT : SqlMacro.FLOAT_OF_TEXT;
        return step.replace("{number}", number.step())
                .replace("{infinite}", "CAST('infinity' AS {type})")
                .replace("{type}", type);
    }

    private List<String> time(String type, ReadingRules rules) {
        return switch (DuckDbType.of(type)) {
            case TIME -> List.of("TRY(epoch_us(%s))");
            case INTEGER -> List.of(timeFormat(rules).readInteger("%s"));
            default ->
                Stream.concat(
                                TextForm.asText(type),
                                Stream.of(
                                        TextForm.TRIM,
                                        // The format may hold per cent signs of its own.
                                        timeFormat(rules)
                                                .readText("\u0000")
                                                .replace("%", "%%")
                                                .replace("\u0000", "%1$s")))
                        .toList();
        };
    }

    /**
     * The database takes underscores and repeated signs in numbers, and words for NaN and infinity; this grammar does
     * not.
     */
    private static List<String> numberFromText(ReadingRules rules) {
        List<String> steps = new ArrayList<>();
        if (rules.missing().size() > 1) {
            steps.add("CASE WHEN " + SqlMacro.trimmed("%s") + " IN (" + TextForm.texts(rules.missing())
                    + ") THEN NULL ELSE %<s END");
        }
        if (rules.csv().hasDecimalComma()) {
            steps.add("CASE WHEN contains(%s, '.') THEN '_' ELSE replace(%<s, ',', '.') END");
        }
        withoutMissingNumbers(SqlMacro.DOUBLE_OF_TEXT.step(), "DOUBLE", rules).ifPresent(steps::add);
        steps.add("{number}");
        steps.add("CASE WHEN isnan(%s) THEN {infinite} ELSE %<s END");
        return steps;
    }

    private static List<String> number(String type, ReadingRules rules) {
        String stored = DuckDbType.isFloat(type) ? "FLOAT" : "DOUBLE";
        List<String> steps = new ArrayList<>();
        withoutMissingNumbers("CAST(%s AS " + stored + ")", stored, rules).ifPresent(steps::add);
        // Every float is one that a float and a double can hold.
        steps.add(
                DuckDbType.isFloat(type)
                        ? "CAST(%s AS {type})"
                        : "coalesce(TRY_CAST(%s AS {type}), CASE WHEN %<s IS NOT NULL THEN {infinite} END)");
        steps.add("CASE WHEN isnan(%s) THEN NULL ELSE %<s END");
        return steps;
    }

    /**
     * Before numbers are rounded to 32 bits: {@code 999999999} would be some of its neighbours too.
     *
     * @param number the number of a value, as the type has it
     */
    private static Optional<String> withoutMissingNumbers(String number, String type, ReadingRules rules) {
        List<String> marks = rules.missingNumbers().stream()
                .map(mark -> "TRY_CAST('" + mark + "' AS " + type + ")")
                .toList();
        return marks.isEmpty()
                ? Optional.empty()
                : Optional.of("CASE WHEN " + number + " IN (" + String.join(", ", marks) + ") THEN NULL ELSE %<s END");
    }
}
