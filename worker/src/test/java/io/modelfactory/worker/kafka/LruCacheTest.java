package io.modelfactory.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LruCacheTest {
    private final List<Integer> asked = new ArrayList<>();
    private final LruCache<Integer, String> answers = new LruCache<>(2);

    @Test
    void aKeyIsLoadedOnce() {
        assertThat(answer(1)).isEqualTo("one of 1");
        assertThat(answer(1)).isEqualTo("one of 1");

        assertThat(asked).containsExactly(1);
    }

    @Test
    void theLeastRecentlyUsedEntryIsEvicted() {
        answer(1);
        answer(2);
        answer(1);
        answer(3);

        assertThat(answers.size()).isEqualTo(2);
        answer(1);
        answer(2);
        assertThat(asked).containsExactly(1, 2, 3, 2);
    }

    @Test
    void aFailedLoadIsTriedAgain() {
        assertThatIllegalStateException()
                .isThrownBy(() -> answers.get(1, question -> {
                    throw new IllegalStateException("not now");
                }));

        assertThat(answer(1)).isEqualTo("one of 1");
    }

    private String answer(int question) {
        return answers.get(question, each -> {
            asked.add(each);
            return "one of " + each;
        });
    }
}
