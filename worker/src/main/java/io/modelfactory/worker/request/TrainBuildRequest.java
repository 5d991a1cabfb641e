package io.modelfactory.worker.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import java.util.List;

/**
 * TrainBuildRequest v0 after validation: texts trimmed, blank manifest references dropped, order and repeats kept as
 * they came. {@link TrainBuildRequestReader} is the only way in.
 */
public record TrainBuildRequest(
        String requestId,
        IntentKind intentKind,
        String platformRunId,
        List<String> datasetManifestRefs,
        String trainingConfigRef,
        String governanceProfileRef,
        String requesterPrincipal,
        TargetScope targetScope,
        String policyRevision,
        String configRevision,
        String mfCodeReleaseId,
        boolean publishAllowed) {

    public static final String SCHEMA_VERSION = "learning.mf_train_build_request.v0";

    public TrainBuildRequest {
        datasetManifestRefs = List.copyOf(datasetManifestRefs);
    }

    /** The normalized document: what the ledger keeps, and what the payload hash is taken over. */
    public ObjectNode toJson() {
        ObjectNode json = Json.objectTree(this);
        json.put("schema_version", SCHEMA_VERSION);
        json.put("intent_kind", intentKind.wireName());
        return json;
    }
}
