package io.modelfactory.worker.evaluate;

import java.util.ArrayList;
import java.util.List;

/**
 * The rows whose score lies in one of {@code n} intervals of equal width; the upper bound belongs to the last one only.
 *
 * @param lower bound of the interval
 * @param scoreSum of all its rows
 */
record ScoreBin(double lower, double upper, int positives, int negatives, double scoreSum) {

    int rows() {
        return positives + negatives;
    }

    static List<ScoreBin> of(RankedScores ranked, int count) {
        int[] positives = new int[count];
        int[] negatives = new int[count];
        double[] sums = new double[count];
        for (int group = 0; group < ranked.groups(); group++) {
            double score = ranked.score(group);
            int bin = Math.min((int) (score * count), count - 1);
            positives[bin] += ranked.positivesIn(group);
            negatives[bin] += ranked.negativesIn(group);
            sums[bin] += score * (ranked.positivesIn(group) + ranked.negativesIn(group));
        }
        List<ScoreBin> bins = new ArrayList<>(count);
        for (int bin = 0; bin < count; bin++) {
            bins.add(
                    new ScoreBin((double) bin / count, (bin + 1.0) / count, positives[bin], negatives[bin], sums[bin]));
        }
        return bins;
    }
}
