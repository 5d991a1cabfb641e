package io.modelfactory.worker.bench;

import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Of runs in turn in one process those that count: the last half, as code is compiled during the first ones. Of them
 * the middle one stands for all, so that one disturbed run says nothing.
 */
final class WarmRuns {
    private WarmRuns() {}

    /**
     * Its number from 0; of an even count the shorter of the two in the middle.
     *
     * @param seconds of each run, in turn; at least one
     */
    static int middle(List<Double> seconds) {
        int first = seconds.size() - Math.max(1, seconds.size() / 2);
        List<Integer> byTime = IntStream.range(first, seconds.size())
                .boxed()
                .sorted(Comparator.comparing(seconds::get))
                .toList();
        return byTime.get((byTime.size() - 1) / 2);
    }
}
