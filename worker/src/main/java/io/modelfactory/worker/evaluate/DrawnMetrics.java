package io.modelfactory.worker.evaluate;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Metrics of rows of which each block occurs any number of times, in one pass over rows that are ordered once: the same
 * bits as {@link Metric#value} of rows that are written out as often.
 */
final class DrawnMetrics {
    private final List<Metric> metrics;
    private final Set<Metric> wanted;
    private final int[] blockOfRow;
    private final boolean[] positive;
    private final int[] groupEnds;
    private final float[] groupScores;
    private final double[] logs;
    private final double[] complementLogs;
    private final int[] positivesOfBlock;
    private final int[] negativesOfBlock;

    /**
     * @param labels 1 or 0, one per row
     * @param scores probabilities, one per row
     */
    DrawnMetrics(float[] labels, float[] scores, TestBlocks blocks, List<Metric> metrics) {
        this.metrics = List.copyOf(metrics);
        this.wanted = metrics.isEmpty() ? EnumSet.noneOf(Metric.class) : EnumSet.copyOf(metrics);
        int rows = labels.length;
        int[] ascending = RowOrder.ascending(scores);
        blockOfRow = new int[rows];
        positive = new boolean[rows];
        positivesOfBlock = new int[blocks.count()];
        negativesOfBlock = new int[blocks.count()];
        int[] ends = new int[rows];
        float[] grouped = new float[rows];
        int groups = 0;
        for (int i = 0; i < rows; i++) {
            int row = ascending[rows - 1 - i];
            // Adding 0 makes -0 a plain 0.
            float score = scores[row] + 0f;
            blockOfRow[i] = blocks.ofRow(row);
            positive[i] = labels[row] > 0;
            (positive[i] ? positivesOfBlock : negativesOfBlock)[blockOfRow[i]]++;
            if (groups == 0 || grouped[groups - 1] != score) {
                grouped[groups++] = score;
            }
            ends[groups - 1] = i + 1;
        }
        groupEnds = Arrays.copyOf(ends, groups);
        groupScores = Arrays.copyOf(grouped, groups);
        boolean logarithms = wanted.contains(Metric.LOG_LOSS) || wanted.contains(Metric.LOG_LOSS_SKILL);
        logs = new double[logarithms ? groups : 0];
        complementLogs = new double[logs.length];
        for (int group = 0; group < logs.length; group++) {
            double p = ProbabilityMetrics.clipped(groupScores[group]);
            logs[group] = StrictMath.log(p);
            complementLogs[group] = StrictMath.log(1 - p);
        }
    }

    /**
     * @param times how often each block occurs
     * @return one value per metric; NaN where it is undefined
     */
    double[] values(int[] times) {
        int positives = 0;
        int negatives = 0;
        for (int block = 0; block < times.length; block++) {
            positives += times[block] * positivesOfBlock[block];
            negatives += times[block] * negativesOfBlock[block];
        }
        DrawnSums sums = new DrawnSums(wanted, positives, negatives);
        int row = 0;
        for (int group = 0; group < groupEnds.length; group++) {
            int found = 0;
            int missed = 0;
            for (; row < groupEnds[group]; row++) {
                int drawn = times[blockOfRow[row]];
                if (positive[row]) {
                    found += drawn;
                } else {
                    missed += drawn;
                }
            }
            if (found + missed > 0) {
                if (logs.length > 0) {
                    sums.addLogarithms(found, missed, logs[group], complementLogs[group]);
                }
                sums.add(found, missed, groupScores[group]);
            }
        }
        return metrics.stream()
                .map(sums::value)
                .mapToDouble(value -> value.orElse(Double.NaN))
                .toArray();
    }

    /** Every block once. */
    double[] valuesOfAllRows() {
        int[] once = new int[positivesOfBlock.length];
        Arrays.fill(once, 1);
        return values(once);
    }

    /** The value of the only metric. */
    OptionalDouble value(int[] times) {
        double value = values(times)[0];
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }
}
