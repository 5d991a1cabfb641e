package io.modelfactory.worker.dataset.file;

import io.modelfactory.worker.dataset.duckdb.SqlQuoting;
import java.util.Map;
import java.util.Optional;

/**
 * How times are written that are text or numbers: in ISO 8601, as a count since 1970, or by a strptime pattern. Nothing
 * is guessed: a text of another form is no time.
 *
 * @param declared {@code iso}, {@code epoch_s}, {@code epoch_ms}, {@code epoch_us}, or a strptime pattern
 */
public record TimeFormat(String declared) {
    private static final String ISO = "iso";
    private static final Map<String, Long> MICROS_BY_EPOCH_UNIT =
            Map.of("epoch_s", 1_000_000L, "epoch_ms", 1_000L, "epoch_us", 1L);
    private static final String DATE = "\\d{4}-\\d{2}-\\d{2}";
    /** After T or one blank, with 0 to 9 digits of fraction. */
    private static final String TIME = "[T ]\\d{2}:\\d{2}(:\\d{2}(\\.\\d{1,9})?)?";

    private static final String OFFSET = "[+-](0\\d|1[0-8])(:?[0-5]\\d)?";

    public static TimeFormat of(Optional<String> declared) {
        return new TimeFormat(declared.orElse(ISO));
    }

    boolean isEpoch() {
        return MICROS_BY_EPOCH_UNIT.containsKey(declared);
    }

    private boolean isPattern() {
        return !isEpoch() && !declared.equals(ISO);
    }

    /** A query that fails if the format is a pattern that DuckDB does not know; empty if it is none. */
    public Optional<String> probe() {
        return isPattern() ? Optional.of("SELECT try_strptime('', " + pattern() + ")") : Optional.empty();
    }

    /** Whether it reads one o'clock and 13 o'clock alike: a 12-hour clock without the half of the day. */
    public boolean isHalfOfTheDayOpen() {
        String specifiers = isPattern() ? declared.replace("%%", "").replace("%-", "%") : "";
        return specifiers.contains("%I") && !specifiers.contains("%p");
    }

    /** @param text an expression; the result is in microseconds, or null if the text has another form */
    String readText(String text) {
        if (isEpoch()) {
            return "CASE WHEN regexp_full_match(%1$s, '-?\\d{1,18}') THEN %2$s END"
                    .formatted(text, readInteger("CAST(" + text + " AS BIGINT)"));
        }
        // Times that are infinite have no microseconds.
        return isPattern() ? "TRY(epoch_us(try_strptime(%s, %s)))".formatted(text, pattern()) : readIso(text);
    }

    /** A text with an offset would lose it as TIMESTAMP; without one, it is read in a fraction of the time. */
    private static String readIso(String text) {
        return """
                CASE WHEN regexp_full_match(%1$s, '%2$s(%3$sZ?)?') THEN TRY(epoch_us(TRY_CAST(%1$s AS TIMESTAMP)))
                WHEN regexp_full_match(%1$s, '%2$s%3$s%4$s') THEN TRY(epoch_us(TRY_CAST(%1$s AS TIMESTAMPTZ)))
                END""".formatted(text, DATE, TIME, OFFSET);
    }

    /** @param number an expression of an integer type; for epochs only */
    String readInteger(String number) {
        return "TRY(CAST(%s AS BIGINT) * %d)".formatted(number, MICROS_BY_EPOCH_UNIT.get(declared));
    }

    /** The accepted forms, for messages. */
    public String acceptedForms() {
        if (isEpoch()) {
            return "whole numbers, as declared by " + declared;
        }
        return isPattern()
                ? "times by the declared format " + QuotedText.of(declared)
                : "ISO 8601 such as 2014-12-31 or 2014-12-31T23:59:59.123Z";
    }

    private String pattern() {
        return SqlQuoting.literal(declared);
    }
}
