package io.modelfactory.worker.telemetry;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Asks something that may be slow: on a thread of its own, one question at a time, and not again while the last answer
 * is fresh. The caller waits for the answer, but not long, and not at all for one that is overdue: so a page that shows
 * many probes takes no longer than one.
 */
public final class CachedProbe<T> {
    private final Supplier<T> question;
    private final ProbeTiming timing;
    private final Executor threads;
    private Optional<PendingProbe<T>> pending = Optional.empty();
    private Optional<String> lastProblem = Optional.empty();

    /**
     * @param fresh how long an answer is good enough
     * @param timeout after which an answer is overdue
     * @param nanoTime {@link System#nanoTime}
     */
    public record ProbeTiming(Duration fresh, Duration timeout, LongSupplier nanoTime) {}

    /**
     * The value, or the problem that there is none.
     *
     * @param at nanoseconds of the probe's clock
     */
    public record ProbeResult<T>(Optional<T> value, Optional<String> problem, long at) {}

    private record PendingProbe<T>(CompletableFuture<ProbeResult<T>> answer, long at) {}

    /** @param question may throw; the message of what it throws is the problem */
    public CachedProbe(Supplier<T> question, ProbeTiming timing, Executor threads) {
        this.question = question;
        this.timing = timing;
        this.threads = threads;
    }

    /** Begins to ask, unless that is under way or needless, so that {@link #get} will wait less. */
    public synchronized void refresh() {
        pending = Optional.of(pending.filter(this::isUnderWayOrFresh)
                .orElseGet(() -> new PendingProbe<>(CompletableFuture.supplyAsync(this::answer, threads), now())));
    }

    public ProbeResult<T> get() {
        PendingProbe<T> current = current();
        long left = current.at() + timing.timeout().toNanos() - now();
        try {
            return current.answer().get(Math.max(left, 0), TimeUnit.NANOSECONDS);
        } catch (TimeoutException slow) {
            return problem("no answer within " + timing.timeout().toMillis() + " ms" + lastProblem());
        } catch (ExecutionException bug) {
            return problem(message(bug));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return problem("interrupted");
        }
    }

    private synchronized PendingProbe<T> current() {
        refresh();
        return pending.orElseThrow();
    }

    private boolean isUnderWayOrFresh(PendingProbe<T> latest) {
        return !latest.answer().isDone()
                || now() - latest.answer().join().at() < timing.fresh().toNanos();
    }

    private ProbeResult<T> answer() {
        try {
            return remembered(new ProbeResult<>(Optional.of(question.get()), Optional.empty(), now()));
        } catch (RuntimeException | LinkageError trouble) {
            return remembered(problem(message(trouble)));
        }
    }

    private synchronized ProbeResult<T> remembered(ProbeResult<T> answer) {
        lastProblem = answer.problem();
        return answer;
    }

    /** While one question hangs, the answer to the one before is the best reason there is. */
    private synchronized String lastProblem() {
        return lastProblem.map(why -> "; before that: " + why).orElse("");
    }

    private ProbeResult<T> problem(String why) {
        return new ProbeResult<>(Optional.empty(), Optional.of(why), now());
    }

    private long now() {
        return timing.nanoTime().getAsLong();
    }

    private static String message(Throwable trouble) {
        String message = trouble.getMessage();
        return message == null ? trouble.getClass().getSimpleName() : message;
    }
}
