package io.modelfactory.worker.algorithm.lightgbm;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.nio.FloatBuffer;
import java.util.Optional;

/** A growing or a stored model in the library's own memory, released when closed. */
final class LightgbmBooster implements AutoCloseable {
    private static final LightgbmLibrary LIBRARY = LightgbmLibrary.get();
    private static final int ALL_ITERATIONS = -1;
    private static final int ROW_MAJOR = 1;

    private final Pointer handle;
    private boolean closed;

    private LightgbmBooster(Pointer handle) {
        this.handle = handle;
    }

    static LightgbmBooster create(LightgbmDataset train, Optional<LightgbmDataset> validation, String parameters) {
        PointerByReference created = new PointerByReference();
        LightgbmLibrary.check(LIBRARY.LGBM_BoosterCreate(train.handle(), parameters, created));
        LightgbmBooster booster = new LightgbmBooster(created.getValue());
        try {
            validation.ifPresent(
                    rows -> LightgbmLibrary.check(LIBRARY.LGBM_BoosterAddValidData(booster.handle, rows.handle())));
            return booster;
        } catch (RuntimeException e) {
            booster.close();
            throw e;
        }
    }

    /** @param model as {@link #save} gives it, or as {@link LightgbmModelText} changes it */
    static LightgbmBooster load(String model) {
        PointerByReference loaded = new PointerByReference();
        LightgbmLibrary.check(LIBRARY.LGBM_BoosterLoadModelFromString(model, new IntByReference(), loaded));
        return new LightgbmBooster(loaded.getValue());
    }

    /**
     * Adds one tree, fitted to a gradient and a hessian for each row.
     *
     * @return whether there was anything left to split
     */
    boolean boost(Memory gradients, Memory hessians) {
        IntByReference finished = new IntByReference();
        LightgbmLibrary.check(LIBRARY.LGBM_BoosterUpdateOneIterCustom(handle, gradients, hessians, finished));
        return finished.getValue() == 0;
    }

    /**
     * Log-odds of the positive class so far, with those that boosting started from.
     *
     * @param dataset 0 for the rows of training, 1 for those of validation
     * @param scratch of 8 bytes a row
     */
    void margins(int dataset, Memory scratch, FloatBuffer into) {
        LightgbmLibrary.check(LIBRARY.LGBM_BoosterGetPredict(handle, dataset, new LongByReference(), scratch));
        for (int row = 0; row < into.capacity(); row++) {
            into.put(row, (float) scratch.getDouble((long) row * Double.BYTES));
        }
    }

    /** Adds to every leaf of the first tree. */
    void shiftFirstTree(int leaves, double by) {
        try (Memory value = new Memory(Double.BYTES)) {
            for (int leaf = 0; leaf < leaves; leaf++) {
                LightgbmLibrary.check(LIBRARY.LGBM_BoosterGetLeafValue(handle, 0, leaf, value));
                LightgbmLibrary.check(LIBRARY.LGBM_BoosterSetLeafValue(handle, 0, leaf, value.getDouble(0) + by));
            }
        }
    }

    int iterations() {
        IntByReference answer = new IntByReference();
        LightgbmLibrary.check(LIBRARY.LGBM_BoosterGetCurrentIteration(handle, answer));
        return answer.getValue();
    }

    int features() {
        IntByReference answer = new IntByReference();
        LightgbmLibrary.check(LIBRARY.LGBM_BoosterGetNumFeature(handle, answer));
        return answer.getValue();
    }

    /** @param type {@link LightgbmLibrary#SPLITS} or {@link LightgbmLibrary#GAIN}, of the first iterations */
    double[] importance(int iterations, int type) {
        int features = features();
        try (Memory out = new Memory((long) features * Double.BYTES)) {
            LightgbmLibrary.check(LIBRARY.LGBM_BoosterFeatureImportance(handle, iterations, type, out));
            return out.getDoubleArray(0, features);
        }
    }

    /** The first iterations, as text. */
    String save(int iterations) {
        LongByReference length = new LongByReference();
        LightgbmLibrary.check(
                LIBRARY.LGBM_BoosterSaveModelToString(handle, 0, iterations, LightgbmLibrary.SPLITS, 0, length, null));
        try (Memory text = new Memory(length.getValue())) {
            LightgbmLibrary.check(LIBRARY.LGBM_BoosterSaveModelToString(
                    handle, 0, iterations, LightgbmLibrary.SPLITS, text.size(), length, text));
            return text.getString(0, "UTF-8");
        }
    }

    /**
     * @param values of {@code rows * columns} 32-bit floats, row by row
     * @param margins to be set, 8 bytes a row
     */
    void margins(Memory values, int rows, int columns, Memory margins) {
        LightgbmLibrary.check(LIBRARY.LGBM_BoosterPredictForMat(
                handle,
                values,
                LightgbmLibrary.FLOAT,
                rows,
                columns,
                ROW_MAJOR,
                LightgbmLibrary.RAW_SCORE,
                0,
                ALL_ITERATIONS,
                "verbosity=-1",
                new LongByReference(),
                margins));
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            LIBRARY.LGBM_BoosterFree(handle);
        }
    }
}
