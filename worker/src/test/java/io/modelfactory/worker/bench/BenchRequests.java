package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.contracts.TargetScope;
import io.modelfactory.contracts.TrainBuildRequest;
import io.modelfactory.worker.request.AdmissionRules;
import io.modelfactory.worker.request.JobEnvelope;
import io.modelfactory.worker.request.RequestFixture;
import java.time.Instant;
import java.util.List;

/** Valid requests, each for a run of its own. */
final class BenchRequests {
    static final String PLATFORM_RUN = "platform_20260210T141900Z";

    private final String manifestRef;
    private final String trainingProfileRef;
    private final String governanceProfileRef;

    BenchRequests(String manifestRef, String trainingProfileRef, String governanceProfileRef) {
        this.manifestRef = manifestRef;
        this.trainingProfileRef = trainingProfileRef;
        this.governanceProfileRef = governanceProfileRef;
    }

    /** The document of a request; the number makes it another run. */
    ObjectNode document(int number) {
        ObjectNode request = RequestFixture.trainBuild()
                .put("request_id", "bench.request." + number)
                .put("config_revision", "bench-" + number)
                .put("platform_run_id", PLATFORM_RUN)
                .put("training_config_ref", trainingProfileRef)
                .put("governance_profile_ref", governanceProfileRef);
        request.putArray("dataset_manifest_refs").add(manifestRef);
        return request;
    }

    /** The same request as it travels. */
    MfJobRequest message(int number) {
        ObjectNode request = document(number);
        return MfJobRequest.newBuilder()
                .setSchemaVersion(JobEnvelope.SCHEMA_VERSION)
                .setRequestId(text(request, "request_id"))
                .setCommand(AdmissionRules.TRAIN_BUILD)
                .setPlatformRunId(PLATFORM_RUN)
                .setSubmittedAtUtc(Instant.now().toString())
                .setRequesterPrincipal(text(request, "requester_principal"))
                .setTrainBuild(TrainBuildRequest.newBuilder()
                        .setSchemaVersion(text(request, "schema_version"))
                        .setRequestId(text(request, "request_id"))
                        .setIntentKind(text(request, "intent_kind"))
                        .setPlatformRunId(PLATFORM_RUN)
                        .setDatasetManifestRefs(List.of(manifestRef))
                        .setTrainingConfigRef(trainingProfileRef)
                        .setGovernanceProfileRef(governanceProfileRef)
                        .setRequesterPrincipal(text(request, "requester_principal"))
                        .setTargetScope(new TargetScope("local_parity", "fraud", "primary", null))
                        .setPolicyRevision(text(request, "policy_revision"))
                        .setConfigRevision(text(request, "config_revision"))
                        .setMfCodeReleaseId(text(request, "mf_code_release_id"))
                        .setPublishAllowed(true)
                        .build())
                .build();
    }

    private static String text(ObjectNode request, String field) {
        return request.path(field).asText();
    }
}
