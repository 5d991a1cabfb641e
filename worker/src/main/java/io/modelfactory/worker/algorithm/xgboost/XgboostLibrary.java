package io.modelfactory.worker.algorithm.xgboost;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import ml.dmlc.xgboost4j.java.XGBoostError;
import ml.dmlc.xgboost4j.java.XGBoostJNI;
import org.jspecify.annotations.Nullable;

/**
 * What is used here of XGBoost's C interface, under its own names ("XGBoost C API Documentation"). The library is the
 * one in xgboost4j's jar. That jar's Java interface stops short of the matrix of quantiles on a CPU, which takes two
 * thirds of the memory of the one it offers while it is made, and a fifth from then on; and it copies every margin and
 * gradient on their way.
 *
 * <p>Each function answers 0, or -1 and leaves a message; {@link #check} turns that into an exception. Arrays are
 * described by JSON (NumPy's array interface), see {@link NativeFloatArray}.
 */
interface XgboostLibrary extends Library {
    /** Loaded when it is first asked for. */
    static XgboostLibrary get() {
        return LibraryHolder.LIBRARY;
    }

    /** @param status what a function of this library has answered on this thread */
    static void check(int status) throws XGBoostError {
        if (status != 0) {
            throw new XGBoostError(get().XGBGetLastError());
        }
    }

    /** Begins the rows again. */
    interface DataIterResetCallback extends Callback {
        void reset(@Nullable Pointer iterator);
    }

    /** Puts the next rows into the proxy; 1 if there were any, 0 at the end. */
    interface XGDMatrixCallbackNext extends Callback {
        int next(@Nullable Pointer iterator);
    }

    String XGBGetLastError();

    int XGProxyDMatrixCreate(PointerByReference out);

    int XGProxyDMatrixSetDataDense(Pointer proxy, String values);

    int XGQuantileDMatrixCreateFromCallback(
            @Nullable Pointer iterator,
            Pointer proxy,
            @Nullable Pointer reference,
            DataIterResetCallback reset,
            XGDMatrixCallbackNext next,
            String config,
            PointerByReference out);

    int XGDMatrixCreateFromDense(String values, String config, PointerByReference out);

    int XGDMatrixFree(Pointer matrix);

    int XGBoosterCreate(Pointer[] matrices, long length, PointerByReference out);

    int XGBoosterSetParam(Pointer booster, String name, String value);

    int XGBoosterTrainOneIter(Pointer booster, Pointer matrix, int iteration, String gradients, String hessians);

    int XGBoosterPredictFromDMatrix(
            Pointer booster,
            Pointer matrix,
            String config,
            PointerByReference shape,
            LongByReference dimensions,
            PointerByReference result);

    int XGBoosterPredictFromDense(
            Pointer booster,
            String values,
            String config,
            @Nullable Pointer matrix,
            PointerByReference shape,
            LongByReference dimensions,
            PointerByReference result);

    int XGBoosterLoadModelFromBuffer(Pointer booster, byte[] model, long length);

    int XGBoosterSaveModelToBuffer(Pointer booster, String config, LongByReference length, PointerByReference out);

    int XGBoosterGetNumFeature(Pointer booster, LongByReference out);

    int XGBoosterBoostedRounds(Pointer booster, IntByReference out);

    int XGBoosterFree(Pointer booster);

    /** The library, loaded with the class. */
    final class LibraryHolder {
        private static final XgboostLibrary LIBRARY = Native.load(
                Platform.isLinux() ? loadedByXgboost4j() : extractedFromJar(),
                XgboostLibrary.class,
                Map.of(OPTION_STRING_ENCODING, StandardCharsets.UTF_8.name()));

        private LibraryHolder() {}

        /**
         * Linux finds a library that is loaded already by the name that it bears inside. A second copy would not do:
         * two in one process share some of what each gives back in the end.
         */
        private static String loadedByXgboost4j() {
            // The first call loads it.
            XGBoostJNI.XGBGetLastError();
            return "libxgboost4j.so";
        }

        /** Elsewhere it is the only copy as long as the jar's Java interface is not used beside this one. */
        private static String extractedFromJar() {
            String processor = Platform.isARM() ? "aarch64" : "x86_64";
            String resource = Platform.isMac()
                    ? "/lib/macos/" + processor + "/libxgboost4j.dylib"
                    : "/lib/windows/" + processor + "/xgboost4j.dll";
            try {
                return Native.extractFromResourcePath(resource, XgboostLibrary.class.getClassLoader())
                        .getPath();
            } catch (IOException e) {
                throw new UncheckedIOException("xgboost4j has no library for this platform", e);
            }
        }
    }
}
