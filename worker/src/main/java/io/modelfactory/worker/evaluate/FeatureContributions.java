package io.modelfactory.worker.evaluate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.model.ContributionBudget;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.ModelStructure;
import java.util.List;
import java.util.stream.IntStream;

/** How much each feature moves the margins of test rows, whichever way. */
public final class FeatureContributions {
    /**
     * Enough for a mean whose standard error is a sixteenth of what single rows differ by, few enough to cost a few
     * percent of training a million rows at most.
     */
    static final int MAX_ROWS = 256;

    private FeatureContributions() {}

    /**
     * The {@code contributions} of an EvalReport's metrics: by feature the mean of the absolute contribution, in
     * log-odds.
     *
     * @param testRows of which at most {@value #MAX_ROWS} are taken, evenly spaced; fewer of them if the trees are many
     *     and deep
     */
    public static ObjectNode of(ModelStructure model, List<EncodedFeature> features, FeatureMatrix testRows) {
        FeatureMatrix rows = evenlySpaced(model, testRows);
        double[] sums = new double[features.size()];
        for (double[] row : model.contributions(rows)) {
            for (int column = 0; column < sums.length; column++) {
                sums[column] += Math.abs(row[column]);
            }
        }
        ObjectNode contributions =
                Json.object().put("rows", rows.rows()).put("expected_margin", model.expectedMargin());
        ObjectNode means = contributions.putObject("mean_absolute");
        for (int column = 0; column < sums.length; column++) {
            means.put(features.get(column).name(), rows.rows() == 0 ? 0 : sums[column] / rows.rows());
        }
        return contributions;
    }

    private static FeatureMatrix evenlySpaced(ModelStructure model, FeatureMatrix all) {
        int count = Math.min(ContributionBudget.rows(model, MAX_ROWS), all.rows());
        return all.select(IntStream.range(0, count)
                .map(i -> (int) ((long) i * all.rows() / count))
                .toArray());
    }
}
