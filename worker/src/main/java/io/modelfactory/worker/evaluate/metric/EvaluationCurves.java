package io.modelfactory.worker.evaluate.metric;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Curves for the model card, thinned to a bounded number of points that does not depend on the number of rows. */
final class EvaluationCurves {
    static final int MAX_POINTS = 201;

    /** One point for each, one for the first group, one for the origin. */
    private static final int STEPS = MAX_POINTS - 2;

    private static final int GAIN_STEPS = 100;

    private EvaluationCurves() {}

    /** All curves that are defined on the rows. */
    static ObjectNode of(RankedScores ranked) {
        ObjectNode curves = Json.object();
        curves.set("calibration", calibration(ScoreBin.of(ranked, ProbabilityMetrics.CALIBRATION_BINS)));
        curves.set(
                "calibration_by_quantile",
                calibration(ScoreBin.ofEqualRows(ranked, ProbabilityMetrics.CALIBRATION_BINS)));
        if (ranked.hasBothClasses()) {
            curves.set("roc", roc(ranked));
            curves.set("precision_recall", precisionRecall(ranked));
            curves.set("gain", gain(ranked));
        }
        return curves;
    }

    private static ArrayNode roc(RankedScores ranked) {
        ArrayNode points = array();
        points.addObject().put("fpr", 0.0).put("tpr", 0.0);
        rocPoints(ranked)
                .forEach(group -> points.addObject()
                        .put("fpr", ranked.falsePositiveRate(group))
                        .put("tpr", ranked.truePositiveRate(group))
                        .put("threshold", ranked.score(group)));
        return points;
    }

    private static ArrayNode precisionRecall(RankedScores ranked) {
        ArrayNode points = array();
        precisionRecallPoints(ranked)
                .forEach(group -> points.addObject()
                        .put("recall", ranked.truePositiveRate(group))
                        .put("precision", ranked.precision(group))
                        .put("threshold", ranked.score(group)));
        return points;
    }

    /** Share of all positives found among the highest scores, by share of rows looked at. */
    private static ArrayNode gain(RankedScores ranked) {
        ArrayNode points = array();
        for (int step = 0; step <= GAIN_STEPS; step++) {
            double share = (double) step / GAIN_STEPS;
            double found = step == 0 ? 0 : ranked.expectedPositivesInTop(share * ranked.rows());
            points.addObject().put("rows", share).put("positives", found / ranked.positives());
        }
        return points;
    }

    private static ArrayNode calibration(List<ScoreBin> bins) {
        ArrayNode points = array();
        bins.stream()
                .filter(bin -> bin.rows() > 0)
                .forEach(bin -> points.addObject()
                        .put("mean_score", bin.scoreSum() / bin.rows())
                        .put("observed_rate", (double) bin.positives() / bin.rows())
                        .put("rows", bin.rows()));
        return points;
    }

    /** The groups at which the ROC curve turns: between them it is straight, so that these draw all of it. */
    private static IntStream rocPoints(RankedScores ranked) {
        return thinned(
                ranked,
                group -> (ranked.positivesIn(group) > 0 || ranked.positivesIn(group + 1) > 0)
                        && (ranked.negativesIn(group) > 0 || ranked.negativesIn(group + 1) > 0));
    }

    /** Every group with positives, and where a run of negatives ends: between these, recall is the same. */
    private static IntStream precisionRecallPoints(RankedScores ranked) {
        return thinned(ranked, group -> ranked.positivesIn(group) > 0 || ranked.positivesIn(group + 1) > 0);
    }

    /**
     * The first group, the last and all that are wanted, if there is space for them. Otherwise those at which the
     * curves go on by another step, a step being made of both rates, so that a curve of few positives is as fine where
     * they are found as where they are not; and what comes before a jump over several steps, so that no line cuts its
     * corner.
     *
     * @param wanted whether a group between the first and the last has a point of its own
     */
    private static IntStream thinned(RankedScores ranked, IntPredicate wanted) {
        int last = ranked.groups() - 1;
        int[] all = IntStream.rangeClosed(0, last)
                .filter(group -> group == 0 || group == last || wanted.test(group))
                .limit(STEPS + 2L)
                .toArray();
        return all.length <= STEPS + 1
                ? IntStream.of(all)
                : IntStream.rangeClosed(0, last)
                        .filter(group -> group == 0
                                || step(ranked, group) > step(ranked, group - 1)
                                || (group < last && step(ranked, group + 1) > step(ranked, group) + 1));
    }

    /** From 0 to {@link #STEPS}, which the last group alone has reached. */
    private static int step(RankedScores ranked, int group) {
        return (int) ((ranked.truePositiveRate(group) + ranked.falsePositiveRate(group)) / 2 * STEPS);
    }

    private static ArrayNode array() {
        return Json.object().putArray("points");
    }
}
