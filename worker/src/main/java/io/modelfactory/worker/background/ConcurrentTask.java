package io.modelfactory.worker.background;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;

/**
 * Work that goes on beside its owner's, which uses one processor where there is another. Its thread is kept for a while
 * for the tasks that follow: starting one takes as long as a short task.
 */
public final class ConcurrentTask<T> implements AutoCloseable {
    private static final Duration KEPT_IDLE = Duration.ofSeconds(30);

    /** As many as there are tasks at a time; none of them waits for a thread. */
    private static final ExecutorService THREADS = new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            KEPT_IDLE.toSeconds(),
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            BasicThreadFactory.builder()
                    .namingPattern("concurrent-task")
                    .daemon()
                    .build());

    private final FutureTask<T> task;

    private ConcurrentTask(FutureTask<T> task) {
        this.task = task;
    }

    /** @param name of its thread meanwhile */
    public static <T> ConcurrentTask<T> start(String name, Supplier<T> work) {
        FutureTask<T> task = new FutureTask<>(() -> named(name, work));
        THREADS.execute(task);
        return new ConcurrentTask<>(task);
    }

    /**
     * Does work on another thread while the caller does its own, and puts together what both give once both have ended.
     * What the work fails with comes first.
     *
     * @param name of the other thread
     */
    public static <W, O, R> R beside(String name, Supplier<W> work, Supplier<O> own, BiFunction<W, O, R> together) {
        ConcurrentTask<W> task = start(name, work);
        W worked;
        O done;
        try {
            done = own.get();
        } finally {
            worked = task.result();
        }
        return together.apply(worked, done);
    }

    private static <T> T named(String name, Supplier<T> work) {
        Thread thread = Thread.currentThread();
        String before = thread.getName();
        thread.setName(name);
        try {
            return work.get();
        } finally {
            thread.setName(before);
        }
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
