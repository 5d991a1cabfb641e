package io.modelfactory.worker.algorithm.xgboost;

import io.modelfactory.worker.algorithm.DeterministicExp;
import io.modelfactory.worker.model.FloatColumn;
import java.nio.FloatBuffer;
import java.util.stream.IntStream;

/**
 * The logistic loss of validation rows as a sum of whole numbers, which no order, thread or machine can change: of each
 * row in units of 2^-k, with the largest k with which the sum of all rows stays below 2^62. A row's loss counts at most
 * 127, which a margin of 127 on the wrong side has.
 */
final class ExactLogLoss {
    private static final int SUM_BITS = 62;
    private static final int LOSS_BITS = 7;
    private static final double MAX_LOSS = 127;
    private static final int CHUNK_ROWS = 16_384;

    private final FloatColumn labels;
    private final double shift;
    private final long rows;
    private final int scaleExponent;

    /**
     * @param labels of the validation rows, 1 or 0
     * @param shift added to each margin: what turns the margins of the boosting into those of the stored model
     */
    ExactLogLoss(FloatColumn labels, double shift) {
        this(labels, shift, labels.rows());
    }

    /**
     * The same for a part of the rows.
     *
     * @param rows of all parts
     */
    ExactLogLoss(FloatColumn labels, double shift, long rows) {
        this.labels = labels;
        this.shift = shift;
        this.rows = rows;
        this.scaleExponent = SUM_BITS - LOSS_BITS - GradientSums.exponentOf((double) rows);
    }

    /** @param margins log-odds of each row by the model so far */
    long sum(FloatBuffer margins) {
        return IntStream.range(0, (labels.rows() + CHUNK_ROWS - 1) / CHUNK_ROWS)
                .parallel()
                .mapToLong(chunk -> sum(margins, chunk * CHUNK_ROWS))
                .sum();
    }

    private long sum(FloatBuffer margins, int from) {
        double scale = Math.scalb(1.0, scaleExponent);
        long sum = 0;
        for (int row = from; row < Math.min(from + CHUNK_ROWS, labels.rows()); row++) {
            double margin = margins.get(row) + shift;
            double against = labels.get(row) > 0 ? -margin : margin;
            double loss = Math.max(against, 0) + StrictMath.log1p(DeterministicExp.of(-Math.abs(against)));
            // What is no number is as bad as can be, and not 0, which a conversion would make of it.
            sum += (long) ((loss < MAX_LOSS ? loss : MAX_LOSS) * scale + 0.5);
        }
        return sum;
    }

    /** @param sum of all parts; the result is the mean loss that it stands for */
    double mean(long sum) {
        return Math.scalb((double) sum, -scaleExponent) / rows;
    }
}
