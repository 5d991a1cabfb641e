package io.modelfactory.worker.algorithm.xgboost;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;

/**
 * Has the library read small models without waking threads of its own: it reads with as many as there are processors,
 * whatever the booster was told, and these spin for milliseconds after each step that they divide. It heeds what it is
 * told of a thread, but then has that thread compute alone for ever; so one thread does nothing but read.
 */
final class SmallModelReader {
    private static final String ONE_THREAD = "{\"nthread\":1}";

    private static final long KEPT_IDLE_SECONDS = 30;

    private static final ExecutorService THREAD = thread();

    private SmallModelReader() {}

    private static ExecutorService thread() {
        ThreadPoolExecutor one = new ThreadPoolExecutor(
                1,
                1,
                KEPT_IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                BasicThreadFactory.builder()
                        .namingPattern("model-reader")
                        .daemon()
                        .build());
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    /** What the library is asked for. */
    interface Reading {
        void read() throws XGBoostError;
    }

    /** Returns when it is done, also on a thread that was interrupted; throws what it threw. */
    static void read(XgboostLibrary library, Reading reading) throws XGBoostError {
        CompletableFuture<XGBoostError> refused = new CompletableFuture<>();
        CompletableFuture<Void> done = CompletableFuture.runAsync(
                () -> {
                    try {
                        XgboostLibrary.check(library.XGBSetGlobalConfig(ONE_THREAD));
                        reading.read();
                    } catch (XGBoostError unreadable) {
                        refused.complete(unreadable);
                    }
                },
                THREAD);
        done.join();
        if (refused.isDone()) {
            throw refused.join();
        }
    }
}
