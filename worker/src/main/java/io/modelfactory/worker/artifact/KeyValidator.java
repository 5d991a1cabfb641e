package io.modelfactory.worker.artifact;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What a key may look like: relative, {@code /}-separated, plain ASCII. A whitelist, because what is not on it (percent
 * signs, look-alike dots, direction marks, blanks) is read differently by file systems, URLs and people.
 */
public final class KeyValidator {
    /** Segments with this start belong to the store itself, so that no key can reach its working files. */
    public static final String RESERVED_PREFIX = ".mf-";

    private static final int MAX_KEY_CHARS = 1024;
    private static final int MAX_SEGMENT_CHARS = 255;
    private static final int MAX_QUOTED_CHARS = 200;
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._:=+@,~-]+");
    private static final Pattern ONLY_DOTS = Pattern.compile("\\.+");

    private KeyValidator() {}

    /** Returns the key unchanged, or refuses it with {@code REF_ACCESS_DENIED}. */
    public static String requireValid(String key) {
        segments(key);
        return key;
    }

    /** The segments of a key, checked. */
    public static List<String> segments(String key) {
        if (key.length() > MAX_KEY_CHARS) {
            throw accessDenied(key, "is longer than " + MAX_KEY_CHARS + " characters");
        }
        List<String> segments = List.of(key.split("/", -1));
        segments.forEach(segment -> checkSegment(key, segment));
        if (segments.get(0).indexOf(':') >= 0) {
            throw accessDenied(key, "names a scheme or store that is not this one");
        }
        return segments;
    }

    /** Returns an id unchanged if it can be one segment of a key, or refuses it with {@code REF_ACCESS_DENIED}. */
    static String requireValidSegment(String id) {
        checkSegment(id, id);
        return id;
    }

    public static FailureException accessDenied(String reference, String why) {
        return new FailureException(FailureCode.REF_ACCESS_DENIED, "reference " + quoted(reference) + " " + why);
    }

    private static void checkSegment(String key, String segment) {
        if (segment.isEmpty()) {
            throw accessDenied(
                    key, "is absolute, blank or has an empty segment; write it relative to the store's root");
        }
        if (!SEGMENT.matcher(segment).matches()) {
            throw accessDenied(key, "has a character other than A-Z a-z 0-9 . _ : = + @ , ~ - between its slashes");
        }
        if (ONLY_DOTS.matcher(segment).matches()) {
            throw accessDenied(key, "has a segment of dots");
        }
        if (segment.length() > MAX_SEGMENT_CHARS) {
            throw accessDenied(key, "has a segment longer than " + MAX_SEGMENT_CHARS + " characters");
        }
        if (segment.startsWith(RESERVED_PREFIX)) {
            throw accessDenied(key, "has a segment that starts with " + RESERVED_PREFIX + ", which is the store's own");
        }
    }

    /** Printable and short, whatever a request brought: messages end in logs and receipts. */
    private static String quoted(String reference) {
        StringBuilder out = new StringBuilder("'");
        reference.chars().limit(MAX_QUOTED_CHARS).forEach(c -> {
            if (c >= 0x20 && c < 0x7f) {
                out.append((char) c);
            } else {
                out.append(String.format("\\u%04x", c));
            }
        });
        return out.append(reference.length() > MAX_QUOTED_CHARS ? "...'" : "'").toString();
    }
}
