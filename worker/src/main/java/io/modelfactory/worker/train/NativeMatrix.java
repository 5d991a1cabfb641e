package io.modelfactory.worker.train;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.modelfactory.worker.dataset.FeatureMatrix;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Rows in the library's own memory, given back when closed. Columns have no names there: the library's text interfaces cannot
 * hold every name that a feature may have; the model descriptor lists the features in their order.
 */
final class NativeMatrix implements AutoCloseable {
    /** Values handed over at once. */
    private static final int PIECE_VALUES = 1 << 21;

    private static final XgboostLibrary LIBRARY = XgboostLibrary.get();

    private final Pointer handle;
    private final int rows;
    private boolean closed;

    private NativeMatrix(Pointer handle, int rows) {
        this.handle = handle;
        this.rows = rows;
    }

    /**
     * Rows to boost on: of each value only the quantile that it falls into, and which ones are there if some are missing. They
     * are handed over piece by piece, several times, so that they are never held there as they are here.
     *
     * @param quantiles of a column, {@code max_bin} in XGBoost's words
     */
    static NativeMatrix ofQuantiles(FeatureMatrix values, int quantiles, int threads) throws XGBoostError {
        String config = "{\"missing\":NaN,\"nthread\":%d,\"max_bin\":%d}".formatted(threads, quantiles);
        PointerByReference created = new PointerByReference();
        try (Pieces pieces = Pieces.of(values)) {
            int status = LIBRARY.XGQuantileDMatrixCreateFromCallback(
                    null, pieces.proxy, null, iterator -> pieces.begin(), iterator -> pieces.next(), config, created);
            pieces.requireTaken();
            XgboostLibrary.check(status);
        }
        return new NativeMatrix(created.getValue(), values.rows());
    }

    /**
     * Rows to score, as they are, eight bytes a value. By the quantiles of other rows they would not be scored as a stored model
     * scores them: a value beyond the largest of those rows would pass for that one.
     */
    static NativeMatrix ofValues(FeatureMatrix values, int threads) throws XGBoostError {
        PointerByReference created = new PointerByReference();
        try (NativeFloats copy = new NativeFloats(values.values().length)) {
            copy.put(values.values(), 0, values.values().length);
            XgboostLibrary.check(LIBRARY.XGDMatrixCreateFromDense(
                    copy.matrix(values.rows(), values.columns()),
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

    /** Hands rows over, a piece at a time, as often as the library asks for them. */
    private static final class Pieces implements AutoCloseable {
        private final FeatureMatrix values;
        private final int pieceRows;
        private final NativeFloats piece;
        private final Pointer proxy;
        private int next;
        private Optional<XGBoostError> refused = Optional.empty();

        private Pieces(FeatureMatrix values, Pointer proxy) {
            this.values = values;
            this.proxy = proxy;
            this.pieceRows = Math.max(1, Math.min(values.rows(), PIECE_VALUES / values.columns()));
            this.piece = new NativeFloats((long) pieceRows * values.columns());
        }

        static Pieces of(FeatureMatrix values) throws XGBoostError {
            PointerByReference proxy = new PointerByReference();
            XgboostLibrary.check(LIBRARY.XGProxyDMatrixCreate(proxy));
            return new Pieces(values, proxy.getValue());
        }

        void begin() {
            next = 0;
        }

        /** No exception finds its way through the library. */
        int next() {
            int rows = Math.min(pieceRows, values.rows() - next);
            if (rows == 0 || refused.isPresent()) {
                return 0;
            }
            int columns = values.columns();
            piece.put(values.values(), next * columns, rows * columns);
            try {
                XgboostLibrary.check(LIBRARY.XGProxyDMatrixSetDataDense(proxy, piece.matrix(rows, columns)));
            } catch (XGBoostError e) {
                refused = Optional.of(e);
                return 0;
            }
            next += rows;
            return 1;
        }

        void requireTaken() throws XGBoostError {
            if (refused.isPresent()) {
                throw refused.get();
            }
        }

        @Override
        public void close() {
            piece.close();
            LIBRARY.XGDMatrixFree(proxy);
        }
    }
}
