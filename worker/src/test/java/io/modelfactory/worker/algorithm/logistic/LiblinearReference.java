package io.modelfactory.worker.algorithm.logistic;

import de.bwaldvogel.liblinear.Feature;
import de.bwaldvogel.liblinear.FeatureNode;
import de.bwaldvogel.liblinear.Linear;
import de.bwaldvogel.liblinear.Model;
import de.bwaldvogel.liblinear.Parameter;
import de.bwaldvogel.liblinear.Problem;
import de.bwaldvogel.liblinear.SolverType;
import io.modelfactory.worker.model.LabelledMatrix;
import java.util.List;

/** The same model by liblinear, of columns that are laid out here once more. */
final class LiblinearReference {
    private LiblinearReference() {}

    /**
     * @param positiveWeight what each positive counts
     * @return standardized amount and hour, missing amount, channel app, atm, web and missing, and the intercept
     */
    static double[] fit(LabelledMatrix rows, double l2, double positiveWeight) {
        double[] amount = standardization(rows, 0);
        double[] hour = standardization(rows, 1);
        Problem problem = new Problem();
        problem.l = rows.rows();
        problem.n = 8;
        problem.bias = 1;
        problem.y = new double[problem.l];
        problem.x = new Feature[problem.l][];
        for (int row = 0; row < problem.l; row++) {
            float first = rows.features().value(row, 0);
            float channel = rows.features().value(row, 3);
            problem.y[row] = rows.labels().get(row) > 0 ? 1 : -1;
            problem.x[row] = List.of(
                            Float.isNaN(first)
                                    ? new FeatureNode(3, 1)
                                    : new FeatureNode(1, (first - amount[0]) / amount[1]),
                            new FeatureNode(4 + (Float.isNaN(channel) ? 3 : (int) channel), 1),
                            new FeatureNode(8, (rows.features().value(row, 1) - hour[0]) / hour[1]),
                            new FeatureNode(9, 1))
                    .toArray(Feature[]::new);
        }
        problem.n = 9;
        Parameter parameter = new Parameter(SolverType.L2R_LR, 1 / l2, 1e-10);
        parameter.setRegularizeBias(false);
        parameter.setWeights(new double[] {positiveWeight}, new int[] {1});
        Linear.disableDebugOutput();
        Model model = Linear.train(problem, parameter);
        double[] weights = model.getFeatureWeights();
        double sign = model.getLabels()[0] == 1 ? 1 : -1;
        return new double[] {
            sign * weights[0],
            sign * weights[7],
            sign * weights[2],
            sign * weights[3],
            sign * weights[4],
            sign * weights[5],
            sign * weights[6],
            sign * weights[8]
        };
    }

    private static double[] standardization(LabelledMatrix rows, int column) {
        double sum = 0;
        int count = 0;
        for (int row = 0; row < rows.rows(); row++) {
            float value = rows.features().value(row, column);
            if (!Float.isNaN(value)) {
                sum += value;
                count++;
            }
        }
        double mean = sum / count;
        double squares = 0;
        for (int row = 0; row < rows.rows(); row++) {
            float value = rows.features().value(row, column);
            if (!Float.isNaN(value)) {
                squares += (value - mean) * (value - mean);
            }
        }
        return new double[] {mean, Math.sqrt(squares / count)};
    }
}
