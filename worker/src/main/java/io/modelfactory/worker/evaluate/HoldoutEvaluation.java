package io.modelfactory.worker.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.evaluate.drift.DriftReport;
import io.modelfactory.worker.evaluate.group.GroupMetrics;
import io.modelfactory.worker.evaluate.group.SliceMetrics;
import io.modelfactory.worker.evaluate.group.WeekMetrics;
import io.modelfactory.worker.evaluate.interval.IntervalSettings;
import io.modelfactory.worker.evaluate.interval.MetricIntervals;
import io.modelfactory.worker.evaluate.interval.TestBlocks;
import io.modelfactory.worker.evaluate.metric.Evaluator;
import io.modelfactory.worker.evaluate.metric.MetricTotals;
import io.modelfactory.worker.evaluate.metric.RankedScores;
import io.modelfactory.worker.evaluate.metric.ReferenceScores;
import io.modelfactory.worker.evaluate.metric.ValidationMetrics;
import io.modelfactory.worker.evaluate.scorecard.Scorecard;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.model.TrainedModel;
import io.modelfactory.worker.resolve.TrainingProfile.Evaluation;
import java.util.Optional;

/**
 * The test rows of one run, and what is measured on them: first the champion, so that an unusable one ends the run
 * before training; then the candidate.
 */
public final class HoldoutEvaluation {
    private final PreparedDataset dataset;
    private final Optional<ChampionComparison> comparison;
    private final Optional<IntervalSettings> intervals;
    private final RequestedMeasures requested;

    private HoldoutEvaluation(
            PreparedDataset dataset,
            Optional<ChampionComparison> comparison,
            Optional<IntervalSettings> intervals,
            RequestedMeasures requested) {
        this.dataset = dataset;
        this.comparison = comparison;
        this.intervals = intervals;
        this.requested = requested;
    }

    /**
     * @param dataset with the test rows as the champion reads them, if there is one
     * @param intervals to be stated beside the numbers, if any
     * @param requested of the evaluation beside the metrics of all test rows
     * @throws FailureException {@code GOVERNANCE_PROFILE_INVALID} if the champion's scores are none
     */
    public static HoldoutEvaluation of(
            PreparedDataset dataset,
            Optional<ChampionModel> champion,
            Optional<IntervalSettings> intervals,
            RequestedMeasures requested) {
        return new HoldoutEvaluation(
                dataset,
                champion.map(model -> model.compare(
                        dataset.championTest().orElseThrow(),
                        dataset.test().labels().toArray(),
                        dataset.championHoldout().orElseThrow())),
                intervals,
                requested);
    }

    /** The candidate's scores, one per test row. */
    public float[] score(ModelScorer candidate) {
        return candidate.score(dataset.test().features());
    }

    /** The candidate's scores of the validation rows; none if the split has no validation part. */
    public float[] scoreValidation(ModelScorer candidate) {
        return dataset.validation().rows() == 0
                ? new float[0]
                : candidate.score(dataset.validation().features());
    }

    /**
     * The numbers of the validation rows, {@code validation} of an EvalReport's metrics; none if there are no rows.
     *
     * @param scores as {@link #scoreValidation} gives them, calibrated if the bundle is
     */
    public Optional<ObjectNode> validationMetrics(float[] scores) {
        return scores.length == 0
                ? Optional.empty()
                : Optional.of(ValidationMetrics.of(dataset.validation().labels().toArray(), scores));
    }

    /** The candidate's scores of those training rows that {@link #drift} compares. */
    public float[] scoreTraining(ModelScorer candidate) {
        return new DriftReport(dataset).trainingScores(candidate);
    }

    /**
     * The {@code drift} of an EvalReport's metrics: how far the test rows differ from the training rows.
     *
     * @param trainingScores as {@link #scoreTraining} gives them
     * @param scores one per test row
     */
    public ObjectNode drift(float[] trainingScores, float[] scores) {
        return new DriftReport(dataset).toJson(trainingScores, scores);
    }

