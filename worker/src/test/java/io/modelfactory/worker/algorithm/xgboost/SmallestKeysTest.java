package io.modelfactory.worker.algorithm.xgboost;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Held against a sort of all keys. */
class SmallestKeysTest {

    @Test
    void theLargestOfTheSmallestIsThatOfAllKeysSorted() {
        for (int wanted : new int[] {1, 2, 7, 100, 999, 1_000}) {
            long[] keys = new Random(wanted).longs(1_000).toArray();
            assertThat(largest(keys, wanted)).as("of %s", wanted).isEqualTo(sorted(keys)[wanted - 1]);
        }
    }

    @Test
    void keysThatComeInDescendingOrderOrTwiceAreCountedEachTime() {
        long[] descending = LongStream.rangeClosed(1, 500).map(key -> -key / 2).toArray();
        assertThat(largest(descending, 30)).isEqualTo(sorted(descending)[29]);

        long[] equal = LongStream.generate(() -> 5).limit(50).toArray();
        assertThat(largest(equal, 3)).isEqualTo(5);
    }

    @Test
    void keysHaveNoSign() {
        assertThat(largest(new long[] {-1, 3, Long.MIN_VALUE, Long.MAX_VALUE}, 2))
                .isEqualTo(Long.MAX_VALUE);
        assertThat(largest(new long[] {-1, 3, Long.MIN_VALUE, Long.MAX_VALUE}, 4))
                .isEqualTo(-1);
    }

    private static long largest(long[] keys, int wanted) {
        SmallestKeys smallest = new SmallestKeys(wanted, keys.length);
        for (long key : keys) {
            smallest.add(key);
        }
        return smallest.largest();
    }

    private static long[] sorted(long[] keys) {
        return LongStream.of(keys)
                .boxed()
                .sorted(Long::compareUnsigned)
                .mapToLong(Long::longValue)
                .toArray();
    }
}
