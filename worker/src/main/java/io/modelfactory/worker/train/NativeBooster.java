package io.modelfactory.worker.train;

import java.util.Map;
import ml.dmlc.xgboost4j.java.XGBoostError;
import ml.dmlc.xgboost4j.java.XGBoostJNI;

/**
 * A growing or a stored model in the library's own memory, given back when closed. It stands on the native interface itself:
 * the library's {@code Booster} wraps the score of each row in an array of its own, which for a million rows costs as much
 * as a round of boosting.
 */
final class NativeBooster implements AutoCloseable {
    static final String UBJSON = "ubj";
    static final String JSON = "json";

    private static final int AS_MARGIN = 1;
    private static final int AS_PROBABILITY = 0;
    private static final int ALL_ROUNDS = 0;

    private long handle;

    private NativeBooster(long handle) {
        this.handle = handle;
    }

    /** @param rows that will be boosted on or scored again and again; the library then keeps their margins */
    static NativeBooster create(Map<String, Object> settings, NativeMatrix... rows) throws XGBoostError {
        long[] matrices = new long[rows.length];
        for (int i = 0; i < rows.length; i++) {
            matrices[i] = rows[i].handle();
        }
        long[] created = new long[1];
        check(XGBoostJNI.XGBoosterCreate(matrices, created));
        NativeBooster booster = new NativeBooster(created[0]);
        try {
            for (Map.Entry<String, Object> setting : settings.entrySet()) {
                check(XGBoostJNI.XGBoosterSetParam(
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
            throw LibraryError.asFailure("XGBoost cannot be loaded", e);
        }
    }

    /** @param model in either form that {@link #save} gives */
    static NativeBooster load(byte[] model) throws XGBoostError {
        NativeBooster booster = create(Map.of());
        try {
            check(XGBoostJNI.XGBoosterLoadModelFromBuffer(booster.handle, model));
            return booster;
        } catch (XGBoostError e) {
            booster.close();
            throw e;
        }
    }

    /** Adds one tree, fitted to a gradient and hessian for each row. */
    void boost(NativeMatrix rows, int round, float[] gradients, float[] hessians) throws XGBoostError {
        check(XGBoostJNI.XGBoosterTrainOneIter(handle, rows.handle(), round, gradients, hessians));
    }

    /** Log-odds of the positive class, one a row. */
    float[] margins(NativeMatrix rows) throws XGBoostError {
        float[][] answer = new float[1][];
        check(XGBoostJNI.XGBoosterPredict(handle, rows.handle(), AS_MARGIN, ALL_ROUNDS, answer));
        return answer[0];
    }

    /** Probabilities of the positive class, one a row. */
    float[] probabilities(float[] values, int rows, int columns) throws XGBoostError {
        float[][] answer = new float[1][];
        // The margins to start from are optional, which the native side writes as null.
        check(XGBoostJNI.XGBoosterPredictFromDense(
                handle, values, rows, columns, Float.NaN, 0, ALL_ROUNDS, AS_PROBABILITY, null, answer));
        return answer[0];
    }

    /** @param form {@link #UBJSON} or {@link #JSON} */
    byte[] save(String form) throws XGBoostError {
        byte[][] answer = new byte[1][];
        check(XGBoostJNI.XGBoosterSaveModelToBuffer(handle, form, answer));
        return answer[0];
    }

    int features() throws XGBoostError {
        long[] answer = new long[1];
        check(XGBoostJNI.XGBoosterGetNumFeature(handle, answer));
        return Math.toIntExact(answer[0]);
    }

    int rounds() throws XGBoostError {
        int[] answer = new int[1];
        check(XGBoostJNI.XGBoosterGetNumBoostedRound(handle, answer));
        return answer[0];
    }

    private static void check(int status) throws XGBoostError {
        if (status != 0) {
            throw new XGBoostError(XGBoostJNI.XGBGetLastError());
        }
    }

    @Override
    public void close() {
        if (handle != 0) {
            XGBoostJNI.XGBoosterFree(handle);
            handle = 0;
        }
    }
}
