package io.modelfactory.worker.evaluate.interval;

import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.evaluate.rows.RowOrder;
import io.modelfactory.worker.resolve.Uncertainty.BlockUnit;
import java.util.Set;

/** What rows add to metrics that are means over them, in any draw of their blocks. */
interface DrawnBlocks {
    /** @param times how often each block occurs */
    DrawnSums drawn(int[] times);

    /**
     * @param labels 1 or 0, one per row; kept, not copied, where each row is a block
     * @param scores probabilities, one per row; kept likewise
     * @param order of the rows by their scores
     */
    static DrawnBlocks of(float[] labels, float[] scores, RowOrder order, TestBlocks blocks, Set<Metric> wanted) {
        if (blocks.unit() == BlockUnit.ROW) {
            return new RowSums(labels, scores, blocks, wanted);
        }
        BlockSums sums = new BlockSums(blocks.count(), wanted);
        for (int place = order.rows() - 1; place >= 0; place--) {
            int row = order.row(place);
            sums.add(blocks.ofRow(row), labels[row] > 0, order.score(place));
        }
        return sums;
    }
}
