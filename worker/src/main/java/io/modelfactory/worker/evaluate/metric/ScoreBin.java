package io.modelfactory.worker.evaluate.metric;

import java.util.ArrayList;
import java.util.List;

/**
 * The rows whose score lies in an interval; of those of equal width, the upper bound belongs to the last one only.
 *
 * @param lower bound of the interval
 * @param scoreSum of all its rows
 */
record ScoreBin(double lower, double upper, int positives, int negatives, double scoreSum) {

    int rows() {
        return positives + negatives;
    }

    /**
     * Bins of equally many rows, from the lowest scores to the highest; those without rows are left out. Rows of equal
     * score are never divided: they belong to the bin that holds the middle of them.
     */
    static List<ScoreBin> ofEqualRows(RankedScores ranked, int count) {
        List<ScoreBin> bins = new ArrayList<>(count);
        int last = -1;
        for (int group = ranked.groups() - 1; group >= 0; group--) {
            double middle = (ranked.ranked(group - 1) + (double) ranked.ranked(group)) / 2;
            int bin = (int) (middle * count / ranked.rows());
            ScoreBin row = ofGroup(ranked, group);
            if (bin == last) {
                bins.set(bins.size() - 1, bins.get(bins.size() - 1).with(row));
            } else {
                bins.add(row);
            }
            last = bin;
        }
        return bins;
    }

    private static ScoreBin ofGroup(RankedScores ranked, int group) {
        double score = ranked.score(group);
        int positives = ranked.positivesIn(group);
        int negatives = ranked.negativesIn(group);
        return new ScoreBin(score, score, positives, negatives, score * (positives + negatives));
    }

    /** @param next of higher scores */
    private ScoreBin with(ScoreBin next) {
        return new ScoreBin(
                lower, next.upper, positives + next.positives, negatives + next.negatives, scoreSum + next.scoreSum);
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
