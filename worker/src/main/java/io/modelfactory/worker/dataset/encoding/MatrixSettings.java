package io.modelfactory.worker.dataset.encoding;

import io.modelfactory.worker.model.ColumnStore;

/**
 * How prepared rows are to be held; it changes none of their values. Where matrices lie in files, so does the database
 * that they are prepared in.
 *
 * @param eventKeys whether training draws rows by their event ids, so that it needs a key of each
 * @param columns where matrices and columns lie, as long as they are in use
 */
public record MatrixSettings(boolean eventKeys, ColumnStore columns) {
    /** On the heap, and without event keys. */
    public static final MatrixSettings DEFAULT = new MatrixSettings(false, ColumnStore.HEAP);
}
