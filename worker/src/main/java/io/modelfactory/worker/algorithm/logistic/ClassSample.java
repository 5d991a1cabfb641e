package io.modelfactory.worker.algorithm.logistic;

import io.modelfactory.worker.model.LabelledMatrix;

/**
 * The rows that a model is fitted to, and what each counts. Of more rows than wanted, positives are kept up to half of
 * them, the rest is taken at equal distances, and each class counts in total what it counts in all rows: G. King, L.
 * Zeng, "Logistic Regression in Rare Events Data", Political Analysis 9 (2001), section 4.2 (weighting).
 */
final class ClassSample {
    private final int[] rows;
    private final double[] weights;

    private ClassSample(int[] rows, double[] weights) {
        this.rows = rows;
        this.weights = weights;
    }

    /** Ascending; not to be changed. */
    int[] rows() {
        return rows;
    }

    /** Of these rows in the loss; not to be changed. */
    double[] weights() {
        return weights;
    }

    static ClassSample of(LabelledMatrix matrix, int wanted) {
        int positives = matrix.positives();
        int negatives = matrix.rows() - positives;
        if (matrix.rows() <= wanted) {
            return of(matrix, positives, negatives);
        }
        int keptPositives = Math.min(positives, Math.max(wanted / 2, wanted - negatives));
        return of(matrix, keptPositives, Math.min(negatives, wanted - keptPositives));
    }

    private static ClassSample of(LabelledMatrix matrix, int keptPositives, int keptNegatives) {
        SampledClass positives = new SampledClass(matrix.positives(), keptPositives);
        SampledClass negatives = new SampledClass(matrix.rows() - matrix.positives(), keptNegatives);
        int[] rows = new int[keptPositives + keptNegatives];
        double[] weights = new double[rows.length];
        int next = 0;
        for (int row = 0; row < matrix.rows(); row++) {
            SampledClass ofRow = matrix.labels().get(row) > 0 ? positives : negatives;
            if (ofRow.takesNext()) {
                rows[next] = row;
                weights[next] = ofRow.factor()
                        * (matrix.weights().isPresent() ? matrix.weights().get().get(row) : 1);
                next++;
            }
        }
        return new ClassSample(rows, weights);
    }

    /** Takes rows of one class, as many as wanted, at equal distances. */
    private static final class SampledClass {
        private final int all;
        private final int kept;
        private long seen;

        SampledClass(int all, int kept) {
            this.all = all;
            this.kept = kept;
        }

        boolean takesNext() {
            long before = seen * kept / all;
            seen++;
            return seen * kept / all > before;
        }

        double factor() {
            return (double) all / kept;
        }
    }
}
