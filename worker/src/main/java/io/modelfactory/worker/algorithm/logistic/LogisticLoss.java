package io.modelfactory.worker.algorithm.logistic;

import io.modelfactory.worker.model.FloatColumn;
import io.modelfactory.worker.model.LabelledMatrix;
import java.util.List;

/**
 * The penalized loss of some rows: {@code sum(weight * log(1 + exp(-margin)))} of positives, with {@code +margin} of
 * negatives, and {@code l2 / 2} times the squared coefficients; the intercept, which is the last number of a vector, is
 * not penalized. Everything is added up in the order of the rows.
 */
final class LogisticLoss {
    private final FloatColumn labels;
    private final ClassSample sample;
    private final TermRow terms;
    private final double l2;
    private final int size;
    private final boolean dense;
    private final double[] probabilities;
    private final double[] curvatures;

    LogisticLoss(LabelledMatrix train, ClassSample sample, List<FeatureTerm> terms, double l2) {
        this.labels = train.labels();
        this.sample = sample;
        this.terms = new TermRow(train.features(), terms);
        this.l2 = l2;
        this.size = terms.stream().mapToInt(FeatureTerm::coefficients).sum() + 1;
        this.dense = DenseCurvature.isWorthwhile(terms.size(), size);
        this.probabilities = new double[sample.rows().length];
        this.curvatures = new double[sample.rows().length];
    }

    /** Numbers of a vector: the coefficients, then the intercept. */
    int size() {
        return size;
    }

    /** The loss at a point, which the next calls are about. */
    double moveTo(double[] point) {
        double loss = 0;
        for (int i = 0; i < probabilities.length; i++) {
            terms.moveTo(sample.rows()[i]);
            double margin = terms.plusDot(point[size - 1], point);
            double e = StrictMath.exp(-Math.abs(margin));
            double against = labels.get(sample.rows()[i]) > 0 ? -margin : margin;
            loss += sample.weights()[i] * (Math.max(against, 0) + StrictMath.log1p(e));
            probabilities[i] = LogisticModel.probability(margin, e);
        }
        double squares = 0;
        for (int j = 0; j < size - 1; j++) {
            squares += point[j] * point[j];
        }
        return loss + l2 / 2 * squares;
    }

    /** The gradient at the point of the last {@link #moveTo}; takes the curvatures there as well. */
    double[] gradient(double[] point) {
        double[] gradient = new double[size];
        for (int i = 0; i < probabilities.length; i++) {
            double probability = probabilities[i];
            int row = sample.rows()[i];
            curvatures[i] = sample.weights()[i] * probability * (1 - probability);
            double times = sample.weights()[i] * (probability - (labels.get(row) > 0 ? 1 : 0));
            terms.moveTo(row);
            terms.add(gradient, times);
            gradient[size - 1] += times;
        }
        for (int j = 0; j < size - 1; j++) {
            gradient[j] += l2 * point[j];
        }
        return gradient;
    }

    /** The second derivatives at the point of the last {@link #gradient}, good until the next. */
    Curvature curvature() {
        return dense
                ? DenseCurvature.of(terms, sample.rows(), curvatures, l2, size)
                : new RowCurvature(terms, sample.rows(), curvatures, l2, size);
    }
}
