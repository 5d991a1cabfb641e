package io.modelfactory.worker.inspect;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Another name of a revision, for those who ask for the same work anew. */
public final class NextRevision {
    private static final Pattern NUMBERED = Pattern.compile("(.*?)(\\d{1,9})");

    private NextRevision() {}

    /** The name after this one: the number at its end plus 1. */
    public static String after(String revision) {
        Matcher numbered = NUMBERED.matcher(revision);
        if (!numbered.matches()) {
            return revision + "-2";
        }
        String number = numbered.group(2);
        return numbered.group(1) + ("%0" + number.length() + "d").formatted(Long.parseLong(number) + 1);
    }
}
