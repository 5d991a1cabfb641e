package io.modelfactory.local.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The catalog as one JSON file that is replaced as a whole, so that a crash leaves either the old or the new one. */
final class CatalogFile {
    private final Path path;
    private final ObjectMapper json =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    CatalogFile(Path path) {
        this.path = path;
    }

    CatalogState read() {
        if (!Files.exists(path)) {
            return CatalogState.empty();
        }
        try {
            return json.readValue(path.toFile(), CatalogState.class);
        } catch (IOException e) {
            throw new UncheckedIOException("the schemas in " + path + " cannot be read: repair or remove the file", e);
        }
    }

    void write(CatalogState state) {
        Path next = path.resolveSibling(path.getFileName() + ".next");
        try {
            json.writeValue(next.toFile(), state);
            Files.move(next, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("the schemas cannot be written to " + path, e);
        }
    }
}
