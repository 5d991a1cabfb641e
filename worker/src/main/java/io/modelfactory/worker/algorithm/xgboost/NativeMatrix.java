package io.modelfactory.worker.algorithm.xgboost;

import com.fasterxml.jackson.databind.node.TextNode;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.RowPieces;
import java.nio.file.Path;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.jspecify.annotations.Nullable;

/**
 * Rows in the library's own memory, released when closed. Columns have no names there: the library's text interfaces
 * cannot hold every name that a feature may have; the model descriptor lists the features in their order.
 */
final class NativeMatrix implements AutoCloseable {
    /** Values handed over at once. */
    private static final int BATCH_VALUES = 1 << 21;

    private static final XgboostLibrary LIBRARY = XgboostLibrary.get();

    private final Pointer handle;
    private final int rows;
    private boolean closed;

    private NativeMatrix(Pointer handle, int rows) {
        this.handle = handle;
        this.rows = rows;
    }

    /**
     * Rows to boost on: of each value only the quantile that it falls into, and which ones are there if some are
     * missing. They are handed over piece by piece, several times, so that they are never held there as they are here.
     *
     * @param quantiles of a column, {@code max_bin} in XGBoost's words
     */
    static NativeMatrix ofQuantiles(FeatureMatrix values, int quantiles, int threads) throws XGBoostError {
        LabelledMatrix rows = new LabelledMatrix(values, new float[values.rows()]);
        int pieceRows = Math.max(1, BATCH_VALUES / values.columns());
        return ofPieces(rows.pieces(pieceRows), BinnedColumns.ofNumbers(quantiles), threads);
    }

    /** The same of rows that come from anywhere, their bins being those of other rows if the columns name such. */
    static NativeMatrix ofPieces(RowPieces rows, BinnedColumns columns, int threads) throws XGBoostError {
        String config = "{\"missing\":NaN,\"nthread\":%d,\"max_bin\":%d}".formatted(threads, columns.maxBin());
        return ofPieces(
                rows,
                columns,
                (pieces, reference, created) -> LIBRARY.XGQuantileDMatrixCreateFromCallback(
                        null,
                        pieces.proxy(),
                        reference,
                        iterator -> pieces.reset(),
                        iterator -> pieces.next(),
                        config,
                        created));
    }

    /**
     * The same with the bins of its rows in files, a page for each piece: the library reads them again in each round,
     * and holds few of them at a time.
     *
     * @param pages beginning of the files' absolute names; no other matrix has the same
     */
    static NativeMatrix ofPieces(RowPieces rows, BinnedColumns columns, int threads, Path pages) throws XGBoostError {
        String config = "{\"missing\":NaN,\"nthread\":%d,\"max_bin\":%d,\"cache_prefix\":%s}"
                .formatted(threads, columns.maxBin(), TextNode.valueOf(pages.toString()));
        return ofPieces(
                rows,
                columns,
                (pieces, reference, created) -> LIBRARY.XGExtMemQuantileDMatrixCreateFromCallback(
                        null,
                        pieces.proxy(),
                        reference,
                        iterator -> pieces.reset(),
                        iterator -> pieces.next(),
                        config,
                        created));
    }

    /** One of the library's functions that ask for pieces. */
    private interface PieceReader {
        /** @return what the library answers */
        int create(ProxyRows pieces, @Nullable Pointer reference, PointerByReference created);
    }

    /** Where the end of the rows fails, the library knows nothing of it and has made a matrix, which has to go. */
    private static NativeMatrix ofPieces(RowPieces rows, BinnedColumns columns, PieceReader library)
            throws XGBoostError {
        PointerByReference created = new PointerByReference();
        boolean complete = false;
        try (ProxyRows pieces = ProxyRows.of(rows, columns.types())) {
            pieces.requireHandedOver(library.create(
                    pieces, columns.reference().map(NativeMatrix::handle).orElse(null), created));
            complete = true;
            return new NativeMatrix(created.getValue(), rows.rows());
        } finally {
            if (!complete && created.getValue() != null) {
                LIBRARY.XGDMatrixFree(created.getValue());
            }
        }
    }

    /**
     * Rows to score, as they are, eight bytes a value. By the quantiles of other rows they would not be scored as a
     * stored model scores them: a value beyond the largest of those rows would pass for that one.
     */
    static NativeMatrix ofValues(FeatureMatrix values, int threads) throws XGBoostError {
        PointerByReference created = new PointerByReference();
        try (NativeFloatArray copy = new NativeFloatArray(values.values().length)) {
            copy.put(values.values(), 0, values.values().length);
            XgboostLibrary.check(LIBRARY.XGDMatrixCreateFromDense(
                    copy.asMatrix(values.rows(), values.columns()),
                    "{\"missing\":NaN,\"nthread\":%d}".formatted(threads),
                    created));
        }
        return new NativeMatrix(created.getValue(), values.rows());
    }

    /** Good until this is closed. */
    Pointer handle() {
        return handle;
    }

    int rows() {
        return rows;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LIBRARY.XGDMatrixFree(handle);
        }
    }
}
