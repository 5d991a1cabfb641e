package io.modelfactory.worker.intake;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where a record lies within its topic; written {@code partition@offset}. */
public record RecordPosition(int partition, long offset) {
    private static final Pattern FORMAT = Pattern.compile("([0-9]{1,6})@([0-9]{1,18})");

    /** Empty if the text is not of the form {@code 0@42}. */
    public static Optional<RecordPosition> parse(String text) {
        Matcher form = FORMAT.matcher(text);
        return form.matches()
                ? Optional.of(new RecordPosition(Integer.parseInt(form.group(1)), Long.parseLong(form.group(2))))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return partition + "@" + offset;
    }
}
