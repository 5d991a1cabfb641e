package io.modelfactory.worker.train;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.modelfactory.worker.dataset.FeatureMatrix;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * Rows in the library's own memory, given back when closed: of each value only the quantile it falls into, a byte or two. They
 * are handed over piece by piece, several times, so that they are never held there as they are here. Columns have no names
 * there: the library's text interfaces cannot hold every name that a feature may have; the model descriptor lists the features
 * in their order.
 */
final class NativeMatrix implements AutoCloseable {
    /** Values handed over at once. */
    private static final int PIECE_VALUES = 1 << 21;

    private static final XgboostLibrary LIBRARY = XgboostLibrary.get();

    private final Pointer handle;
    private final int rows;

    private NativeMatrix(Pointer handle, int rows) {
        this.handle = handle;
        this.rows = rows;
    }

    /**
     * @param reference by whose quantiles the rows are told apart; their own if empty
     * @param quantiles of a column, {@code max_bin} in XGBoost's words
     */
    static NativeMatrix of(FeatureMatrix values, Optional<NativeMatrix> reference, int quantiles, int threads)
            throws XGBoostError {
        String config = "{\"missing\":NaN,\"nthread\":%d,\"max_bin\":%d}".formatted(threads, quantiles);
        PointerByReference created = new PointerByReference();
        try (Pieces pieces = Pieces.of(values)) {
            int status = LIBRARY.XGQuantileDMatrixCreateFromCallback(
                    null,
                    pieces.proxy,
                    reference.map(NativeMatrix::handle).orElse(null),
                    iterator -> pieces.begin(),
                    iterator -> pieces.next(),
                    config,
                    created);
            pieces.requireTaken();
            XgboostLibrary.check(status);
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
        LIBRARY.XGDMatrixFree(handle);
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
