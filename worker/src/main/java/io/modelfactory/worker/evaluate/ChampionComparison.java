package io.modelfactory.worker.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.dataset.split.ChampionHoldout;
import io.modelfactory.worker.evaluate.interval.IntervalSettings;
import io.modelfactory.worker.evaluate.interval.MetricIntervals;
import io.modelfactory.worker.evaluate.interval.TestBlocks;
import io.modelfactory.worker.evaluate.metric.Evaluator;
import io.modelfactory.worker.evaluate.metric.MetricTotals;
import io.modelfactory.worker.evaluate.metric.RankedScores;
import io.modelfactory.worker.evaluate.metric.ReferenceScores;
import io.modelfactory.worker.resolve.ResolvedBaseline;
import java.util.Arrays;
import java.util.Optional;

/** A champion and its challenger on the same rows, none of which the champion was fitted on. */
final class ChampionComparison {
    private final ResolvedBaseline champion;
    private final ChampionHoldout holdout;
    private final int testRows;
    private final float[] labels;
    private final float[] championScores;

    /**
     * @param testLabels of all test rows of the challenger, whether the champion saw them or not
     * @param championScores of the compared rows
     */
    ChampionComparison(ResolvedBaseline champion, ChampionHoldout holdout, float[] testLabels, float[] championScores) {
        this.champion = champion;
        this.holdout = holdout;
        this.testRows = testLabels.length;
        this.labels = holdout.of(testLabels);
        this.championScores = championScores;
    }

    /**
     * The {@code baseline} of an EvalReport's metrics: which model was scored, which rows are compared, and the numbers
     * of both on them.
     *
     * @param scores of the challenger, one per test row
     */
    ObjectNode toJson(byte[] challenger, float[] scores, double trainingPrevalence) {
        ObjectNode json = Json.object()
                .put("bundle_id", champion.bundleId())
                .put("bundle_version", champion.bundleVersion())
                .put("model_sha256", champion.model().sha256());
        Optional<String> notComparable = notComparable(challenger, scores);
        ObjectNode comparison = json.putObject("comparison")
                .put("rows", labels.length)
                .put("positives", positives())
                .put("left_out_rows", testRows - labels.length);
        notComparable.ifPresent(why -> comparison.put("not_comparable", why));
        json.putObject("metrics");
        if (notComparable.isEmpty()) {
            RankedScores ranked = RankedScores.of(labels, holdout.of(scores));
            json.set("metrics", Evaluator.metricValues(labels, championScores));
            json.putObject("candidate")
                    .<ObjectNode>set("metrics", Evaluator.metricValues(MetricTotals.of(ranked)))
                    .set("reference", ReferenceScores.of(ranked, trainingPrevalence));
        }
        return json;
    }

    /**
     * By how much the challenger is better, on the compared rows; empty if the two are not comparable.
     *
     * @param blocks of all test rows
     * @param comparison what {@link #toJson} says
     * @param scores of the challenger, one per test row
     */
    Optional<ObjectNode> differences(
            IntervalSettings settings, TestBlocks blocks, ObjectNode comparison, float[] scores) {
        return comparison.at("/comparison/not_comparable").isMissingNode()
                ? Optional.of(new MetricIntervals(settings, labels, blocks.of(holdout.rows()))
                        .ofDifferences(holdout.of(scores), championScores))
                : Optional.empty();
    }

    /** The same model under another calibration is another candidate. */
    private Optional<String> notComparable(byte[] challenger, float[] scores) {
        boolean sameModel = Sha256.hex(challenger).equals(champion.model().sha256());
        boolean sameScores = holdout.notComparable().isPresent() || Arrays.equals(holdout.of(scores), championScores);
        return sameModel && sameScores
                ? Optional.of("it is the candidate itself, byte for byte")
                : holdout.notComparable();
    }

    private int positives() {
        int positives = 0;
        for (float label : labels) {
            positives += label > 0 ? 1 : 0;
        }
        return positives;
    }
}
