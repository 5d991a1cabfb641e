package io.modelfactory.worker.request;

import static io.modelfactory.worker.failure.FailureCode.CODE_RELEASE_MISSING;
import static io.modelfactory.worker.failure.FailureCode.CONFIG_REVISION_MISSING;
import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_MISSING;
import static io.modelfactory.worker.failure.FailureCode.INTENT_KIND_UNSUPPORTED;
import static io.modelfactory.worker.failure.FailureCode.MANIFEST_REF_MISSING;
import static io.modelfactory.worker.failure.FailureCode.POLICY_REVISION_MISSING;
import static io.modelfactory.worker.failure.FailureCode.REQUESTER_MISSING;
import static io.modelfactory.worker.failure.FailureCode.REQUEST_ID_INVALID;
import static io.modelfactory.worker.failure.FailureCode.RUN_SCOPE_INVALID;
import static io.modelfactory.worker.failure.FailureCode.SCHEMA_INVALID;
import static io.modelfactory.worker.failure.FailureCode.TARGET_SCOPE_INVALID;
import static io.modelfactory.worker.failure.FailureCode.TRAIN_CONFIG_MISSING;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.failure.FailureException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The contract of TrainBuildRequest v0. Every broken field is named in the message; the code is that of the first one
 * in the order in which the contract lists the fields, which is the order of the reads below.
 */
public final class TrainBuildRequestReader {
    static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9_.:-]{8,128}");

    private TrainBuildRequestReader() {}

    /** @throws FailureException with the code of the first broken field */
    public static TrainBuildRequest read(JsonNode document) {
        if (!document.isObject()) {
            throw new FailureException(SCHEMA_INVALID, "train_build: must be a JSON object");
        }
        DocumentReader reader = new DocumentReader(document);
        reader.requireVersion(TrainBuildRequest.SCHEMA_VERSION, SCHEMA_INVALID);
        // Matched as it is: an id that needs trimming is not the id its sender believes it sent.
        String requestId = reader.textMatching("request_id", REQUEST_ID, REQUEST_ID_INVALID);
        Optional<IntentKind> intentKind = readIntentKind(reader);
        String platformRunId = reader.text("platform_run_id", RUN_SCOPE_INVALID);
        List<String> manifestRefs = reader.texts("dataset_manifest_refs", MANIFEST_REF_MISSING);
        String trainingConfigRef = reader.text("training_config_ref", TRAIN_CONFIG_MISSING);
        String governanceProfileRef = reader.text("governance_profile_ref", GOVERNANCE_PROFILE_MISSING);
        String requesterPrincipal = reader.text("requester_principal", REQUESTER_MISSING);
        TargetScope targetScope = readTargetScope(reader.object("target_scope", TARGET_SCOPE_INVALID));
        String policyRevision = reader.text("policy_revision", POLICY_REVISION_MISSING);
        String configRevision = reader.text("config_revision", CONFIG_REVISION_MISSING);
        String codeReleaseId = reader.text("mf_code_release_id", CODE_RELEASE_MISSING);
        boolean publishAllowed = reader.bool("publish_allowed", SCHEMA_INVALID);
        reader.rejectUnknownFields(SCHEMA_INVALID);
        reader.requireValid();
        return new TrainBuildRequest(
                requestId,
                intentKind.orElseThrow(),
                platformRunId,
                manifestRefs,
                trainingConfigRef,
                governanceProfileRef,
                requesterPrincipal,
                targetScope,
                policyRevision,
                configRevision,
                codeReleaseId,
                publishAllowed);
    }

    static boolean isRequestId(String text) {
        return REQUEST_ID.matcher(text).matches();
    }

    private static Optional<IntentKind> readIntentKind(DocumentReader reader) {
        String name = reader.text("intent_kind", INTENT_KIND_UNSUPPORTED);
        Optional<IntentKind> kind = IntentKind.ofWireName(name);
        if (!name.isEmpty() && kind.isEmpty()) {
            reader.addViolation(
                    INTENT_KIND_UNSUPPORTED,
                    "intent_kind",
                    "must be baseline_train, backfill_retrain, candidate_eval or regression_check");
        }
        return kind;
    }

    private static TargetScope readTargetScope(DocumentReader reader) {
        TargetScope scope = new TargetScope(
                reader.name("environment", TARGET_SCOPE_INVALID),
                reader.name("mode", TARGET_SCOPE_INVALID),
                reader.name("bundle_slot", TARGET_SCOPE_INVALID),
                reader.has("tenant_id")
                        ? Optional.of(reader.name("tenant_id", TARGET_SCOPE_INVALID))
                        : Optional.empty());
        reader.rejectUnknownFields(TARGET_SCOPE_INVALID);
        return scope;
    }
}
