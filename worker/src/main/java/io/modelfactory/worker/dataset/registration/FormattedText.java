package io.modelfactory.worker.dataset.registration;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What texts are that have been formatted for people: {@code 12.5%}, {@code $1,250} or {@code 31/12/2024}. A run reads
 * them as names, whose order means nothing.
 */
enum FormattedText {
    /** With a currency, a percent sign, groups of thousands or the brackets of a debit. */
    NUMBER("[-+(]?\\p{Sc}?[-+]?(\\d+|\\d{1,3}([.,' \\u00a0]\\d{3})+)([.,]\\d+)? ?[%\\p{Sc}]?\\)?"),
    /** A day, and perhaps a time of it. */
    DATE("(\\d{1,2}[./-]\\d{1,2}[./-]\\d{2}(\\d{2})?|\\d{4}[./]\\d{1,2}[./]\\d{1,2}"
            + "|\\d{1,2}[ -]\\p{L}{3,9}\\.?[ -]\\d{2}(\\d{2})?)([ T].*)?");

    /** A column of texts in Parquet may have them: its file says that they are texts. */
    private static final Pattern PLAIN_NUMBER = Pattern.compile("[-+]?\\d+(\\.\\d+)?");

    private final Pattern pattern;

    FormattedText(String pattern) {
        this.pattern = Pattern.compile(pattern);
    }

    /** What all of these texts are; empty if they are different things, something else, or none. */
    static Optional<FormattedText> of(List<String> texts) {
        return Arrays.stream(values())
                .filter(each -> !texts.isEmpty() && texts.stream().allMatch(each::matches))
                .findFirst();
    }

    private boolean matches(String text) {
        return pattern.matcher(text).matches() && !PLAIN_NUMBER.matcher(text).matches();
    }
}
