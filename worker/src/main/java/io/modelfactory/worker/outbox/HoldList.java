package io.modelfactory.worker.outbox;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Topics or keys that did not accept a message, each with a backoff of its own: 0.1 to 30 s. Used by one thread.
 *
 * @param <T> what is held back
 */
final class HoldList<T> {
    private static final IntervalFunction BACKOFF = IntervalFunction.ofExponentialRandomBackoff(100, 2.0, 0.5, 30_000);

    private final LongSupplier nanoClock;
    private final Map<T, Hold> holds = new HashMap<>();

    private record Hold(int faults, long untilNanos) {}

    HoldList(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Those whose backoff has not passed yet. */
    Set<T> held() {
        long now = nanoClock.getAsLong();
        return holds.entrySet().stream()
                .filter(hold -> hold.getValue().untilNanos() - now > 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Holds one back, longer with each fault since its last acknowledgement; returns for how long. */
    Duration hold(T held) {
        Hold before = holds.get(held);
        int faults = before == null ? 1 : before.faults() + 1;
        Duration backoff = Duration.ofMillis(BACKOFF.apply(faults));
        holds.put(held, new Hold(faults, nanoClock.getAsLong() + backoff.toNanos()));
        return backoff;
    }

    /** A message of it was acknowledged. */
    void release(T held) {
        holds.remove(held);
    }
}
