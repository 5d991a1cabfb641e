package io.modelfactory.worker.kafka;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Remembers the answers that were used last, up to a bound. Only for answers that never change; a question that fails is
 * asked again.
 */
final class RecentAnswers<K, V> {
    private final Map<K, V> answers;

    RecentAnswers(int most) {
        this.answers = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    /** Asks outside the lock: a slow answer keeps nobody else waiting, at the price of asking twice now and then. */
    V get(K question, Function<K, V> source) {
        return known(question).orElseGet(() -> remember(question, source.apply(question)));
    }

    synchronized int size() {
        return answers.size();
    }

    private synchronized Optional<V> known(K question) {
        return Optional.ofNullable(answers.get(question));
    }

    private synchronized V remember(K question, V answer) {
        answers.put(question, answer);
        return answer;
    }
}
