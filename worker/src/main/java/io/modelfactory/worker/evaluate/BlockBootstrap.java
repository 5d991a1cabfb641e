package io.modelfactory.worker.evaluate;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Metrics on rows drawn again with replacement, block by block: B. Efron, Annals of Statistics 7 (1979); of blocks, H.
 * R. Künsch, Annals of Statistics 17 (1989). The draws of a number of blocks are the same in every run, for every
 * model, and on any number of threads, so that a run cannot try for better ones and two models are drawn the same rows.
 */
final class BlockBootstrap {
    static final String METHOD = "bootstrap";
    /** How the draws are made; {@code contracts/README.md} describes it. */
    static final String RECIPE = "mf.block_bootstrap.v1";

    private static final long SEED = 20_260_101L;
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final float[] labels;
    private final TestBlocks blocks;
    private final int draws;

    BlockBootstrap(float[] labels, TestBlocks blocks, int draws) {
        this.labels = labels;
        this.blocks = blocks;
        this.draws = draws;
    }

    /** Each metric in each draw, in the order of the draws; NaN where it is undefined on what was drawn. */
    Map<Metric, double[]> values(float[] scores, List<Metric> metrics) {
        int[] ascending = RowOrder.ascending(scores);
        double[][] drawn = new double[metrics.size()][draws];
        // Each draw is computed by itself, so which thread computes it changes no bit.
        IntStream.range(0, metrics.isEmpty() ? 0 : draws).parallel().forEach(draw -> {
            RankedScores ranked = draw(draw, ascending, scores);
            for (int i = 0; i < drawn.length; i++) {
                drawn[i][draw] = metrics.get(i).value(ranked).orElse(Double.NaN);
            }
        });
        Map<Metric, double[]> values = new EnumMap<>(Metric.class);
        for (int i = 0; i < drawn.length; i++) {
            values.put(metrics.get(i), drawn[i]);
        }
        return values;
    }

    private RankedScores draw(int draw, int[] ascending, float[] scores) {
        int[] times = timesDrawn(draw, blocks.count());
        RankedScores.Builder ranked = new RankedScores.Builder(ascending.length);
        for (int i = ascending.length - 1; i >= 0; i--) {
            int row = ascending[i];
            ranked.add(scores[row] + 0f, labels[row] > 0, times[blocks.ofRow(row)]);
        }
        return ranked.build();
    }

    /** How often each of some blocks is drawn when as many are drawn as there are. */
    static int[] timesDrawn(int draw, int count) {
        int[] times = new int[count];
        long state = mixed(SEED + draw * GOLDEN_GAMMA);
        for (int i = 0; i < count; i++) {
            state += GOLDEN_GAMMA;
            times[(int) (((mixed(state) >>> Integer.SIZE) * count) >>> Integer.SIZE)]++;
        }
        return times;
    }

    /** The output function of SplitMix64: G. L. Steele, D. Lea, C. H. Flood, OOPSLA 2014. */
    private static long mixed(long state) {
        long z = (state ^ (state >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /**
     * The interval between two order statistics: A. C. Davison, D. V. Hinkley, Bootstrap Methods and their Application
     * (1997), 5.2.1.
     *
     * @param values of one metric
     * @param tail the share of the draws beyond either end, such as 0.025
     * @return empty if a larger share than that is undefined, or there are too few draws for such an end
     */
    static Optional<ConfidenceInterval> interval(double[] values, double tail) {
        double[] sorted =
                Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        // A rounding error of the share must not take a draw less.
        int below = (int) Math.floor(tail * (sorted.length + 1) + 1e-9);
        boolean tooManyUndefined = values.length - sorted.length > tail * values.length;
        return below < 1 || tooManyUndefined
                ? Optional.empty()
                : Optional.of(new ConfidenceInterval(sorted[below - 1], sorted[sorted.length - below], METHOD));
    }
}
