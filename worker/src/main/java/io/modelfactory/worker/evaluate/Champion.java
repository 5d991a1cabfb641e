package io.modelfactory.worker.evaluate;

import static io.modelfactory.worker.failure.FailureCode.BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_INVALID;
import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_UNRESOLVED;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.DocumentStore.FailureCodes;
import io.modelfactory.worker.artifact.PinnedArtifactReader;
import io.modelfactory.worker.dataset.split.ChampionSplit;
import io.modelfactory.worker.evidence.StoredCalibration;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.CalibratedScorer;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.ModelLoader;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.model.ScoreCalibration;
import io.modelfactory.worker.resolve.ResolvedBaseline;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The published model that a candidate is compared with. It reads rows as its own descriptor says: its own features, in
 * its own order, under its own categories.
 *
 * @param format id of the model's format
 * @param features the columns that its rows must have
 * @param calibration of its scores; empty if they are used as the model gives them
 * @param split how its rows were divided; empty if its descriptor does not say
 */
public record Champion(
        ResolvedBaseline pinned,
        String format,
        List<EncodedFeature> features,
        Optional<ScoreCalibration> calibration,
        Optional<ChampionSplit> split) {
    private static final FailureCodes CODES = new FailureCodes(
            GOVERNANCE_PROFILE_UNRESOLVED, GOVERNANCE_PROFILE_INVALID, BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION);

    public Champion {
        features = List.copyOf(features);
    }

    /**
     * Reads a champion's descriptor.
     *
     * @throws FailureException {@code GOVERNANCE_PROFILE_INVALID} if it cannot be used; as a missing or altered file of
     *     the baseline does if the bundle is no longer what the plan pins
     */
    public static Champion of(DocumentStore documents, ResolvedBaseline pinned) {
        JsonNode descriptor = documents.read(ContractDocument.MODEL_ARTIFACT, pinned.modelArtifact(), CODES);
        String described = descriptor.at("/model/sha256").asText();
        if (!described.equals(pinned.model().sha256())) {
            throw unusable(pinned, "its descriptor is about a model with SHA-256 " + described);
        }
        return new Champion(
                pinned,
                descriptor.path("format").asText(),
                features(pinned, descriptor),
                calibration(pinned, descriptor),
                ChampionSplit.of(descriptor.path("split")));
    }

    /**
     * How a champion was trained.
     *
     * @throws FailureException as {@link #of} does
     */
    public static TrainingRecipe recipe(DocumentStore documents, ResolvedBaseline pinned) {
        return TrainingRecipe.of(documents.read(ContractDocument.MODEL_ARTIFACT, pinned.modelArtifact(), CODES));
    }

    /**
     * Reads a champion's model.
     *
     * @throws FailureException {@code GOVERNANCE_PROFILE_UNRESOLVED} if it is not there,
     *     {@code BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION} if it has other bytes than the plan pins
     */
    public static byte[] readModel(ArtifactStore artifacts, ResolvedBaseline pinned) {
        return PinnedArtifactReader.read(artifacts, pinned.model(), CODES.missing(), CODES.altered());
    }

    /** Scores as its bundle does, which is calibrated if the bundle is. */
    ModelScorer scorer(ModelLoader models, byte[] content) {
        return CalibratedScorer.of(models.load(format, content), calibration);
    }

    private static Optional<ScoreCalibration> calibration(ResolvedBaseline pinned, JsonNode descriptor) {
        try {
            return StoredCalibration.of(descriptor);
        } catch (IllegalArgumentException unusable) {
            throw unusable(pinned, "its descriptor's " + unusable.getMessage());
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

    FailureException unusable(String why) {
        return unusable(pinned, why);
    }

    private static FailureException unusable(ResolvedBaseline pinned, String why) {
        return new FailureException(
                GOVERNANCE_PROFILE_INVALID, "baseline_bundle: " + pinned.model().ref() + " cannot be used: " + why);
    }
}
