package io.modelfactory.worker.inspect.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.inspect.verify.VerificationFinding.Kind;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.ProfilePin;
import io.modelfactory.worker.resolve.TrainPlanResolver;
import java.util.Optional;
import java.util.function.Consumer;

/** What a plan pins: profiles, manifests, materializations, and every byte of the data files. */
final class PinnedInputCheck {
    private final StoredObjectReader objects;
    private final TrainPlanResolver resolver;
    private final boolean withData;

    /** @param withData whether data files are read, which may take long */
    PinnedInputCheck(StoredObjectReader objects, TrainPlanResolver resolver, boolean withData) {
        this.objects = objects;
        this.resolver = resolver;
        this.withData = withData;
    }

    void check(PinnedDocuments documents) {
        documents
                .part(ArtifactName.RESOLVED_TRAIN_PLAN, "/training_profile", ProfilePin.class)
                .ifPresent(pin -> profile("training_profile", pin, resolver::trainingProfile));
        documents
                .part(ArtifactName.RESOLVED_TRAIN_PLAN, "/governance_profile", ProfilePin.class)
                .ifPresent(pin -> profile("governance_profile", pin, resolver::governanceProfile));
        documents.content(ArtifactName.RESOLVED_TRAIN_PLAN).path("datasets").forEach(this::dataset);
    }

    private void profile(String artifact, ProfilePin pin, Consumer<ProfilePin> read) {
        try {
            read.accept(pin);
        } catch (FailureException gone) {
            objects.addFinding(
                    gone.code().retryable() ? Kind.UNLINKED : Kind.INVALID,
                    artifact,
                    pin.ref(),
                    String.valueOf(gone.getMessage()));
        }
    }

    private void dataset(JsonNode dataset) {
        String id = dataset.path("dataset_manifest_id").asText();
        reference(dataset.path("manifest"))
                .flatMap(ref -> objects.document("dataset_manifest", ContractDocument.DATASET_MANIFEST, ref))
                .ifPresent(manifest -> checkRepeatedId("dataset_manifest", dataset.at("/manifest/ref"), id, manifest));
        reference(dataset.path("materialization"))
                .flatMap(ref ->
                        objects.document("dataset_materialization", ContractDocument.DATASET_MATERIALIZATION, ref))
                .ifPresent(materialization -> {
                    JsonNode ref = dataset.at("/materialization/ref");
                    checkRepeatedId("dataset_materialization", ref, id, materialization);
                    if (!CanonicalJson.text(materialization.path("files"))
                            .equals(CanonicalJson.text(dataset.path("files")))) {
                        objects.addFinding(
                                Kind.UNLINKED,
                                "dataset_materialization",
                                ref.asText(),
                                "/files are not those that the plan pins");
                    }
                });
        if (withData) {
            dataset.path("files").forEach(this::file);
        } else {
            objects.addNote("the " + dataset.path("files").size() + " data files of " + id
                    + " were left out, as asked: their bytes are not verified");
        }
    }

    private void checkRepeatedId(String artifact, JsonNode ref, String id, JsonNode document) {
        String found = document.path("dataset_manifest_id").asText();
        if (!found.equals(id)) {
            objects.addFinding(
                    Kind.UNLINKED, artifact, ref.asText(), "is about dataset " + found + ", the plan's is " + id);
        }
    }

    private void file(JsonNode file) {
        try {
            DataFile pinned = Json.convert(file, DataFile.class);
            objects.verifyObject("data_file", new ArtifactRef(pinned.ref(), pinned.sha256(), pinned.bytes()));
        } catch (JsonProcessingException e) {
            objects.addFinding(Kind.INVALID, "data_file", file.path("ref").asText(), "is not pinned as a file is");
        }
    }

    private static Optional<ArtifactRef> reference(JsonNode ref) {
        try {
            return Optional.of(Json.convert(ref, ArtifactRef.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
