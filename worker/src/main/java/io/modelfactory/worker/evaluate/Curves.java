package io.modelfactory.worker.evaluate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import java.util.List;
import java.util.stream.IntStream;

/** Curves for people to look at, thinned to a bounded number of points that does not depend on the number of rows. */
final class Curves {
    static final int MAX_POINTS = 201;
    private static final int GAIN_STEPS = 100;

    private Curves() {}

    /** All curves that are defined on the rows. */
    static ObjectNode of(RankedScores ranked, List<ScoreBin> calibrationBins) {
        ObjectNode curves = Json.object();
        curves.set("calibration", calibration(calibrationBins));
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
        selected(ranked)
                .forEach(group -> points.addObject()
                        .put("fpr", ranked.falsePositiveRate(group))
                        .put("tpr", ranked.truePositiveRate(group))
                        .put("threshold", ranked.score(group)));
        return points;
    }

    private static ArrayNode precisionRecall(RankedScores ranked) {
        ArrayNode points = array();
        selected(ranked)
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
            double found = step == 0 ? 0 : ranked.expectedPositivesAmong(share * ranked.rows());
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

    /** Evenly spaced groups, the first and the last among them; one less than the bound leaves room for the origin. */
    private static IntStream selected(RankedScores ranked) {
        int groups = ranked.groups();
        int points = Math.min(groups, MAX_POINTS - 1);
        return points == 1
                ? IntStream.of(groups - 1)
                : IntStream.range(0, points).map(point -> (int) ((long) point * (groups - 1) / (points - 1)));
    }

    private static ArrayNode array() {
        return Json.object().putArray("points");
    }
}
