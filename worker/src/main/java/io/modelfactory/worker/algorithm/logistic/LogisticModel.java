package io.modelfactory.worker.algorithm.logistic;

import io.modelfactory.worker.model.FeatureMatrix;
import java.util.List;
import java.util.Optional;

/** A fitted model. */
final class LogisticModel {
    private final double intercept;
    private final List<FeatureTerm> terms;
    private final double[] coefficients;
    private final Optional<double[]> expectedParts;

    /**
     * @param terms one a feature, in the order of the columns
     * @param coefficients of all terms; not copied, and not to be changed afterwards
     */
    LogisticModel(double intercept, List<FeatureTerm> terms, double[] coefficients) {
        this(intercept, terms, coefficients, Optional.empty());
    }

    private LogisticModel(
            double intercept, List<FeatureTerm> terms, double[] coefficients, Optional<double[]> expectedParts) {
        this.intercept = intercept;
        this.terms = List.copyOf(terms);
        this.coefficients = coefficients;
        this.expectedParts = expectedParts;
    }

    /** @param parts the mean over the rows it was fitted to of what each feature adds to the margin */
    LogisticModel withExpectedParts(double[] parts) {
        return new LogisticModel(intercept, terms, coefficients, Optional.of(parts));
    }

    /** Empty of models that were stored before version 1.1. */
    Optional<double[]> expectedParts() {
        return expectedParts;
    }

    double intercept() {
        return intercept;
    }

    List<FeatureTerm> terms() {
        return terms;
    }

    double coefficient(int index) {
        return coefficients[index];
    }

    /** Log-odds of the positive class: the intercept and then the features' parts, added in their order. */
    double margin(FeatureMatrix rows, int row) {
        double sum = intercept;
        for (int column = 0; column < terms.size(); column++) {
            sum += part(rows, row, column);
        }
        return sum;
    }

    /** What one feature adds to the margin of a row. */
    double part(FeatureMatrix rows, int row, int column) {
        FeatureTerm term = terms.get(column);
        float value = rows.value(row, column);
        return coefficients[term.index(value)] * term.factor(value);
    }

    /** The logistic function, without overflow. */
    static double probability(double margin) {
        return probability(margin, StrictMath.exp(-Math.abs(margin)));
    }

    /** @param e to the power of minus the margin's absolute value */
    static double probability(double margin, double e) {
        return margin >= 0 ? 1 / (1 + e) : e / (1 + e);
    }
}
