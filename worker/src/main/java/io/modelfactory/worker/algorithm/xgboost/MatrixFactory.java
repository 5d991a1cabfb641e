package io.modelfactory.worker.algorithm.xgboost;

import io.modelfactory.worker.model.RowPieces;
import java.nio.file.Path;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Makes the library's matrices, in memory or in files. Which of them changes no bit of a model.
 *
 * @param threads of the library
 * @param folder for the files of one training, which are deleted with it; empty for memory
 * @param pieceValues that are handed over at once; in files they are a page
 */
record MatrixFactory(int threads, Optional<Path> folder, int pieceValues) {
    private static final int IN_MEMORY = 1 << 21;
    /** Larger pages take fewer reads in each round. */
    private static final int ON_DISK = 1 << 22;

    static MatrixFactory inMemory(int threads) {
        return new MatrixFactory(threads, Optional.empty(), IN_MEMORY);
    }

    /** @param folder that exists and is empty */
    static MatrixFactory onDisk(int threads, Path folder) {
        return new MatrixFactory(threads, Optional.of(folder), ON_DISK);
    }

    /** Rows that are handed over at once. */
    int pieceRows(int columns) {
        return Math.max(1, pieceValues / columns);
    }

    /**
     * Numbers of as many rows, all 0.
     *
     * @param name of its own among the matrices of a training
     */
    NativeFloatArray numbers(String name, int rows) {
        return folder.map(files -> NativeFloatArray.inFile(files.resolve(name), rows))
                .orElseGet(() -> new NativeFloatArray(rows));
    }

    /** @param name of its own among the matrices of a training */
    NativeMatrix create(String name, RowPieces rows, BinnedColumns columns) throws XGBoostError {
        return folder.isPresent()
                ? NativeMatrix.ofPieces(rows, columns, threads, folder.get().resolve(name))
                : NativeMatrix.ofPieces(rows, columns, threads);
    }
}
