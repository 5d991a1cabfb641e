package io.modelfactory.worker.progress;

/**
 * Rows of the data sets that were read so far.
 *
 * @param total rows that there are to read, as the data sets declare them
 */
public record RowsRead(long read, long total) {}
