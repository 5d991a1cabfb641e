package io.modelfactory.worker.outbox;

import io.github.resilience4j.core.IntervalFunction;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/** Topics that did not accept a message, each with a backoff of its own. Used by one thread. */
final class HeldTopics {
    private static final IntervalFunction BACKOFF = IntervalFunction.ofExponentialRandomBackoff(100, 2.0, 0.5, 30_000);

    private final LongSupplier nanoClock;
    private final Map<String, Hold> holds = new HashMap<>();

    private record Hold(int faults, long untilNanos) {}

    HeldTopics(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Topics whose backoff has not passed yet. */
    Set<String> held() {
        long now = nanoClock.getAsLong();
        return holds.entrySet().stream()
                .filter(hold -> hold.getValue().untilNanos() - now > 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Holds a topic back, longer with each fault since the last acknowledgement; returns for how long. */
    Duration hold(String topic) {
        int faults = holds.containsKey(topic) ? holds.get(topic).faults() + 1 : 1;
        Duration backoff = Duration.ofMillis(BACKOFF.apply(faults));
        holds.put(topic, new Hold(faults, nanoClock.getAsLong() + backoff.toNanos()));
        return backoff;
    }

    /** A message of the topic was acknowledged. */
    void release(String topic) {
        holds.remove(topic);
    }
}
