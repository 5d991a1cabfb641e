package io.modelfactory.worker.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A temporary folder for one try of a property, which JUnit's own does not know. */
public record PropertyFolder(Path path) implements AutoCloseable {
    public static PropertyFolder create() throws IOException {
        return new PropertyFolder(Files.createTempDirectory("dataset-property-"));
    }

    @Override
    public void close() throws IOException {
        List<Path> entries;
        try (Stream<Path> found = Files.walk(path)) {
            entries = found.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path entry : entries) {
            Files.delete(entry);
        }
    }
}
