package io.modelfactory.worker.dataset.file;

/**
 * A column of a data file.
 *
 * @param name as the file has it, or {@code #1}, {@code #2}, ... by position if it has none
 * @param type as DuckDB describes it
 * @param sqlName how the file's reader names it
 */
public record FileColumn(String name, String type, String sqlName) {}
