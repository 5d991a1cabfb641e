package io.modelfactory.worker.background;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;

/** Work that goes on beside its owner's, which uses one processor where there is another. */
public final class ConcurrentTask<T> implements AutoCloseable {
    private final FutureTask<T> task;

    private ConcurrentTask(FutureTask<T> task) {
        this.task = task;
    }

    /** @param name of its thread */
    public static <T> ConcurrentTask<T> start(String name, Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(work::get);
        BasicThreadFactory.builder()
                .namingPattern(name)
                .daemon()
                .build()
                .newThread(task)
                .start();
        return new ConcurrentTask<>(task);
    }

    /** What it gives, or what it failed with, once it has ended. */
    public T result() {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.get();
                } catch (InterruptedException later) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException failed) {
            throw rethrown(failed);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static RuntimeException rethrown(ExecutionException failed) {
        if (failed.getCause() instanceof RuntimeException own) {
            throw own;
        }
        if (failed.getCause() instanceof Error fatal) {
            throw fatal;
        }
        return new IllegalStateException(failed.getCause());
    }

    /** Waits until nothing of it uses the owner's data any more. */
    @Override
    public void close() {
        try {
            result();
        } catch (RuntimeException unwanted) {
            return;
        }
    }
}
