package io.modelfactory.worker.algorithm.xgboost;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What the tasks of a cluster read beside their rows, as a JSON file in the folder of the shards. Floats are written as
 * their bits, which no reader rounds.
 *
 * @param scaleExponent of the sums of the loss, by all rows together: see {@link GradientSums}
 * @param digests SHA-256 of the shards of training rows
 * @param validationDigests the same of validation rows; none if the training does not stop early
 */
record ShardedPlan(
        Map<String, JsonNode> hyperParameters,
        List<ShardedColumn> columns,
        int seed,
        int sampleRows,
        int baseScoreBits,
        int scaleExponent,
        List<String> digests,
        List<String> validationDigests) {
    /** Beginnings of the shards' file names. */
    static final String TRAIN = "train";

    static final String VALIDATION = "validation";
    static final String FILE = "plan.json";
    /** Of this one file, which other versions of the JSON library write and read as well. */
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * A feature with its bins.
     *
     * @param startBits of the bins' starts, as in {@link FeatureBins}
     */
    record ShardedColumn(String name, FeatureType type, List<String> categories, List<Integer> startBits) {
        static ShardedColumn of(FeatureBins bins) {
            EncodedFeature feature = bins.feature();
            return new ShardedColumn(
                    feature.name(),
                    feature.type(),
                    feature.categories(),
                    bins.starts().stream().map(Float::floatToRawIntBits).toList());
        }

        FeatureBins bins() {
            return new FeatureBins(
                    new EncodedFeature(name, type, categories),
                    startBits.stream().map(Float::intBitsToFloat).toList());
        }
    }

    static ShardedPlan of(GrowthPlan plan, int scaleExponent, List<String> digests, List<String> validationDigests) {
        return new ShardedPlan(
                plan.hyperParameters(),
                plan.cuts().features().stream().map(ShardedColumn::of).toList(),
                plan.seed(),
                plan.cuts().sampleRows(),
                Float.floatToRawIntBits(plan.baseScore()),
                scaleExponent,
                digests,
                validationDigests);
    }

    static ShardedPlan read(byte[] plan) throws IOException {
        return JSON.readValue(plan, ShardedPlan.class);
    }

    void write(Path folder) throws IOException {
        JSON.writeValue(folder.resolve(FILE).toFile(), this);
    }

    GrowthPlan plan() {
        List<FeatureBins> bins = columns.stream().map(ShardedColumn::bins).toList();
        return new GrowthPlan(
                hyperParameters,
                IntStream.range(0, bins.size())
                        .mapToObj(column -> bins.get(column).feature())
                        .toList(),
                seed,
                new PinnedCuts(sampleRows, bins),
                Float.intBitsToFloat(baseScoreBits));
    }
}
