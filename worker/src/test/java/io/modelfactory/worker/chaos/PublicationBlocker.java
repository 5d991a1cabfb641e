package io.modelfactory.worker.chaos;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An object where the registry's folder belongs, so that every publication conflicts while it is there. */
final class PublicationBlocker {
    private final Path registry;
    private final Path aside;

    PublicationBlocker(Path storeRoot) {
        this.registry = storeRoot.resolve("registry");
        this.aside = storeRoot.resolve("registry.aside");
    }

    void block() {
        try {
            Files.createDirectories(registry);
            Files.move(registry, aside);
            Files.writeString(registry, "in the way");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Does nothing if the publication is not blocked. */
    void unblock() {
        try {
            if (Files.exists(aside)) {
                Files.delete(registry);
                Files.move(aside, registry);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
