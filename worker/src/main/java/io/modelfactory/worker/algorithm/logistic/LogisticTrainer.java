package io.modelfactory.worker.algorithm.logistic;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.algorithm.Trainer;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.TrainedModel;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.progress.TrainingRound;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Fits a {@link LogisticModel}. Nothing in it is random, and the validation rows have no part in it. */
final class LogisticTrainer implements Trainer {
    private final ProgressListener progress;

    LogisticTrainer(ProgressListener progress) {
        this.progress = progress;
    }

    @Override
    public TrainedModel train(
            LabelledMatrix train,
            LabelledMatrix validation,
            List<EncodedFeature> features,
            Map<String, JsonNode> hyperParameters,
            int seed) {
        LogisticParameters parameters = LogisticParameters.of(hyperParameters);
        int positives = train.positives();
        if (positives == 0 || positives == train.rows()) {
            throw new FailureException(
                    FailureCode.TRAINING_FAILED, "logistic regression needs rows of both classes to train on");
        }
        List<FeatureTerm> terms = terms(train, features);
        ClassSample sample = ClassSample.of(train, parameters.maxRows());
        LogisticLoss loss = new LogisticLoss(train, sample, terms, parameters.l2());
        NewtonSolver solver = new NewtonSolver(
                loss,
                iteration ->
                        progress.onRound(new TrainingRound(iteration, NewtonSolver.MAX_ITERATIONS, Optional.empty())));
        double[] solution = solver.solve(logOdds(train, sample));
        LogisticModel model =
                new LogisticModel(solution[solution.length - 1], terms, Arrays.copyOf(solution, solution.length - 1));
        PartMoments[] moments = PartMoments.of(solution, new TermRow(train.features(), terms), sample);
        Map<String, Double> importance = new TreeMap<>();
        for (int column = 0; column < moments.length; column++) {
            if (moments[column].variance() > 0) {
                importance.put(terms.get(column).name(), StrictMath.sqrt(moments[column].variance()));
            }
        }
        double[] expected =
                Arrays.stream(moments).mapToDouble(PartMoments::mean).toArray();
        return new TrainedModel(
                LogisticModelJson.write(model.withExpectedParts(expected)),
                Math.max(1, solver.iterations()),
                importance);
    }

    private static List<FeatureTerm> terms(LabelledMatrix train, List<EncodedFeature> features) {
        List<FeatureTerm> terms = new ArrayList<>();
        List<ColumnMoments> moments = ColumnMoments.of(train.features());
        int first = 0;
        for (int column = 0; column < features.size(); column++) {
            FeatureTerm term = FeatureTerm.of(features.get(column), moments.get(column), first);
            terms.add(term);
            first += term.coefficients();
        }
        return terms;
    }

    /** What the best model without features answers. */
    private static double logOdds(LabelledMatrix train, ClassSample sample) {
        double positives = 0;
        double negatives = 0;
        for (int i = 0; i < sample.rows().length; i++) {
            if (train.labels().get(sample.rows()[i]) > 0) {
                positives += sample.weights()[i];
            } else {
                negatives += sample.weights()[i];
            }
        }
        return StrictMath.log(positives / negatives);
    }

    /** Of what a feature adds to the margin of the rows, each of which counts its weight. */
    private record PartMoments(double mean, double variance) {
        /** By feature, in one pass over the rows. */
        static PartMoments[] of(double[] coefficients, TermRow terms, ClassSample sample) {
            double weights = 0;
            double[] sums = new double[terms.width()];
            double[] squares = new double[terms.width()];
            for (int i = 0; i < sample.rows().length; i++) {
                terms.moveTo(sample.rows()[i]);
                double weight = sample.weights()[i];
                weights += weight;
                for (int column = 0; column < sums.length; column++) {
                    double part = terms.part(coefficients, column);
                    sums[column] += weight * part;
                    squares[column] += weight * part * part;
                }
            }
            PartMoments[] moments = new PartMoments[sums.length];
            for (int column = 0; column < sums.length; column++) {
                double mean = sums[column] / weights;
                moments[column] = new PartMoments(mean, squares[column] / weights - mean * mean);
            }
            return moments;
        }
    }
}
