package io.modelfactory.worker.algorithm.logistic;

/** The second derivatives of a loss at a point, as a symmetric matrix with a positive diagonal. */
interface Curvature {

    /** The matrix, times a vector. */
    double[] times(double[] vector);

    double[] diagonal();
}
