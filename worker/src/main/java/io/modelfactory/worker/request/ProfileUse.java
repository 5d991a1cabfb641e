package io.modelfactory.worker.request;

import io.modelfactory.worker.config.AuthorisationPolicy.ProfilePermission;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A profile that a request names, as far as it is known.
 *
 * @param field of the request that names it
 * @param ref as the request writes it
 * @param sha256 of the file's bytes; empty until the reference was followed
 */
record ProfileUse(String field, String ref, Optional<String> sha256) {
    /** What a store or a readable root takes too: nothing that leads out of the folder that a prefix names. */
    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._:=+@,~-]+");

    private static final Pattern ONLY_DOTS = Pattern.compile("\\.+");

    /** A permission that lists digests allows no other content; the digest is judged once it is known. */
    boolean isAllowedBy(ProfilePermission permission) {
        boolean named =
                !permission.refPrefixes().isEmpty() || !permission.sha256().isEmpty();
        boolean reference = permission.refPrefixes().isEmpty()
                || permission.refPrefixes().stream().anyMatch(this::isBelow);
        boolean content = permission.sha256().isEmpty()
                || sha256.map(permission.sha256()::contains).orElse(true);
        return named && reference && content;
    }

    private boolean isBelow(String prefix) {
        if (!prefix.endsWith("/")) {
            return ref.equals(prefix);
        }
        return ref.startsWith(prefix) && isPlain(ref.substring(prefix.length()));
    }

    private static boolean isPlain(String path) {
        List<String> segments = List.of(path.split("/", -1));
        return segments.stream()
                .allMatch(segment -> SEGMENT.matcher(segment).matches()
                        && !ONLY_DOTS.matcher(segment).matches());
    }

    String describe() {
        return field + ": " + RequestText.displayable(ref)
                + sha256.map(digest -> " (SHA-256 " + digest + ")").orElse("");
    }
}
