package io.modelfactory.worker.artifact.folder;

import io.modelfactory.worker.artifact.BoundedReads;
import io.modelfactory.worker.artifact.KeyValidator;
import io.modelfactory.worker.artifact.ReferenceParser;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The local folders outside the store that references may point into: pinned training and governance profiles. The list
 * is explicit, comes from the worker's own profile, and confines like the store's root does.
 */
public final class ReadableRoots {
    private final Map<Path, ReferenceParser> roots = new LinkedHashMap<>();

    private ReadableRoots(List<Path> searchPath, List<Path> folders) {
        for (Path folder : folders) {
            Path base = searchPath.stream()
                    .filter(candidate -> Files.isDirectory(candidate.resolve(folder)))
                    .findFirst()
                    .orElse(searchPath.get(0));
            Path absolute = base.resolve(folder).normalize();
            Path asReferencesWriteIt = absolute.startsWith(base) ? base.relativize(absolute) : absolute;
            roots.put(absolute, ReferenceParser.forFolder(absolute, asReferencesWriteIt));
        }
    }

    /** @param folders absolute, or relative to the directory the worker runs in */
    public static ReadableRoots of(List<Path> folders) {
        return of(List.of(Path.of("")), folders);
    }

    /**
     * @param searchPath where relative folders are looked up; the first that has one counts, and references name what
     *     is in it as if it were the working directory
     * @param folders absolute or relative
     */
    public static ReadableRoots of(List<Path> searchPath, List<Path> folders) {
        return new ReadableRoots(
                searchPath.stream()
                        .map(base -> base.toAbsolutePath().normalize())
                        .toList(),
                folders);
    }

    /**
     * Whether the reference (a path relative to the working directory, an absolute path or a {@code file:} URL) points
     * into one of the roots. Says nothing about whether the file exists; hostile references throw
     * {@code REF_ACCESS_DENIED}.
     */
    public boolean covers(String reference) {
        return find(reference).isPresent();
    }

    /** The absolute path that a reference into one of the roots means; empty if it points into none. */
    public Optional<Path> locate(String reference) {
        return find(reference).map(located -> located.root().resolve(located.key()));
    }

    /**
     * Reads a small file whole.
     *
     * @param maxBytes upper bound; a larger file is refused with {@link IllegalArgumentException}
     * @return empty if there is no such file below its root
     * @throws io.modelfactory.worker.failure.FailureException {@code REF_ACCESS_DENIED} if no root covers it
     */
    public Optional<byte[]> read(String reference, long maxBytes) {
        Located located = find(reference)
                .orElseThrow(() -> KeyValidator.accessDenied(
                        reference, "is in none of the profile's readable roots " + roots.keySet()));
        if (!Files.isDirectory(located.root())) {
            return Optional.empty();
        }
        try {
            Path file = new ConfinedFolder(located.root()).locate(located.key());
            return Files.isRegularFile(file)
                    ? Optional.of(BoundedReads.file(reference, file, maxBytes))
                    : Optional.empty();
        } catch (IOException e) {
            throw new TransientFaultException("cannot read " + reference, e);
        }
    }

    private Optional<Located> find(String reference) {
        for (Map.Entry<Path, ReferenceParser> root : roots.entrySet()) {
            Optional<String> key = root.getValue().keyAfterPrefix(reference);
            if (key.isPresent()) {
                return key.map(rest -> new Located(root.getKey(), rest));
            }
        }
        return Optional.empty();
    }

    private record Located(Path root, String key) {}
}
