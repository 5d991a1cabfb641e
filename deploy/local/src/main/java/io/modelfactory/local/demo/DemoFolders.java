package io.modelfactory.local.demo;

import io.modelfactory.local.DataDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the demonstration keeps what it writes itself, inside the data folder that the platform uses too. */
record DemoFolders(Path root) {

    static DemoFolders in(DataDirectory data) {
        return new DemoFolders(data.path());
    }

    /** Request files, as an operator would have written them. */
    Path requests() {
        return created(root.resolve("requests"));
    }

    Path log(String name) {
        return created(root.resolve("logs")).resolve(name + ".log");
    }

    /** A shell script that sets what the worker's command line needs to reach the platform. */
    Path environmentScript() {
        return root.resolve("environment");
    }

    private static Path created(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create " + folder, e);
        }
    }
}
