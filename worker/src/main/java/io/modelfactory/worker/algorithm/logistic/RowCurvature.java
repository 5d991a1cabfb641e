package io.modelfactory.worker.algorithm.logistic;

/**
 * Second derivatives that are never written down: each product is one pass over the rows. Takes no memory for them,
 * however many coefficients there are.
 */
final class RowCurvature implements Curvature {
    private final TermRow terms;
    private final int[] rows;
    private final double[] curvatures;
    private final double l2;
    private final int size;

    /** @param curvatures of the rows' own losses; what they are when a product is asked for counts */
    RowCurvature(TermRow terms, int[] rows, double[] curvatures, double l2, int size) {
        this.terms = terms;
        this.rows = rows;
        this.curvatures = curvatures;
        this.l2 = l2;
        this.size = size;
    }

    @Override
    public double[] times(double[] vector) {
        double[] product = new double[size];
        for (int i = 0; i < curvatures.length; i++) {
            terms.moveTo(rows[i]);
            double times = curvatures[i] * terms.plusDot(vector[size - 1], vector);
            terms.add(product, times);
            product[size - 1] += times;
        }
        for (int j = 0; j < size - 1; j++) {
            product[j] += l2 * vector[j];
        }
        return product;
    }

    @Override
    public double[] diagonal() {
        double[] diagonal = new double[size];
        for (int i = 0; i < curvatures.length; i++) {
            terms.moveTo(rows[i]);
            terms.addSquares(diagonal, curvatures[i]);
            diagonal[size - 1] += curvatures[i];
        }
        for (int j = 0; j < size; j++) {
            diagonal[j] = Math.max(diagonal[j] + (j < size - 1 ? l2 : 0), Double.MIN_NORMAL);
        }
        return diagonal;
    }
}
