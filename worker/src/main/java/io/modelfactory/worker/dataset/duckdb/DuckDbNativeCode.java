package io.modelfactory.worker.dataset.duckdb;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The copies of DuckDB's native code. Its driver unpacks 72 MB into the temporary folder under a new name in each
 * process, and deletes them when the process ends by itself. A process that is killed would leave them, so on Linux
 * they are deleted as soon as they are loaded; and what a process left that was killed before that, or on another
 * system, is deleted by a later one.
 */
final class DuckDbNativeCode {
    private static final Logger LOG = LoggerFactory.getLogger(DuckDbNativeCode.class);

    private static final String PREFIX = "libduckdb_java";
    private static final String SUFFIX = ".so";

    /** The files that this process has mapped, on Linux. */
    private static final Path MAPPED_FILES = Path.of("/proc/self/maps");

    /** Unpacking and loading takes a process less; a copy that is older is loaded, or was left. */
    private static final Duration LOADED_WITHIN = Duration.ofMinutes(10);

    private DuckDbNativeCode() {}

    /** To be called after the code was loaded; does its work once a process. */
    static void deleteCopies() {
        CopiesDeleted.ONCE.run();
    }

    private static final class CopiesDeleted {
        private static final Runnable ONCE = deleteAll();

        private static Runnable deleteAll() {
            try {
                loaded().forEach(DuckDbNativeCode::delete);
                left(Path.of(System.getProperty("java.io.tmpdir"))).forEach(DuckDbNativeCode::delete);
            } catch (IOException e) {
                LOG.debug("copies of DuckDB's native code stay", e);
            }
            return () -> {};
        }
    }

    /** What is mapped stays loaded without its name. */
    private static List<Path> loaded() throws IOException {
        if (!Files.isReadable(MAPPED_FILES)) {
            return List.of();
        }
        try (Stream<String> lines = Files.lines(MAPPED_FILES)) {
            return lines.filter(line -> line.contains("/" + PREFIX))
                    .map(line -> Path.of(line.substring(line.indexOf('/'))))
                    .filter(DuckDbNativeCode::isCopy)
                    .distinct()
                    .toList();
        }
    }

    private static List<Path> left(Path folder) throws IOException {
        FileTime bound = FileTime.fromMillis(folderTime(folder).toMillis() - LOADED_WITHIN.toMillis());
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(DuckDbNativeCode::isCopy)
                    .filter(file -> isOlder(file, bound))
                    .toList();
        }
    }

    /** Now, by the clock that also gave the copies their times. */
    private static FileTime folderTime(Path folder) throws IOException {
        Path probe = Files.createTempFile(folder, "time", null);
        try {
            return Files.getLastModifiedTime(probe);
        } finally {
            Files.delete(probe);
        }
    }

    private static boolean isCopy(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(PREFIX) && name.endsWith(SUFFIX);
    }

    private static boolean isOlder(Path file, FileTime bound) {
        try {
            return Files.getLastModifiedTime(file).compareTo(bound) < 0;
        } catch (IOException deletedByAnother) {
            return false;
        }
    }

    private static void delete(Path copy) {
        try {
            Files.deleteIfExists(copy);
        } catch (IOException e) {
            LOG.debug("cannot delete {}", copy, e);
        }
    }
}
