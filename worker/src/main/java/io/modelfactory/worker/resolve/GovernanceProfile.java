package io.modelfactory.worker.resolve;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pinned governance profile (YAML): what a model must reach to be published.
 *
 * @param evalThresholds by name {@code min_<metric>} or {@code max_<metric>}; never empty
 * @param baselineBundle the published bundle that a candidate is compared with
 * @param minimumTestRows rows of the test part below which no verdict is trusted
 * @param minimumTestPositives positives of the test part below which no verdict is trusted
 * @param slices thresholds of their own for the rows of each value of a categorical column
 */
public record GovernanceProfile(
        String policyId,
        String revision,
        Map<String, Double> evalThresholds,
        Optional<BaselineBundle> baselineBundle,
        Optional<Integer> minimumTestRows,
        Optional<Integer> minimumTestPositives,
        Optional<List<Slice>> slices) {

    /** @param allowedRegression by metric: how much worse than the baseline the candidate may be */
    public record BaselineBundle(String bundleId, String bundleVersion, Map<String, Double> allowedRegression) {}

    /**
     * @param column a categorical feature of the dataset
     * @param minRows a slice with fewer test rows is listed, but not judged
     * @param minPositives a slice with fewer positive test rows is listed, but not judged
     * @param minNegatives a slice with fewer negative test rows is listed, but not judged
     */
    public record Slice(
            String column,
            Optional<Integer> minRows,
            Optional<Integer> minPositives,
            Optional<Integer> minNegatives,
            Map<String, Double> evalThresholds) {}
}
