package io.modelfactory.worker.algorithm.xgboost;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.modelfactory.worker.model.RowPiece;
import io.modelfactory.worker.model.RowPieces;
import java.util.List;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Hands rows over to the library, a piece at a time, as often as it asks for them. */
final class ProxyRows implements AutoCloseable {
    private static final XgboostLibrary LIBRARY = XgboostLibrary.get();

    private final RowPieces rows;
    private final List<String> types;
    private final Pointer proxy;
    private RowPieces.Cursor cursor;
    private Optional<NativeFloatArray> piece = Optional.empty();
    private long pieceValues;
    private Optional<Throwable> failure = Optional.empty();

    private ProxyRows(RowPieces rows, RowPieces.Cursor cursor, List<String> types, Pointer proxy) {
        this.rows = rows;
        this.types = types;
        this.proxy = proxy;
        this.cursor = cursor;
    }

    /** @param types of the columns, as in {@link BinnedColumns} */
    static ProxyRows of(RowPieces rows, List<String> types) throws XGBoostError {
        // First: if it fails, there is no native memory to release.
        RowPieces.Cursor cursor = rows.open();
        PointerByReference proxy = new PointerByReference();
        XgboostLibrary.check(LIBRARY.XGProxyDMatrixCreate(proxy));
        return new ProxyRows(rows, cursor, types, proxy.getValue());
    }

    /** Where the library finds the present piece. */
    Pointer proxy() {
        return proxy;
    }

    /** Begins again. No exception finds its way through the library. */
    @SuppressWarnings("IllegalCatch") // whatever it is, it is thrown once the library has returned
    void reset() {
        try {
            cursor = rows.open();
        } catch (RuntimeException | Error e) {
            failure = Optional.of(e);
        }
    }

    /** 1 if there was another piece, 0 also after a failure. */
    @SuppressWarnings("IllegalCatch") // as above
    int next() {
        if (failure.isPresent()) {
            return 0;
        }
        try {
            Optional<RowPiece> next = cursor.next();
            if (next.isPresent()) {
                handOver(next.get());
            }
            return next.isPresent() ? 1 : 0;
        } catch (XGBoostError | RuntimeException | Error e) {
            failure = Optional.of(e);
            return 0;
        }
    }

    private void handOver(RowPiece next) throws XGBoostError {
        int values = next.rows() * rows.columns();
        if (values > pieceValues) {
            piece.ifPresent(NativeFloatArray::close);
            piece = Optional.of(new NativeFloatArray(values));
            pieceValues = values;
        }
        NativeFloatArray held = piece.orElseThrow();
        held.put(next.values(), 0, values);
        XgboostLibrary.check(LIBRARY.XGProxyDMatrixSetDataDense(proxy, held.asMatrix(next.rows(), rows.columns())));
        if (!types.isEmpty()) {
            XgboostLibrary.check(LIBRARY.XGDMatrixSetStrFeatureInfo(
                    proxy, "feature_type", types.toArray(String[]::new), types.size()));
        }
    }

    /** @param status what the library answered; throws what it or this side failed with */
    void requireHandedOver(int status) throws XGBoostError {
        if (failure.isPresent()) {
            Throwable thrown = failure.get();
            if (thrown instanceof XGBoostError refused) {
                throw refused;
            }
            if (thrown instanceof Error fatal) {
                throw fatal;
            }
            throw (RuntimeException) thrown;
        }
        XgboostLibrary.check(status);
    }

    @Override
    public void close() {
        piece.ifPresent(NativeFloatArray::close);
        LIBRARY.XGDMatrixFree(proxy);
    }
}
