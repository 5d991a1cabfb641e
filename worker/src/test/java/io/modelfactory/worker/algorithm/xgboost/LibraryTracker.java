package io.modelfactory.worker.algorithm.xgboost;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.jna.Library;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.lang.reflect.Proxy;
import java.util.Map;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * The library's tracker, of the copy of the library that trains here. xgboost4j's own {@code RabitTracker} loads a
 * second one, and two copies in one process release some of what they share twice.
 */
public final class LibraryTracker implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Pointer tracker;

    /** Runs until all of its members have left. */
    public LibraryTracker(int members, int timeoutSeconds) throws XGBoostError {
        PointerByReference created = new PointerByReference();
        String config = JSON.createObjectNode()
                .put("dmlc_communicator", "rabit")
                .put("host", "127.0.0.1")
                .put("n_workers", members)
                .put("port", 0)
                .put("timeout", timeoutSeconds)
                .toString();
        call("XGTrackerCreate", config, created);
        tracker = created.getValue();
        call("XGTrackerRun", tracker, "{}");
    }

    /** What members join by. */
    public Map<String, Object> memberArguments() throws XGBoostError, JsonProcessingException {
        PointerByReference text = new PointerByReference();
        call("XGTrackerWorkerArgs", tracker, text);
        return JSON.readValue(text.getValue().getString(0), new TypeReference<>() {});
    }

    @Override
    public void close() throws XGBoostError {
        call("XGTrackerFree", tracker);
    }

    private static void call(String function, Object... arguments) throws XGBoostError {
        Library.Handler handler = (Library.Handler) Proxy.getInvocationHandler(XgboostLibrary.get());
        NativeLibrary library = handler.getNativeLibrary();
        XgboostLibrary.check(library.getFunction(function).invokeInt(arguments));
    }
}
