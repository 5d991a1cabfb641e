package io.modelfactory.worker.release;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where this release lies with the profiles and policies that it ships, so that commands work from any directory. */
public final class Installation {
    private static final Path SHIPPED = Path.of("config", "profiles");

    private Installation() {}

    /** The nearest folder above the worker's own classes that has the shipped profiles; empty if none has. */
    public static Optional<Path> folder() {
        CodeSource source = Installation.class.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return Optional.empty();
        }
        try {
            return folderAbove(Path.of(source.getLocation().toURI()));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of the worker's classes is no URI", e);
        }
    }

    /** Where relative names of profiles and policies are looked up: the working directory first. */
    public static List<Path> searchPath() {
        return Stream.concat(Stream.of(Path.of("").toAbsolutePath()), folder().stream())
                .distinct()
                .toList();
    }

    static Optional<Path> folderAbove(Path classes) {
        return Stream.iterate(classes.toAbsolutePath().normalize(), folder -> folder != null, Path::getParent)
                .filter(folder -> Files.isDirectory(folder.resolve(SHIPPED)))
                .findFirst();
    }
}
