package io.modelfactory.worker.algorithm.lightgbm;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import io.modelfactory.worker.algorithm.NativeLibraryFolder;
import org.jspecify.annotations.Nullable;

/**
 * What is used here of LightGBM's C interface, under its own names ("C API", LightGBM 3.3). The library is the one in
 * the jar of lightgbmlib. Each function answers 0, or -1 and leaves a message; {@link #check} turns that into an
 * exception.
 */
interface LightgbmLibrary extends Library {
    int FLOAT = 0;
    int DOUBLE = 1;
    /** Of {@code LGBM_BoosterPredictForMat}: margins. */
    int RAW_SCORE = 1;
    /** Of {@code LGBM_BoosterFeatureImportance}: in how many splits. */
    int SPLITS = 0;
    /** The sum of their gains. */
    int GAIN = 1;

    /** Takes what the library would print, on the thread that it would print on. */
    interface LogCallback extends Callback {
        void log(@Nullable Pointer message);
    }

    /** Loaded when it is first asked for. */
    static LightgbmLibrary get() {
        return LibraryHolder.LIBRARY;
    }

    /** Whether the jar has the library for this platform. */
    static boolean isAvailable() {
        return LightgbmLibrary.class.getResource(LibraryHolder.resource()) != null && !Platform.isARM();
    }

    /** @param status what a function of this library has answered on this thread */
    static void check(int status) {
        if (status != 0) {
            throw LightgbmErrors.toException(get().LGBM_GetLastError());
        }
    }

    /** What it prints could come between the replies of a trainer process. Holds for this thread. */
    static void silence() {
        check(get().LGBM_RegisterLogCallback(LibraryHolder.SILENCE));
    }

    String LGBM_GetLastError();

    int LGBM_RegisterLogCallback(LogCallback callback);

    int LGBM_DatasetCreateFromMat(
            Pointer values,
            int type,
            int rows,
            int columns,
            int rowMajor,
            String parameters,
            @Nullable Pointer reference,
            PointerByReference out);

    int LGBM_DatasetSetField(Pointer dataset, String field, Pointer values, int count, int type);

    int LGBM_DatasetFree(Pointer dataset);

    int LGBM_BoosterCreate(Pointer dataset, String parameters, PointerByReference out);

    int LGBM_BoosterAddValidData(Pointer booster, Pointer dataset);

    int LGBM_BoosterUpdateOneIterCustom(Pointer booster, Pointer gradients, Pointer hessians, IntByReference finished);

    int LGBM_BoosterGetPredict(Pointer booster, int dataset, LongByReference length, Pointer out);

    int LGBM_BoosterGetCurrentIteration(Pointer booster, IntByReference out);

    int LGBM_BoosterGetNumFeature(Pointer booster, IntByReference out);

    int LGBM_BoosterGetLeafValue(Pointer booster, int tree, int leaf, Pointer out);

    int LGBM_BoosterSetLeafValue(Pointer booster, int tree, int leaf, double value);

    int LGBM_BoosterFeatureImportance(Pointer booster, int iterations, int type, Pointer out);

    int LGBM_BoosterSaveModelToString(
            Pointer booster,
            int firstIteration,
            int iterations,
            int importanceType,
            long capacity,
            LongByReference length,
            @Nullable Pointer out);

    int LGBM_BoosterLoadModelFromString(String model, IntByReference iterations, PointerByReference out);

    int LGBM_BoosterPredictForMat(
            Pointer booster,
            Pointer values,
            int type,
            int rows,
            int columns,
            int rowMajor,
            int predictType,
            int firstIteration,
            int iterations,
            String parameters,
            LongByReference length,
            Pointer out);

    int LGBM_BoosterFree(Pointer booster);

    /** The library, loaded with the class: from the folder of native code, where every process finds the same file. */
    final class LibraryHolder {
        private static final LogCallback SILENCE = message -> {};

        private static final LightgbmLibrary LIBRARY = Native.load(
                NativeLibraryFolder.ofThisProcess()
                        .extracted(LightgbmLibrary.class, resource())
                        .toString(),
                LightgbmLibrary.class);

        private LibraryHolder() {}

        private static String resource() {
            if (Platform.isMac()) {
                return "/com/microsoft/ml/lightgbm/osx/x86_64/lib_lightgbm.dylib";
            }
            return Platform.isWindows()
                    ? "/com/microsoft/ml/lightgbm/windows/x86_64/lib_lightgbm.dll"
                    : "/com/microsoft/ml/lightgbm/linux/x86_64/lib_lightgbm.so";
        }
    }
}
