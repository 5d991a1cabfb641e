package io.modelfactory.worker.algorithm.logistic;

/**
 * Second derivatives as a matrix, added up in a pass over the rows, which costs each row half the square of its
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

    /** The sums over rows that the matrix is made of. */
    static final class Sums {
        private final TermRow terms;
        private final FactorProducts products;
        private final double[] ofIntercept;

        /** @param size of a vector */
        Sums(TermRow terms, int size) {
            this.terms = terms;
            this.products = terms.products(size);
            this.ofIntercept = new double[size];
        }

        /** @param curvature of the own loss of the row that the terms are at */
        void add(double curvature) {
            terms.addProducts(products, curvature);
            terms.add(ofIntercept, curvature);
            ofIntercept[ofIntercept.length - 1] += curvature;
        }

        DenseCurvature toCurvature(double l2) {
            double[][] lower = products.lower();
            int last = lower.length - 1;
            lower[last] = ofIntercept;
            for (int j = 0; j < lower.length; j++) {
                lower[j][j] = Math.max(lower[j][j] + (j < last ? l2 : 0), Double.MIN_NORMAL);
            }
            return new DenseCurvature(lower);
        }
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
