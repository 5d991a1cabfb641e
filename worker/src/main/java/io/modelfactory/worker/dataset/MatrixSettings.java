package io.modelfactory.worker.dataset;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How prepared rows are to be held; it changes none of their values.
 *
 * @param eventKeys whether training draws rows by their event ids, so that it needs a key of each
 * @param folder for files that hold the matrices, which live as long as the matrices do; empty to have them on the heap
 */
public record MatrixSettings(boolean eventKeys, Optional<Path> folder) {
    /** On the heap, and without event keys. */
    public static final MatrixSettings DEFAULT = new MatrixSettings(false, Optional.empty());
}
