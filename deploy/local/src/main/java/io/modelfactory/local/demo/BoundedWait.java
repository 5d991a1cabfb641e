package io.modelfactory.local.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Waits for a result of another process, while that process lives and for a bounded time. */
final class BoundedWait {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(100);
    private static final Duration PROGRESS_INTERVAL = Duration.ofSeconds(15);
    private static final int SHOWN_LINES = 8;

    private final Duration timeout;
    private final BooleanSupplier alive;
    private final Path log;
    private final ProgressPrinter progress;

    /** @param log of the process; a failure shows its end */
    BoundedWait(Duration timeout, BooleanSupplier alive, Path log, ProgressPrinter progress) {
        this.timeout = timeout;
        this.alive = alive;
        this.log = log;
        this.progress = progress;
    }

    /**
     * Polls until a value is present.
     *
     * @throws DemoException if the process ends or the timeout expires first
     */
    <T> T await(String what, Supplier<Optional<T>> look) {
        long began = System.nanoTime();
        Duration nextSign = PROGRESS_INTERVAL;
        Optional<T> found = look.get();
        while (found.isEmpty()) {
            Duration waited = Duration.ofNanos(System.nanoTime() - began);
            if (!alive.getAsBoolean()) {
                throw new DemoException("the worker ended while " + what + " was awaited" + endOfLog());
            }
            if (waited.compareTo(timeout) > 0) {
                throw new DemoException("waited " + timeout.toSeconds() + " s without result for " + what + endOfLog());
            }
            if (waited.compareTo(nextSign) > 0) {
                progress.printProgress("still waiting for %s", what);
                nextSign = nextSign.plus(PROGRESS_INTERVAL);
            }
            pause();
            found = look.get();
        }
        return found.get();
    }

    private String endOfLog() {
        try {
            List<String> lines = Files.readAllLines(log);
            return lines.stream()
                    .skip(Math.max(0, lines.size() - SHOWN_LINES))
                    .map(line -> System.lineSeparator() + "    " + line)
                    .collect(Collectors.joining("", "; the end of " + log + ":", ""));
        } catch (IOException e) {
            return "; its log " + log + " cannot be read";
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL_INTERVAL.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoException("interrupted", e);
        }
    }
}
