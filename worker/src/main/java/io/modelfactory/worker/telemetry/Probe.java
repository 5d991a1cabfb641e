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
 * Asks something that may be slow: on a thread of its own, one question at a time, and not again while the last answer is
 * fresh. Whoever looks waits for the answer, but not long, and not at all for one that is overdue: so a page that shows many
 * probes takes no longer than one.
 */
public final class Probe<T> {
    private final Supplier<T> question;
    private final Timing timing;
    private final Executor threads;
    private Optional<Question<T>> asked = Optional.empty();
    private Optional<String> lastProblem = Optional.empty();

    /**
     * @param fresh how long an answer is good enough
     * @param patience after which an answer is overdue
     * @param nanoTime {@link System#nanoTime}
     */
    public record Timing(Duration fresh, Duration patience, LongSupplier nanoTime) {}

    /**
     * The value, or the problem that there is none.
     *
     * @param at nanoseconds of the probe's clock
     */
    public record Answer<T>(Optional<T> value, Optional<String> problem, long at) {}

    private record Question<T>(CompletableFuture<Answer<T>> answer, long at) {}

    /** @param question may throw; the message of what it throws is the problem */
    public Probe(Supplier<T> question, Timing timing, Executor threads) {
        this.question = question;
        this.timing = timing;
        this.threads = threads;
    }

    /** Begins to ask, unless that is under way or needless, so that {@link #look} will wait less. */
    public synchronized void prepare() {
        asked = Optional.of(asked.filter(this::isUnderWayOrFresh)
                .orElseGet(() -> new Question<>(CompletableFuture.supplyAsync(this::answer, threads), now())));
    }

    public Answer<T> look() {
        Question<T> current = current();
        long left = current.at() + timing.patience().toNanos() - now();
        try {
            return current.answer().get(Math.max(left, 0), TimeUnit.NANOSECONDS);
        } catch (TimeoutException slow) {
            return problem("no answer within " + timing.patience().toMillis() + " ms" + lastProblem());
        } catch (ExecutionException bug) {
            return problem(message(bug));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return problem("interrupted");
        }
    }

    private synchronized Question<T> current() {
        prepare();
        return asked.orElseThrow();
    }

    private boolean isUnderWayOrFresh(Question<T> latest) {
        return !latest.answer().isDone()
                || now() - latest.answer().join().at() < timing.fresh().toNanos();
    }

    private Answer<T> answer() {
        try {
            return remembered(new Answer<>(Optional.of(question.get()), Optional.empty(), now()));
        } catch (RuntimeException | LinkageError trouble) {
            return remembered(problem(message(trouble)));
        }
    }

    private synchronized Answer<T> remembered(Answer<T> answer) {
        lastProblem = answer.problem();
        return answer;
    }

    /** While one question hangs, the answer to the one before is the best reason there is. */
    private synchronized String lastProblem() {
        return lastProblem.map(why -> "; before that: " + why).orElse("");
    }

    private Answer<T> problem(String why) {
        return new Answer<>(Optional.empty(), Optional.of(why), now());
    }

    private long now() {
        return timing.nanoTime().getAsLong();
    }

    private static String message(Throwable trouble) {
        String message = trouble.getMessage();
        return message == null ? trouble.getClass().getSimpleName() : message;
    }
}
