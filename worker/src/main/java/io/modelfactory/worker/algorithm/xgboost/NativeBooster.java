package io.modelfactory.worker.algorithm.xgboost;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.FloatBuffer;
import java.util.Map;
import java.util.stream.Stream;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** A growing or a stored model in the library's own memory, released when closed. */
final class NativeBooster implements AutoCloseable {
    static final String UBJSON = "ubj";
    static final String JSON = "json";

    /** Of all rounds; of scores there is one a row. */
    private static final String ALL_ROUNDS = "\"iteration_begin\":0,\"iteration_end\":0,\"strict_shape\":false";

    private static final String MARGINS = "{\"type\":1,\"training\":false," + ALL_ROUNDS + "}";
    private static final String PROBABILITIES = "{\"type\":0,\"missing\":NaN,\"cache_id\":0," + ALL_ROUNDS + "}";
    private static final String MARGINS_OF_VALUES = "{\"type\":1,\"missing\":NaN,\"cache_id\":0," + ALL_ROUNDS + "}";

    private static final XgboostLibrary LIBRARY = XgboostLibrary.get();

    /** Fewer rows are scored before a second thread has been woken. */
    private static final int ROWS_FOR_THREADS = 16_384;

    /** Smaller models are read and written before a second thread has been woken. */
    private static final int BYTES_FOR_THREADS = 1 << 20;

    private final Pointer handle;
    private boolean closed;
    /** Of the library, as it has been told last; 0 are as many as there are processors. */
    private int threads;

    private NativeBooster(Pointer handle) {
        this.handle = handle;
    }

    /** @param rows that will be boosted on or scored again and again; the library then keeps their margins */
    static NativeBooster create(Map<String, Object> settings, NativeMatrix... rows) throws XGBoostError {
        Pointer[] matrices = Stream.of(rows).map(NativeMatrix::handle).toArray(Pointer[]::new);
        PointerByReference created = new PointerByReference();
        XgboostLibrary.check(LIBRARY.XGBoosterCreate(matrices, matrices.length, created));
        NativeBooster booster = new NativeBooster(created.getValue());
        try {
            for (Map.Entry<String, Object> setting : settings.entrySet()) {
                XgboostLibrary.check(LIBRARY.XGBoosterSetParam(
                        booster.handle, setting.getKey(), setting.getValue().toString()));
            }
            return booster;
        } catch (XGBoostError e) {
            booster.close();
            throw e;
        }
    }

    /** Loads the native code, which takes a while the first time. */
    static void warmUp() {
        try {
            create(Map.of()).close();
        } catch (XGBoostError e) {
            throw XgboostErrors.toException("XGBoost cannot be loaded", e);
        }
    }

    /** @param model in either form that {@link #save} gives */
    static NativeBooster load(byte[] model) throws XGBoostError {
        NativeBooster booster = create(Map.of());
        try {
            if (model.length < BYTES_FOR_THREADS) {
                SmallModelReader.read(LIBRARY, () -> booster.read(model));
                // What a booster is told counts only once it has a model.
                booster.setThreads(1);
            } else {
                booster.read(model);
            }
            return booster;
        } catch (XGBoostError e) {
            booster.close();
            throw e;
        }
    }

    private void read(byte[] model) throws XGBoostError {
        XgboostLibrary.check(LIBRARY.XGBoosterLoadModelFromBuffer(handle, model, model.length));
    }

    /** Adds one tree, fitted to a gradient and a hessian for each row. */
    void boost(NativeMatrix rows, int round, NativeFloatArray gradients, NativeFloatArray hessians)
            throws XGBoostError {
        XgboostLibrary.check(LIBRARY.XGBoosterTrainOneIter(
                handle, rows.handle(), round, gradients.asVector(rows.rows()), hessians.asVector(rows.rows())));
    }

    /**
     * Log-odds of the positive class, one a row, where the library keeps them: good until it is asked for anything
     * else.
     */
    FloatBuffer margins(NativeMatrix rows) throws XGBoostError {
        PointerByReference answer = new PointerByReference();
        XgboostLibrary.check(LIBRARY.XGBoosterPredictFromDMatrix(
                handle, rows.handle(), MARGINS, new PointerByReference(), new LongByReference(), answer));
        return answer.getValue()
                .getByteBuffer(0, (long) rows.rows() * Float.BYTES)
                .asFloatBuffer();
    }

    /**
     * @param values of {@code rows * columns} numbers
     * @param into probabilities of the positive class, one a row
     * @param first row's place in {@code into}
     */
    void probabilities(NativeFloatArray values, int rows, int columns, float[] into, int first) throws XGBoostError {
        predict(PROBABILITIES, values, rows, columns, into, first);
    }

    /** As {@link #probabilities}, but log-odds. */
    void margins(NativeFloatArray values, int rows, int columns, float[] into, int first) throws XGBoostError {
        predict(MARGINS_OF_VALUES, values, rows, columns, into, first);
    }

    private void predict(String settings, NativeFloatArray values, int rows, int columns, float[] into, int first)
            throws XGBoostError {
        // A row has the same score on any number of threads.
        setThreads(rows < ROWS_FOR_THREADS ? 1 : 0);
        PointerByReference answer = new PointerByReference();
        XgboostLibrary.check(LIBRARY.XGBoosterPredictFromDense(
                handle,
                values.asMatrix(rows, columns),
                settings,
                null,
                new PointerByReference(),
                new LongByReference(),
                answer));
        answer.getValue().read(0, into, first, rows);
    }

    private void setThreads(int wanted) throws XGBoostError {
        if (wanted != threads) {
            XgboostLibrary.check(LIBRARY.XGBoosterSetParam(handle, "nthread", String.valueOf(wanted)));
            threads = wanted;
        }
    }

    /** @param form {@link #UBJSON} or {@link #JSON} */
    byte[] save(String form) throws XGBoostError {
        LongByReference length = new LongByReference();
        PointerByReference answer = new PointerByReference();
        XgboostLibrary.check(
                LIBRARY.XGBoosterSaveModelToBuffer(handle, "{\"format\":\"" + form + "\"}", length, answer));
        return answer.getValue().getByteArray(0, Math.toIntExact(length.getValue()));
    }

    int features() throws XGBoostError {
        LongByReference answer = new LongByReference();
        XgboostLibrary.check(LIBRARY.XGBoosterGetNumFeature(handle, answer));
        return Math.toIntExact(answer.getValue());
    }

    int rounds() throws XGBoostError {
        IntByReference answer = new IntByReference();
        XgboostLibrary.check(LIBRARY.XGBoosterBoostedRounds(handle, answer));
        return answer.getValue();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LIBRARY.XGBoosterFree(handle);
        }
    }
}
