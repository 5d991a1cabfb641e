package io.modelfactory.local.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for something that another process does, as long as that process lives and for a bounded time. */
final class Patience {
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final Duration limit;
    private final BooleanSupplier alive;
    private final String whereToLook;

    /** @param whereToLook what a failure tells the reader to look at */
    Patience(Duration limit, BooleanSupplier alive, String whereToLook) {
        this.limit = limit;
        this.alive = alive;
        this.whereToLook = whereToLook;
    }

    /**
     * Looks until something is there.
     *
     * @throws DemoFailure if the process ends or the time is up before
     */
    <T> T await(String what, Supplier<Optional<T>> look) {
        long deadline = System.nanoTime() + limit.toNanos();
        Optional<T> found = look.get();
        while (found.isEmpty()) {
            if (!alive.getAsBoolean()) {
                throw new DemoFailure("the worker ended before " + what + " was there: see " + whereToLook);
            }
            if (System.nanoTime() > deadline) {
                throw new DemoFailure(
                        "waited " + limit.toSeconds() + " s in vain for " + what + ": see " + whereToLook);
            }
            pause();
            found = look.get();
        }
        return found.get();
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_EVERY.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("interrupted", e);
        }
    }
}
