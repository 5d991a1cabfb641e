package io.modelfactory.worker.algorithm.logistic;

import io.modelfactory.worker.model.FloatColumn;
import io.modelfactory.worker.model.LabelledMatrix;
import java.util.List;
import java.util.Optional;

/**
 * The penalized loss of some rows: {@code sum(weight * log(1 + exp(-margin)))} of positives, with {@code +margin} of
 * negatives, and {@code l2 / 2} times the squared coefficients; the intercept, which is the last number of a vector, is
 * not penalized. Everything is added up in the order of the rows, in one pass: what is asked for next at a point is
 * nearly always its gradient, and then the second derivatives.
 */
final class LogisticLoss {
    private final FloatColumn labels;
    private final ClassSample sample;
    private final TermRow terms;
    private final double l2;
    private final int size;
    private final boolean dense;
    private final double[] curvatures;
    private double[] gradient = {};
    private Curvature curvature;

    LogisticLoss(LabelledMatrix train, ClassSample sample, List<FeatureTerm> terms, double l2) {
        this.labels = train.labels();
        this.sample = sample;
        this.terms = new TermRow(train.features(), terms);
        this.l2 = l2;
        this.size = terms.stream().mapToInt(FeatureTerm::coefficients).sum() + 1;
        this.dense = DenseCurvature.isWorthwhile(terms.size(), size);
        this.curvatures = new double[sample.rows().length];
        this.curvature = new RowCurvature(this.terms, sample.rows(), curvatures, l2, size);
    }

    /** Numbers of a vector: the coefficients, then the intercept. */
    int size() {
        return size;
    }

    /** The loss at a point, which the next calls are about. */
    double moveTo(double[] point) {
        double loss = 0;
        double[] sums = new double[size];
        Optional<DenseCurvature.Sums> products =
                dense ? Optional.of(new DenseCurvature.Sums(terms, size)) : Optional.empty();
        for (int i = 0; i < curvatures.length; i++) {
            int row = sample.rows()[i];
            boolean positive = labels.get(row) > 0;
            double weight = sample.weights()[i];
            terms.moveTo(row);
            double margin = terms.plusDot(point[size - 1], point);
            double e = StrictMath.exp(-Math.abs(margin));
            loss += weight * (Math.max(positive ? -margin : margin, 0) + StrictMath.log1p(e));
            double probability = LogisticModel.probability(margin, e);
            curvatures[i] = weight * probability * (1 - probability);
            double times = weight * (probability - (positive ? 1 : 0));
            terms.add(sums, times);
            sums[size - 1] += times;
            if (products.isPresent()) {
                products.get().add(curvatures[i]);
            }
        }
        double squares = 0;
        for (int j = 0; j < size - 1; j++) {
            squares += point[j] * point[j];
            sums[j] += l2 * point[j];
        }
        gradient = sums;
        products.ifPresent(sum -> curvature = sum.toCurvature(l2));
        return loss + l2 / 2 * squares;
    }

    /** The gradient at the point of the last {@link #moveTo}; not to be changed. */
    double[] gradient() {
        return gradient;
    }

    /** The second derivatives at the point of the last {@link #moveTo}, good until the next. */
    Curvature curvature() {
        return curvature;
    }
}
