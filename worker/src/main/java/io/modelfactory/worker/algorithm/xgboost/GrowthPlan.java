package io.modelfactory.worker.algorithm.xgboost;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.LabelledMatrix;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * All that decides about the trees of a model beside the rows, the same wherever they are grown.
 *
 * @param features in the order of the columns
 * @param seed of the training
 * @param baseScore the probability that boosting starts from
 */
record GrowthPlan(
        Map<String, JsonNode> hyperParameters,
        List<EncodedFeature> features,
        int seed,
        PinnedCuts cuts,
        float baseScore) {

    PinnedParameters parameters() {
        return PinnedParameters.of(hyperParameters);
    }

    RowSample sample() {
        return new RowSample(seed, parameters().numbers().subsample());
    }

    /** @param threads of the library, which change no bit of a model */
    Map<String, Object> settings(int threads) {
        PinnedParameters parameters = parameters();
        Map<String, Object> settings = new HashMap<>(parameters.boosterSettings());
        settings.putAll(parameters.constraintSettings(features));
        settings.put("objective", "binary:logistic");
        settings.put("tree_method", "hist");
        settings.put("device", "cpu");
        settings.put("seed", seed);
        settings.put("base_score", baseScore);
        settings.put("nthread", threads);
        settings.put("verbosity", 0);
        return settings;
    }

    /**
     * Rows whose bins all others are sorted into; made before a collective is joined, or the library would mix them.
     */
    NativeMatrix reference(int threads) throws XGBoostError {
        LabelledMatrix exemplary = cuts.exemplaryRows();
        return NativeMatrix.ofPieces(exemplary.pieces(exemplary.rows()), columns(), threads);
    }

    BinnedColumns columns() {
        return new BinnedColumns(
                parameters().numbers().maxBin(),
                features.stream()
                        .map(feature -> FeatureBins.isCategorical(feature) ? "c" : "q")
                        .toList(),
                Optional.empty());
    }
}
