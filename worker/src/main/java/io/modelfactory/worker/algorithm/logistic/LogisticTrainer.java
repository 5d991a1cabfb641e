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
        double[] expected = new double[terms.size()];
        Map<String, Double> importance = new TreeMap<>();
        for (int column = 0; column < expected.length; column++) {
            PartMoments moments = PartMoments.of(model, train, sample, column);
            expected[column] = moments.mean();
            if (moments.variance() > 0) {
                importance.put(terms.get(column).name(), StrictMath.sqrt(moments.variance()));
            }
        }
        return new TrainedModel(
                LogisticModelJson.write(model.withExpectedParts(expected)),
                Math.max(1, solver.iterations()),
                importance);
    }

    private static List<FeatureTerm> terms(LabelledMatrix train, List<EncodedFeature> features) {
        List<FeatureTerm> terms = new ArrayList<>();
        int first = 0;
        for (int column = 0; column < features.size(); column++) {
            FeatureTerm term = FeatureTerm.of(features.get(column), train.features(), column, first);
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
            if (train.labels()[sample.rows()[i]] > 0) {
                positives += sample.weights()[i];
            } else {
                negatives += sample.weights()[i];
            }
        }
        return StrictMath.log(positives / negatives);
    }

    /** Of what a feature adds to the margin of the rows, each of which counts its weight. */
    private record PartMoments(double mean, double variance) {
        static PartMoments of(LogisticModel model, LabelledMatrix train, ClassSample sample, int column) {
            double weights = 0;
            double sum = 0;
            double squares = 0;
            for (int i = 0; i < sample.rows().length; i++) {
                double part = model.part(train.features(), sample.rows()[i], column);
                weights += sample.weights()[i];
                sum += sample.weights()[i] * part;
                squares += sample.weights()[i] * part * part;
            }
            return new PartMoments(sum / weights, squares / weights - sum / weights * (sum / weights));
        }
    }
}
