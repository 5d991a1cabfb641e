package io.modelfactory.worker.evaluate.interval;

import io.modelfactory.worker.evaluate.metric.Metric;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Metrics on rows drawn again with replacement, block by block: B. Efron, Annals of Statistics 7 (1979); of blocks, H.
 * R. Künsch, Annals of Statistics 17 (1989). The draws of a number of blocks are the same in every run, for every
 * model, and on any number of threads, so that a run cannot try for better ones and two models are drawn the same rows.
 */
public final class BlockBootstrap {
    public static final String METHOD = "bootstrap";
    /** How the draws are made; {@code contracts/README.md} describes it. */
    static final String RECIPE = "mf.block_bootstrap.v1";

    /** Each thread holds how often each of them is drawn: of so many, 4 MB. */
    private static final int MANY_BLOCKS = 1_000_000;

    private static final int THREADS_OF_MANY_BLOCKS = 2;

    private static final long SEED = 20_260_101L;
    private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

    private final float[] labels;
    private final TestBlocks blocks;
    private final int draws;
    private final Map<Metric, double[]> ofLatest = new EnumMap<>(Metric.class);
    private float[] latest = {};

    BlockBootstrap(float[] labels, TestBlocks blocks, int draws) {
        this.labels = labels;
        this.blocks = blocks;
        this.draws = draws;
    }

    /**
     * Each metric in each draw, in the order of the draws; NaN where it is undefined on what was drawn. What was found
     * of the scores that were asked for last is not drawn again: a candidate has intervals of its own, and is compared.
     */
    Map<Metric, double[]> values(float[] scores, List<Metric> metrics) {
        if (scores != latest) {
            latest = scores;
            ofLatest.clear();
        }
        List<Metric> lacking =
                metrics.stream().filter(metric -> !ofLatest.containsKey(metric)).toList();
        if (!lacking.isEmpty()) {
            ofLatest.putAll(drawn(scores, lacking));
        }
        Map<Metric, double[]> values = new EnumMap<>(ofLatest);
        values.keySet().retainAll(metrics);
        return values;
    }

    private Map<Metric, double[]> drawn(float[] scores, List<Metric> metrics) {
        DrawnMetrics drawn = new DrawnMetrics(labels, scores, blocks, metrics);
        double[][] byDraw = draws(draws, blocks.count(), drawn::values);
        Map<Metric, double[]> values = new EnumMap<>(Metric.class);
        for (int i = 0; i < metrics.size(); i++) {
            values.put(metrics.get(i), column(byDraw, i));
        }
        return values;
    }

    /**
     * What a function of the blocks' numbers gives in each draw.
     *
     * @param count of blocks
     */
    public static double[][] draws(int draws, int count, Function<int[], double[]> values) {
        double[][] found = new double[draws][];
        // Each draw is computed by itself, so which thread computes it changes no bit.
        int parts = Math.min(draws, count > MANY_BLOCKS ? THREADS_OF_MANY_BLOCKS : draws);
        IntStream.range(0, parts).parallel().forEach(part -> {
            for (int draw = part; draw < draws; draw += parts) {
                found[draw] = values.apply(timesDrawn(draw, count));
            }
        });
        return found;
    }

    /** One value of each draw. */
    public static double[] column(double[][] byDraw, int index) {
        return Arrays.stream(byDraw).mapToDouble(values -> values[index]).toArray();
    }

    /** How often each of some blocks is drawn when as many are drawn as there are. */
    public static int[] timesDrawn(int draw, int count) {
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
     * (1997), 5.2.1. Draws that all give the same number, as of two models that treat every row alike or of the only
     * alert being right, show nothing of how it varies: they have no interval, rather than one without width.
     *
     * @param values of one metric
     * @param tail the share of the draws beyond either end, such as 0.025
     * @return empty if a larger share than that is undefined, there are too few draws for such an end, or all are equal
     */
    public static Optional<ConfidenceInterval> interval(double[] values, double tail) {
        double[] sorted =
                Arrays.stream(values).filter(Double::isFinite).sorted().toArray();
        int below = drawsBeyond(tail, sorted.length);
        boolean tooManyUndefined = values.length - sorted.length > tail * values.length;
        boolean allEqual = sorted.length > 0 && sorted[0] == sorted[sorted.length - 1];
        return below < 1 || tooManyUndefined || allEqual
                ? Optional.empty()
                : Optional.of(new ConfidenceInterval(sorted[below - 1], sorted[sorted.length - below], METHOD));
    }

    /** Which of so many sorted draws, from either end, is the end of an interval; 0 if there are too few for it. */
    public static int drawsBeyond(double tail, int draws) {
        // A rounding error of the share must not take a draw less.
        return (int) Math.floor(tail * (draws + 1) + 1e-9);
    }
}
