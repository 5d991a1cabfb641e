package io.modelfactory.worker.bench;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Pairs the moments in which messages were sent and seen; a message may be seen before its sender comes to write that
 * down.
 */
final class DeliveryTimer {
    private final Map<String, Long> sent = new ConcurrentHashMap<>();
    private final Map<String, Long> arrived = new ConcurrentHashMap<>();

    void sent(String key, long nanoTime) {
        sent.put(key, nanoTime);
    }

    void arrived(String key, long nanoTime) {
        arrived.putIfAbsent(key, nanoTime);
    }

    int receivedCount() {
        return arrived.size();
    }

    LatencySamples latencies() {
        LatencySamples latencies = new LatencySamples();
        arrived.forEach((key, when) -> latencies.add(Math.max(0, when - sent.getOrDefault(key, when))));
        return latencies;
    }
}
