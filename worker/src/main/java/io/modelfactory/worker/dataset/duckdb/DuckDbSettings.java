package io.modelfactory.worker.dataset.duckdb;

import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/** How a database in memory is set up that holds the rows of a preparation. */
final class DuckDbSettings {
    /**
     * Where rows are few, each optimizer takes longer than it saves: statements are planned as they are written, with
     * each join between its two tables.
     */
    static final String NO_OPTIMIZER = "SET enable_optimizer = false";

    private DuckDbSettings() {}

    /** Of its connection, see {@link DuckDb#open}. */
    static Properties properties(Path workingFolder, int threads, String memoryLimit, boolean fileOrder) {
        Properties settings = new Properties();
        settings.setProperty("threads", String.valueOf(threads));
        settings.setProperty("memory_limit", memoryLimit);
        settings.setProperty("temp_directory", workingFolder.toString());
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        // Each file is read once: what the database kept of its bytes would only take memory from the rows.
        settings.setProperty("enable_external_file_cache", "false");
        // Every order that matters is in an ORDER BY; keeping the order of the files would only cost memory.
        settings.setProperty("preserve_insertion_order", String.valueOf(fileOrder));
        return settings;
    }

    /** A statement that allows to read some files, or all in some folders. */
    static String allowed(String setting, List<?> places) {
        return "SET " + setting + " = "
                + SqlQuoting.literals(places.stream().map(String::valueOf).toList());
    }
}
