package io.modelfactory.worker.evaluate;

import static io.modelfactory.worker.failure.FailureCode.BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_INVALID;
import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_UNRESOLVED;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.algorithm.xgboost.XgboostScorer;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.DocumentStore.FailureCodes;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.PinnedArtifactReader;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.resolve.DatasetMaterialization.FeatureType;
import io.modelfactory.worker.resolve.ResolvedBaseline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The published model that a candidate is compared with. It reads rows as its own descriptor says: its own features, in
 * its own order, under its own categories.
 *
 * @param features the columns that its rows must have
 * @param model a local file
 */
public record Champion(
        ResolvedBaseline pinned,
        List<EncodedFeature> features,
        @JsonSerialize(using = ToStringSerializer.class) Path model) {
    private static final FailureCodes CODES = new FailureCodes(
            GOVERNANCE_PROFILE_UNRESOLVED, GOVERNANCE_PROFILE_INVALID, BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION);
    private static final String MODEL_FILE = "champion.ubj";

    public Champion {
        features = List.copyOf(features);
    }

    /**
     * Fetches a champion.
     *
     * @param folder where its model is put
     * @throws FailureException {@code GOVERNANCE_PROFILE_INVALID} if it cannot be used; as a missing or altered file of the
     *     baseline does if the bundle is no longer what the plan pins
     */
    public static Champion load(
            ArtifactStore artifacts, DocumentStore documents, ResolvedBaseline pinned, Path folder) {
        JsonNode descriptor = documents.read(ContractDocument.MODEL_ARTIFACT, pinned.modelArtifact(), CODES);
        String described = descriptor.at("/model/sha256").asText();
        if (!described.equals(pinned.model().sha256())) {
            throw unusable(pinned, "its descriptor is about a model with SHA-256 " + described);
        }
        byte[] model = PinnedArtifactReader.read(artifacts, pinned.model(), CODES.missing(), CODES.altered());
        return new Champion(pinned, features(pinned, descriptor), write(folder, model));
    }

    private static Path write(Path folder, byte[] model) {
        try {
            return Files.write(folder.resolve(MODEL_FILE), model).toAbsolutePath();
        } catch (IOException e) {
            throw new TransientFaultException("cannot write to the scratch folder", e);
        }
    }

    private XgboostScorer scorer() {
        try {
            return XgboostScorer.load(Files.readAllBytes(model));
        } catch (IOException e) {
            throw new TransientFaultException("cannot read the baseline's model from the scratch folder", e);
        }
    }

    private static List<EncodedFeature> features(ResolvedBaseline pinned, JsonNode descriptor) {
        List<EncodedFeature> features = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (JsonNode listed : descriptor.path("features")) {
            EncodedFeature feature = feature(listed);
            Set<String> categories = new HashSet<>(feature.categories());
            if (!names.add(feature.name())
                    || categories.size() < feature.categories().size()) {
                throw unusable(pinned, "its descriptor lists a feature or a category twice: " + feature.name());
            }
            features.add(feature);
        }
        return features;
    }

    private static EncodedFeature feature(JsonNode listed) {
        List<String> categories = new ArrayList<>();
        listed.path("categories").forEach(category -> categories.add(category.asText()));
        String name = listed.path("name").asText();
        return listed.path("type").asText().equals("categorical")
                ? new EncodedFeature(name, FeatureType.CATEGORICAL, categories)
                : new EncodedFeature(name, FeatureType.NUMERIC, List.of());
    }

    /** @throws FailureException {@code GOVERNANCE_PROFILE_INVALID} if its model is none, or not the described one */
    public void requireUsable() {
        int columns;
        try (XgboostScorer scorer = scorer()) {
            columns = scorer.features();
        } catch (FailureException e) {
            throw unusable(pinned, String.valueOf(e.getMessage()));
        }
        if (columns != features.size()) {
            throw unusable(pinned, "it has " + columns + " features, its descriptor " + features.size());
        }
    }

    private static FailureException unusable(ResolvedBaseline pinned, String why) {
        return new FailureException(
                GOVERNANCE_PROFILE_INVALID, "baseline_bundle: " + pinned.model().ref() + " cannot be used: " + why);
    }

    /** The {@code baseline} of an EvalReport's metrics: which model was scored, and its numbers on the rows. */
    ObjectNode evaluate(FeatureMatrix rows, float[] labels) {
        float[] scores;
        try (XgboostScorer scorer = scorer()) {
            scores = scorer.score(rows);
        }
        for (float score : scores) {
            if (!(score >= 0 && score <= 1)) {
                throw unusable(pinned, "it gives a score of " + score + ", not a probability");
            }
        }
        ObjectNode baseline = Json.object()
                .put("bundle_id", pinned.bundleId())
                .put("bundle_version", pinned.bundleVersion())
                .put("model_sha256", pinned.model().sha256());
        baseline.set("metrics", Evaluator.metricValues(labels, scores));
        return baseline;
    }
}
