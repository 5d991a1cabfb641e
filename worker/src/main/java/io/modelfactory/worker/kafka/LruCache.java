package io.modelfactory.worker.kafka;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Remembers the answers that were used last, up to a bound. Only for answers that never change; a question that fails
 * is asked again.
 */
final class LruCache<K, V> {
    private final Map<K, V> entries;

    LruCache(int most) {
        this.entries = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    /** Asks outside the lock: a slow answer blocks no other caller, at the price of asking twice now and then. */
    V get(K question, Function<K, V> source) {
        return lookUp(question).orElseGet(() -> store(question, source.apply(question)));
    }

    synchronized int size() {
        return entries.size();
    }

    private synchronized Optional<V> lookUp(K question) {
        return Optional.ofNullable(entries.get(question));
    }

    private synchronized V store(K question, V answer) {
        entries.put(question, answer);
        return answer;
    }
}
