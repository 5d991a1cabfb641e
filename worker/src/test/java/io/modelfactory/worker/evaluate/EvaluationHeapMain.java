package io.modelfactory.worker.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.dataset.encoding.SliceColumn;
import io.modelfactory.worker.dataset.summary.DataSummary;
import io.modelfactory.worker.dataset.table.EventRoles;
import io.modelfactory.worker.evaluate.group.GroupSettings;
import io.modelfactory.worker.evaluate.interval.IntervalSettings;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.evaluate.scorecard.AlertBudget;
import io.modelfactory.worker.evaluate.scorecard.ScorecardMeasure;
import io.modelfactory.worker.model.ColumnStore;
import io.modelfactory.worker.model.DoubleColumn;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.FloatColumn;
import io.modelfactory.worker.model.IntColumn;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.LongColumn;
import io.modelfactory.worker.model.TrainedModel;
import io.modelfactory.worker.resolve.ReportPart;
import io.modelfactory.worker.resolve.TrainingProfile.Evaluation;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Evaluates as many test and validation rows as its first argument says, with slices, gaps, intervals and a second
 * model, and if its third argument is {@value #ROLES} with every role, scorecard and weeks; their matrices and columns
 * lie in files of the folder that its second argument names. It ends with the trainer's exit code if its heap does not
 * hold that.
 */
final class EvaluationHeapMain {
    private static final long DAY_MICROS = 86_400_000_000L;
    private static final int DAYS = 60;
    static final String ROLES = "roles";
    /** Each row is drawn by itself. */
    static final String NO_ROLES = "no-roles";

    private EvaluationHeapMain() {}

    public static void main(String[] arguments) {
        int rows = Integer.parseInt(arguments[0]);
        boolean withRoles = arguments[2].equals(ROLES);
        PreparedDataset dataset = dataset(ColumnStore.inFolder(Path.of(arguments[1])), rows, withRoles, 1);
        System.out.println((withRoles ? evaluate(dataset, 3) : evaluateWithoutRoles(dataset))
                .toString()
                .length());
    }

    /** @param channels groups of the test rows */
    static PreparedDataset dataset(ColumnStore columns, int rows, boolean withRoles, int channels) {
        LabelledMatrix test = part(columns, rows, 1);
        LabelledMatrix validation = part(columns, rows, 2);
        EncodedFeature feature = new EncodedFeature("x", FeatureType.NUMERIC, List.of());
        return new PreparedDataset(
                List.of(feature),
                part(columns, 1_000, 3),
                validation,
                test,
                Optional.empty(),
                Optional.empty(),
                List.of(new SliceColumn(
                        new EncodedFeature("channel", FeatureType.CATEGORICAL, List.of("a", "b", "c")),
                        channels(columns, rows, channels),
                        0)),
                Json.object(),
                List.of(),
                new DataSummary(List.of(), List.of(), List.of(), 0, 0, List.of(), Optional.empty()),
                withRoles ? roles(columns, rows) : EventRoles.none(),
                withRoles ? roles(columns, rows) : EventRoles.none());
    }

    private static FeatureMatrix channels(ColumnStore columns, int rows, int count) {
        FeatureMatrix channels = columns.matrix(rows, 1);
        for (int row = 0; row < rows; row++) {
            channels.set(row, 0, row % count);
        }
        return channels;
    }

    private static ObjectNode evaluateWithoutRoles(PreparedDataset dataset) {
        IntervalSettings intervals =
                new IntervalSettings(0.95, 3, Optional.empty(), List.of(Metric.values()), Map.of(Metric.ECE, 0.01));
        RequestedMeasures gated = new RequestedMeasures(
                List.of(new GroupSettings("channel", 1, 1, 1, List.of(Metric.ECE), List.of(Metric.LOG_LOSS))),
                Optional.empty(),
                List.of(),
                List.of(Metric.LOG_LOSS),
                EnumSet.allOf(ReportPart.class));
        HoldoutEvaluation evaluation = HoldoutEvaluation.of(dataset, Optional.empty(), Optional.of(intervals), gated);
        Evaluation settings = new Evaluation(
                0.5, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        float[] scores = scores(dataset.test().rows(), 4);
        ObjectNode metrics = evaluation.metrics(
                new TrainedModel(new byte[] {1}, 1, Map.of()),
                scores,
                0.5,
                settings,
                evaluation.validationMetrics(scores(dataset.validation().rows(), 5)),
                Optional.of(LogisticBaseline.of(
                        "0".repeat(64), scores(dataset.test().rows(), 6))));
        metrics.set("drift", evaluation.drift(scores(1_000, 7), scores));
        return metrics;
    }

    /** @param dataset with roles */
    static ObjectNode evaluate(PreparedDataset dataset, int draws) {
        IntervalSettings intervals = new IntervalSettings(
                0.95,
                draws,
                Optional.empty(),
                List.of(Metric.AUC_ROC, Metric.BRIER, Metric.ECE_QUANTILE),
                Map.of(Metric.BRIER, 0.01));
        RequestedMeasures gated = new RequestedMeasures(
                List.of(new GroupSettings("channel", 1, 1, 1, List.of(Metric.AUC_PR), List.of(Metric.AUC_ROC))),
                Optional.of(new GroupSettings(GroupSettings.WEEKS, 1, 1, 1, List.of(Metric.AUC_PR), List.of())),
                List.of(ScorecardMeasure.of("daily_card_precision_at_20").orElseThrow()),
                List.of(Metric.BRIER),
                EnumSet.allOf(ReportPart.class));
        HoldoutEvaluation evaluation = HoldoutEvaluation.of(dataset, Optional.empty(), Optional.of(intervals), gated);
        Evaluation settings = new Evaluation(
                0.5,
                Optional.of(20.0),
                Optional.of("Europe/Berlin"),
                Optional.of(5.0),
                Optional.of(0.7),
                Optional.of(List.of(20)));
        float[] scores = scores(dataset.test().rows(), 4);
        float[] validationScores = scores(dataset.validation().rows(), 5);
        float[] others = scores(dataset.test().rows(), 6);
        double threshold = AlertBudget.threshold(validationScores, dataset.validationRoles(), 1_000, settings.zone());
        ObjectNode metrics = evaluation.metrics(
                new TrainedModel(new byte[] {1}, 1, Map.of()),
                scores,
                threshold,
                settings,
                evaluation.validationMetrics(validationScores),
                Optional.of(LogisticBaseline.of("0".repeat(64), others)));
        metrics.set("champion_recipe", evaluation.besideRecipe(scores, others, settings));
        metrics.set("drift", evaluation.drift(scores(1_000, 7), scores));
        return metrics;
    }

    private static LabelledMatrix part(ColumnStore columns, int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        FloatColumn labels = columns.floats(rows);
        FeatureMatrix features = columns.matrix(rows, 1);
        for (int row = 0; row < rows; row++) {
            labels.set(row, random.nextDouble() < 0.02 ? 1 : 0);
            features.set(row, 0, (float) (row * seed % 100));
        }
        return new LabelledMatrix(features, labels);
    }

    private static float[] scores(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] scores = new float[rows];
        for (int row = 0; row < rows; row++) {
            scores[row] = (float) random.nextDouble();
        }
        return scores;
    }

    private static EventRoles roles(ColumnStore columns, int rows) {
        LongColumn times = columns.longs(rows);
        IntColumn entities = columns.ints(rows);
        DoubleColumn amounts = columns.doubles(rows);
        DoubleColumn rates = columns.doubles(rows);
        SplittableRandom random = new SplittableRandom(11);
        for (int row = 0; row < rows; row++) {
            times.set(row, (20_000 + (long) row * DAYS / rows) * DAY_MICROS);
            entities.set(row, random.nextInt(Math.max(1, rows / 25)));
            amounts.set(row, random.nextDouble());
            rates.set(row, 0.5);
        }
        return new EventRoles(Optional.of(times), Optional.of(entities), Optional.of(amounts), Optional.of(rates));
    }
}
