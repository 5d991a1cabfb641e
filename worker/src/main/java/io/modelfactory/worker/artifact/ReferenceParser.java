package io.modelfactory.worker.artifact;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Turns a reference as requests and documents write it into a key of one store. A reference is either a key already or
 * a key behind one of the store's own prefixes: its folder as a path or {@code file:} URL, or its {@code s3://}
 * address. Whatever else it says, it is refused with {@code REF_ACCESS_DENIED}.
 */
public final class ReferenceParser {
    private final List<String> prefixes;

    private ReferenceParser(Set<String> prefixes) {
        this.prefixes = List.copyOf(prefixes);
    }

    /** @param folders names of one folder: as configured, absolute, and with its symbolic links resolved */
    public static ReferenceParser forFolder(Path... folders) {
        Set<String> prefixes = new LinkedHashSet<>();
        for (Path folder : folders) {
            String path = folder + "/";
            prefixes.add(path);
            if (folder.isAbsolute()) {
                prefixes.add("file:" + path);
                prefixes.add("file://" + path);
            }
        }
        return new ReferenceParser(prefixes);
    }

    /** @param prefix ends with a slash */
    public static ReferenceParser forPrefix(String prefix) {
        return new ReferenceParser(Set.of(prefix));
    }

    public String keyOf(String reference) {
        return keyAfterPrefix(reference).orElseGet(() -> KeyValidator.requireValid(reference));
    }

    /** The key behind one of the prefixes; empty if the reference starts with none of them. */
    public Optional<String> keyAfterPrefix(String reference) {
        return prefixes.stream()
                .filter(reference::startsWith)
                .findFirst()
                .map(prefix -> checkedRest(reference, reference.substring(prefix.length())));
    }

    private static String checkedRest(String reference, String rest) {
        if (rest.isEmpty()) {
            throw KeyValidator.accessDenied(reference, "names the root itself, not an object in it");
        }
        return KeyValidator.requireValid(rest);
    }
}
