package io.modelfactory.worker.request;

import java.util.List;

/** Compares principals letter by letter. */
final class Principals {
    private Principals() {}

    /**
     * @param names whole names
     * @param prefixes beginnings, after which more must follow; each ends at a separator, so that the name of a
     *     neighbour that merely begins alike is not meant
     */
    static boolean match(String principal, List<String> names, List<String> prefixes) {
        return names.contains(principal)
                || prefixes.stream()
                        .anyMatch(prefix -> principal.length() > prefix.length() && principal.startsWith(prefix));
    }
}
