package io.modelfactory.worker.evaluate.group;

import io.modelfactory.worker.evaluate.interval.BlockBootstrap;
import io.modelfactory.worker.evaluate.interval.ConfidenceInterval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where the largest difference of a metric between groups lies, by the differences of all pairs of groups in draws that
 * they share.
 *
 * <p>It is at most the largest upper bound of a pair: that no pair differs by more is shown at the level of one pair
 * (R. L. Berger, J. C. Hsu, Statistical Science 11 (1996), intersection-union tests). That some pair does differ is
 * another matter: of many pairs, one looks different by chance. Lower bounds have to hold for all pairs at once, which
 * with two groups those of the one pair do. Otherwise each is the lower of two that do so: that of the largest of all
 * deviations in standard errors (P. H. Westfall, S. S. Young, Resampling-Based Multiple Testing (1993)), which knows
 * how pairs depend on each other, and that of the pair's own draws with the error divided by the number of pairs
 * (Bonferroni), which knows how skewed they are.
 */
final class GapBounds {
    private final double tail;
    private final int pairs;
    private final List<PairBounds> bounds = new ArrayList<>();
    /** By draw the largest deviation of a pair from its difference, in standard errors. */
    private final double[] deviations;

    private GapBounds(double tail, int groups, int draws) {
        this.tail = tail;
        this.pairs = groups * (groups - 1) / 2;
        this.deviations = new double[draws];
    }

    /**
     * @param lower bound of the difference by the pair's own draws, whichever group has more; below 0 if none is shown
     */
    private record PairBounds(double difference, double standardError, double lower, double upper) {}

    /**
     * @param values of each group
     * @param draws of each group, NaN where the metric is undefined on what was drawn
     * @param tail the share of the draws beyond either end of a pair's interval, such as 0.025
     * @return empty if a pair has no interval
     */
    static Optional<ConfidenceInterval> of(double[] values, List<double[]> draws, double tail) {
        GapBounds found = new GapBounds(tail, values.length, draws.get(0).length);
        for (int one = 0; one < values.length; one++) {
            for (int other = one + 1; other < values.length; other++) {
                double[] differences = difference(draws.get(one), draws.get(other));
                Optional<ConfidenceInterval> pair = BlockBootstrap.interval(differences, tail);
                if (pair.isEmpty()) {
                    return Optional.empty();
                }
                found.add(values[one] - values[other], differences, pair.get());
            }
        }
        return Optional.of(found.interval());
    }

    private void add(double difference, double[] draws, ConfidenceInterval pair) {
        double upper = Math.max(Math.abs(pair.lower()), Math.abs(pair.upper()));
        if (pairs == 1) {
            bounds.add(new PairBounds(difference, 0, Math.max(pair.lower(), -pair.upper()), upper));
            return;
        }
        double[] sorted = Arrays.stream(draws).filter(Double::isFinite).sorted().toArray();
        int below = Math.max(BlockBootstrap.drawsBeyond(tail / pairs, sorted.length), 1);
        double error = deviation(sorted);
        for (int draw = 0; draw < draws.length; draw++) {
            // A draw that leaves a group undefined may be any distance away.
            double standardized = Math.abs(draws[draw] - difference) / error;
            deviations[draw] =
                    Math.max(deviations[draw], Double.isNaN(standardized) ? Double.POSITIVE_INFINITY : standardized);
        }
        bounds.add(
                new PairBounds(difference, error, Math.max(sorted[below - 1], -sorted[sorted.length - below]), upper));
    }

    private ConfidenceInterval interval() {
        double largest = pairs == 1 ? 0 : largestDeviation();
        double lower = 0;
        double upper = 0;
        for (PairBounds pair : bounds) {
            double simultaneous =
                    pairs == 1 ? pair.lower() : Math.abs(pair.difference()) - largest * pair.standardError();
            // An interval with 0 in it shows no difference.
            lower = Math.max(lower, Math.min(pair.lower(), simultaneous));
            upper = Math.max(upper, pair.upper());
        }
        return new ConfidenceInterval(lower, upper, BlockBootstrap.METHOD);
    }

    /** What the largest deviation of a draw exceeds no more often than both tails of a pair allow. */
    private double largestDeviation() {
        double[] sorted = deviations.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length - BlockBootstrap.drawsBeyond(2 * tail, sorted.length)];
    }

    private static double deviation(double[] values) {
        double mean = Arrays.stream(values).average().orElseThrow();
        double squares = 0;
        for (double value : values) {
            squares += (value - mean) * (value - mean);
        }
        return Math.sqrt(squares / (values.length - 1));
    }

    private static double[] difference(double[] one, double[] other) {
        double[] difference = new double[one.length];
        for (int draw = 0; draw < one.length; draw++) {
            difference[draw] = one[draw] - other[draw];
        }
        return difference;
    }
}
