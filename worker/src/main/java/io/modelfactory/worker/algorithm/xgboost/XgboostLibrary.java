package io.modelfactory.worker.algorithm.xgboost;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Platform;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import io.modelfactory.worker.algorithm.NativeLibraryFolder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.XGBoostError;
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

    int XGDMatrixSetStrFeatureInfo(Pointer matrix, String field, String[] values, long size);

    int XGQuantileDMatrixCreateFromCallback(
            @Nullable Pointer iterator,
            Pointer proxy,
            @Nullable Pointer reference,
            DataIterResetCallback reset,
            XGDMatrixCallbackNext next,
            String config,
            PointerByReference out);

    int XGExtMemQuantileDMatrixCreateFromCallback(
            @Nullable Pointer iterator,
            Pointer proxy,
            @Nullable Pointer reference,
            DataIterResetCallback reset,
            XGDMatrixCallbackNext next,
            String config,
            PointerByReference out);

    int XGDMatrixCreateFromDense(String values, String config, PointerByReference out);

    int XGDMatrixFree(Pointer matrix);

    /** Of the thread that calls, from then on. */
    int XGBSetGlobalConfig(String config);

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

    int XGCommunicatorInit(String config);

    int XGCommunicatorFinalize();

    int XGCommunicatorAllreduce(Pointer buffer, long length, int type, int operation);

    /** The library, loaded with the class: from the folder of native code, where every process finds the same file. */
    final class LibraryHolder {
        /** {@code RTLD_LAZY | RTLD_NOLOAD} of glibc's dlfcn.h: only what is loaded already. */
        private static final int LOADED_ONLY = 0x5;

        private static final XgboostLibrary LIBRARY = loaded().orElseGet(LibraryHolder::load);

        private LibraryHolder() {}

        private static XgboostLibrary load() {
            Path library = NativeLibraryFolder.ofThisProcess().extracted(XgboostLibrary.class, resource());
            return Native.load(library.toString(), XgboostLibrary.class, options(Map.of()));
        }

        /**
         * The copy that xgboost4j's own Java interface has loaded, if it was used in this process: two copies in one
         * process release some of what they share twice. Linux finds it by the name that it bears inside.
         */
        private static Optional<XgboostLibrary> loaded() {
            if (!Platform.isLinux()) {
                return Optional.empty();
            }
            try {
                return Optional.of(Native.load(
                        "libxgboost4j.so", XgboostLibrary.class, options(Map.of(OPTION_OPEN_FLAGS, LOADED_ONLY))));
            } catch (UnsatisfiedLinkError notLoaded) {
                return Optional.empty();
            }
        }

        private static Map<String, Object> options(Map<String, Object> more) {
            Map<String, Object> options = new HashMap<>(more);
            options.put(OPTION_STRING_ENCODING, StandardCharsets.UTF_8.name());
            return options;
        }

        private static String resource() {
            String processor = Platform.isARM() ? "aarch64" : "x86_64";
            if (Platform.isMac()) {
                return "/lib/macos/" + processor + "/libxgboost4j.dylib";
            }
            return Platform.isWindows()
                    ? "/lib/windows/" + processor + "/xgboost4j.dll"
                    : "/lib/linux/" + processor + "/libxgboost4j.so";
        }
    }
}
