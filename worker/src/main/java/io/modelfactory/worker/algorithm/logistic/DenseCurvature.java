package io.modelfactory.worker.algorithm.logistic;

/**
 * Second derivatives as a matrix, added up in one pass over the rows, which costs each row half the square of its
 * features. Conjugate gradients ask for dozens of products where features say nearly the same; each of them would be a
 * pass otherwise.
 */
final class DenseCurvature implements Curvature {
    /** Features up to which the matrix takes less than the products that are saved. */
    private static final int MAX_FEATURES = 100;
    /** Of which the matrix takes 4 MB. */
    private static final int MAX_COEFFICIENTS = 1_024;

    /** Up to the diagonal, row by row. */
    private final double[][] lower;

    private DenseCurvature(double[][] lower) {
        this.lower = lower;
    }

    /** @param size of a vector */
    static boolean isWorthwhile(int features, int size) {
        return features <= MAX_FEATURES && size <= MAX_COEFFICIENTS;
    }

    /** @param curvatures of the rows' own losses */
    static DenseCurvature of(TermRow terms, int[] rows, double[] curvatures, double l2, int size) {
        double[][] lower = new double[size][];
        for (int j = 0; j < size; j++) {
            lower[j] = new double[j + 1];
        }
        for (int i = 0; i < rows.length; i++) {
            terms.moveTo(rows[i]);
            terms.addProducts(lower, curvatures[i]);
            terms.add(lower[size - 1], curvatures[i]);
            lower[size - 1][size - 1] += curvatures[i];
        }
        for (int j = 0; j < size; j++) {
            lower[j][j] = Math.max(lower[j][j] + (j < size - 1 ? l2 : 0), Double.MIN_NORMAL);
        }
        return new DenseCurvature(lower);
    }

    @Override
    public double[] times(double[] vector) {
        double[] product = new double[lower.length];
        for (int j = 0; j < lower.length; j++) {
            double[] row = lower[j];
            double sum = row[j] * vector[j];
            for (int k = 0; k < j; k++) {
                sum += row[k] * vector[k];
                product[k] += row[k] * vector[j];
            }
            product[j] += sum;
        }
        return product;
    }

    @Override
    public double[] diagonal() {
        double[] diagonal = new double[lower.length];
        for (int j = 0; j < lower.length; j++) {
            diagonal[j] = lower[j][j];
        }
        return diagonal;
    }
}
