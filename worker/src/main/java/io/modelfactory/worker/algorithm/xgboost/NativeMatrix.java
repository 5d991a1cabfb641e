package io.modelfactory.worker.algorithm.xgboost;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.modelfactory.worker.model.FeatureMatrix;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.XGBoostError;

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
        String config = "{\"missing\":NaN,\"nthread\":%d,\"max_bin\":%d}".formatted(threads, quantiles);
        PointerByReference created = new PointerByReference();
        try (RowBatches pieces = RowBatches.of(values)) {
            int status = LIBRARY.XGQuantileDMatrixCreateFromCallback(
                    null, pieces.proxy, null, iterator -> pieces.reset(), iterator -> pieces.next(), config, created);
            pieces.requireAccepted();
            XgboostLibrary.check(status);
        }
        return new NativeMatrix(created.getValue(), values.rows());
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

    /** Hands rows over, a piece at a time, as often as the library asks for them. */
    private static final class RowBatches implements AutoCloseable {
        private final FeatureMatrix values;
        private final int batchRows;
        private final NativeFloatArray batch;
        private final Pointer proxy;
        private int next;
        private Optional<XGBoostError> failure = Optional.empty();

        private RowBatches(FeatureMatrix values, Pointer proxy) {
            this.values = values;
            this.proxy = proxy;
            this.batchRows = Math.max(1, Math.min(values.rows(), BATCH_VALUES / values.columns()));
            this.batch = new NativeFloatArray((long) batchRows * values.columns());
        }

        static RowBatches of(FeatureMatrix values) throws XGBoostError {
            PointerByReference proxy = new PointerByReference();
            XgboostLibrary.check(LIBRARY.XGProxyDMatrixCreate(proxy));
            return new RowBatches(values, proxy.getValue());
        }

        void reset() {
            next = 0;
        }

        /** No exception finds its way through the library. */
        int next() {
            int rows = Math.min(batchRows, values.rows() - next);
            if (rows == 0 || failure.isPresent()) {
                return 0;
            }
            int columns = values.columns();
            batch.put(values.values(), next * columns, rows * columns);
            try {
                XgboostLibrary.check(LIBRARY.XGProxyDMatrixSetDataDense(proxy, batch.asMatrix(rows, columns)));
            } catch (XGBoostError e) {
                failure = Optional.of(e);
                return 0;
            }
            next += rows;
            return 1;
        }

        void requireAccepted() throws XGBoostError {
            if (failure.isPresent()) {
                throw failure.get();
            }
        }

        @Override
        public void close() {
            batch.close();
            LIBRARY.XGDMatrixFree(proxy);
        }
    }
}