    /**
     * {@link Evaluator#metrics} of the candidate, with the numbers of uninformed scores under {@code reference}, the
     * champion's under {@code baseline} and those of the slices under {@code slices}, and intervals, where the
     * governance profile asks for them; those of the validation rows under {@code validation}, if there are any; the
     * numbers of a logistic regression and the gain over it under {@code logistic_baseline}, if there is one; the
     * scorecard by days and the numbers of weeks, if a profile asks for them; and under {@code not_reported} what the
     * governance profile does without.
     */
    public ObjectNode metrics(
            TrainedModel candidate,
            float[] scores,
            double decisionThreshold,
            Evaluation evaluation,
            Optional<ObjectNode> validation,
            Optional<LogisticBaseline> logistic) {
        float[] labels = dataset.test().labels().toArray();
        double prevalence = trainingPrevalence();
        Ranked ranked = ranked(RankedScores.of(labels, scores), candidate, decisionThreshold, prevalence);
        ObjectNode metrics = ranked.metrics();
        Optional<TestBlocks> blocks = intervals.map(
                settings -> TestBlocks.of(dataset.testRoles(), labels.length, settings.blocks(), evaluation.zone()));
        Optional<MetricIntervals> stated =
                intervals.map(settings -> new MetricIntervals(settings, labels, blocks.orElseThrow()));
        stated.ifPresent(ofCandidate -> metrics.set("intervals", ofCandidate.ofMetrics(scores)));
        comparison.ifPresent(beside -> {
            ObjectNode baseline = beside.toJson(candidate.content(), scores, prevalence);
            intervals
                    .flatMap(settings -> beside.differences(settings, blocks.orElseThrow(), baseline, scores))
                    .ifPresent(difference -> baseline.set("difference", difference));
            metrics.set("baseline", baseline);
        });
        logistic.ifPresent(other -> metrics.set(
                "logistic_baseline", other.toJson(labels, scores, ranked.totals(), stated, requested.gains())));
        if (!evaluation.dailyMeasures().isEmpty()) {
            metrics.set("scorecard", scorecard(scores, decisionThreshold, evaluation, blocks));
        }
        GroupMetrics groups = new GroupMetrics(labels, scores, prevalence, intervals);
        if (!dataset.slices().isEmpty()) {
            new SliceMetrics(groups, blocks).addTo(metrics, dataset.slices(), requested.slices(), labels.length);
        }
        if (requested.weeks().isPresent() || !evaluation.dailyMeasures().isEmpty()) {
            metrics.set("weeks", WeekMetrics.of(groups, dataset.testRoles(), evaluation.zone(), requested.weeks()));
        }
        validation.ifPresent(numbers -> metrics.set("validation", numbers));
        if (!requested.notReported().isEmpty()) {
            metrics.set("not_reported", Json.tree(requested.notReported()));
        }
        return metrics;
    }

    /** What is left of the ranking of all test rows, which is not held for longer than it is needed. */
    private record Ranked(MetricTotals totals, ObjectNode metrics) {}

    private static Ranked ranked(
            RankedScores scores, TrainedModel candidate, double decisionThreshold, double trainingPrevalence) {
        MetricTotals totals = MetricTotals.of(scores);
        ObjectNode metrics = Evaluator.metrics(scores, totals, decisionThreshold, candidate.importanceByFeature());
        metrics.set("reference", ReferenceScores.of(scores, trainingPrevalence));
        return new Ranked(totals, metrics);
    }

    /**
     * The {@code champion_recipe} of a window's metrics: the numbers of the champion's recipe on the test rows, and by
     * how much the candidate is better, where the governance profile pins uncertainty.
     */
    public ObjectNode besideRecipe(float[] scores, float[] recipeScores, Evaluation evaluation) {
        float[] labels = dataset.test().labels().toArray();
        ObjectNode json = Json.object();
        json.set("metrics", Evaluator.metricValues(labels, recipeScores));
        intervals.ifPresent(settings -> json.set(
                "difference",
                new MetricIntervals(
                                settings,
                                labels,
                                TestBlocks.of(dataset.testRoles(), labels.length, settings.blocks(), evaluation.zone()))
                        .ofDifferences(scores, recipeScores)));
        return json;
    }

    private ObjectNode scorecard(float[] scores, double threshold, Evaluation evaluation, Optional<TestBlocks> blocks) {
        Scorecard card =
                new Scorecard(dataset.test().labels().toArray(), scores, dataset.testRoles(), threshold, evaluation);
        ObjectNode json = card.toJson();
        if (!requested.scorecard().isEmpty()) {
            intervals.ifPresent(settings ->
                    json.set("intervals", card.intervals(settings, blocks.orElseThrow(), requested.scorecard())));
        }
        return json;
    }

    /**
     * The share of positives among the rows of training, unweighted: the best constant that training could have learnt.
     */
    private double trainingPrevalence() {
        LabelledMatrix train = dataset.train();
        return train.rows() == 0 ? 0 : (double) train.positives() / train.rows();
    }
}
