package io.modelfactory.worker.inspect.verify;

import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_UNRESOLVED;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.PinnedArtifactReader;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.inspect.verify.VerificationFinding.Kind;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.ModelLoader;
import io.modelfactory.worker.model.ModelStructure;
import io.modelfactory.worker.model.StructureCertificate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Opens the model of a bundle again, and holds the certificate in its descriptor against it. */
final class StructureCheck {
    private final ArtifactStore store;
    private final StoredObjectReader objects;
    private final ModelLoader models;

    StructureCheck(ArtifactStore store, StoredObjectReader objects, ModelLoader models) {
        this.store = store;
        this.objects = objects;
        this.models = models;
    }

    void check(BundleDirectory directory) {
        Optional<JsonNode> descriptor = directory.document(ArtifactKeys.MODEL_ARTIFACT);
        Optional<ArtifactRef> model = directory.modelFile().map(directory.files()::get);
        if (descriptor.isPresent() && model.isPresent()) {
            JsonNode stated = descriptor.get().path("structure");
            if (stated.isMissingNode() || stated.has("absent")) {
                objects.addNote("the descriptor has no certificate of the model's structure: "
                        + stated.path("absent").asText("it was written before there were any"));
            } else {
                check(descriptor.get(), stated, model.get(), directory.keyOf(ArtifactKeys.MODEL_ARTIFACT));
            }
        }
    }

    private void check(JsonNode descriptor, JsonNode stated, ArtifactRef model, String key) {
        Optional<String> derived;
        try {
            derived = derive(descriptor, model).map(certificate -> CanonicalJson.text(Json.tree(certificate)));
        } catch (IllegalStateException unproven) {
            derived = Optional.of(String.valueOf(unproven.getMessage()));
        } catch (FailureException unreadable) {
            // A file that is missing or altered has a finding of its own.
            objects.addNote(
                    "the certificate of the model's structure was not derived again: " + unreadable.getMessage());
            return;
        }
        String wanted = derived.orElse("that models of this format cannot be opened");
        if (!wanted.equals(CanonicalJson.text(stated))) {
            objects.addFinding(
                    Kind.UNLINKED,
                    ArtifactKeys.MODEL_ARTIFACT,
                    key,
                    "states a structure that the model does not have; the model gives " + wanted);
        }
    }

    private Optional<StructureCertificate> derive(JsonNode descriptor, ArtifactRef model) {
        byte[] content = PinnedArtifactReader.read(store, model, EVIDENCE_UNRESOLVED, EVIDENCE_UNRESOLVED);
        Optional<ModelStructure> structure =
                models.structure(descriptor.path("format").asText(), content);
        List<EncodedFeature> features = new ArrayList<>();
        descriptor
                .path("features")
                .forEach(feature -> features.add(
                        new EncodedFeature(feature.path("name").asText(), FeatureType.NUMERIC, List.of())));
        Map<String, JsonNode> parameters = new HashMap<>();
        descriptor
                .path("hyper_parameters")
                .properties()
                .forEach(parameter -> parameters.put(parameter.getKey(), parameter.getValue()));
        return structure.map(opened -> StructureCertificate.of(opened, features, parameters, content.length));
    }
}
