package io.modelfactory.worker.negative;

import static io.modelfactory.worker.failure.FailureCode.CODE_RELEASE_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.CODE_RELEASE_MISSING;
import static io.modelfactory.worker.failure.FailureCode.CONFIG_REVISION_MISSING;
import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_MISSING;
import static io.modelfactory.worker.failure.FailureCode.INTENT_KIND_UNSUPPORTED;
import static io.modelfactory.worker.failure.FailureCode.MANIFEST_REF_MISSING;
import static io.modelfactory.worker.failure.FailureCode.OWNERSHIP_BOUNDARY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.POLICY_REVISION_MISSING;
import static io.modelfactory.worker.failure.FailureCode.REF_ACCESS_DENIED;
import static io.modelfactory.worker.failure.FailureCode.REQUESTER_MISSING;
import static io.modelfactory.worker.failure.FailureCode.REQUEST_COMMAND_UNSUPPORTED;
import static io.modelfactory.worker.failure.FailureCode.REQUEST_ID_INVALID;
import static io.modelfactory.worker.failure.FailureCode.REQUEST_ID_PAYLOAD_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.REQUEST_INVALID;
import static io.modelfactory.worker.failure.FailureCode.RUN_CONFIG_DIGEST_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.RUN_SCOPE_INVALID;
import static io.modelfactory.worker.failure.FailureCode.SCHEMA_INVALID;
import static io.modelfactory.worker.failure.FailureCode.TARGET_SCOPE_INVALID;
import static io.modelfactory.worker.failure.FailureCode.TRAIN_CONFIG_MISSING;
import static io.modelfactory.worker.ledger.run.RunEventType.REQUEST_QUEUED;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_FAILED;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_STARTED;
import static io.modelfactory.worker.negative.ExpectedOutcome.REFUSED;
import static io.modelfactory.worker.negative.ExpectedOutcome.RUN_FAILS;
import static io.modelfactory.worker.negative.NegativePath.path;
import static io.modelfactory.worker.negative.NegativePath.upTo;

import io.modelfactory.contracts.DatasetReady;
import io.modelfactory.contracts.PublishRetry;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.request.RequestFixture;
import io.modelfactory.worker.request.RunIdentity;
import java.util.Collections;
import java.util.List;

/** Requests that are refused for their content; all but the last group are refused before they have a run. */
final class AdmissionNegativePaths {
    private AdmissionNegativePaths() {}

    static List<NegativePath> all() {
        return List.of(
                // The envelope.
                path("the message has an unknown schema version", SCHEMA_INVALID)
                        .given(scenario -> scenario.message().put("schema_version", "learning.mf_job_request.v9"))
                        .expect(REFUSED)
                        .says("schema_version: must be learning.mf_job_request.v0"),
                path("the record is not a job request; its receipt's name is derived", SCHEMA_INVALID)
                        .given(scenario -> {
                            DatasetReady other = datasetReady();
                            scenario.replaceMessage(other);
                            scenario.expectReceiptName(NegativeScenario.derivedName(other));
                        })
                        .expect(REFUSED)
                        .says("is not a known field"),
                path("the request id is malformed; the receipt's name is derived", REQUEST_ID_INVALID)
                        .given(scenario -> {
                            scenario.message().put("request_id", "no id!");
                            scenario.expectReceiptName(NegativeScenario.derivedName(scenario.message()));
                        })
                        .expect(REFUSED)
                        .says("request_id: must match"),
                path("the payload's request id is malformed", REQUEST_ID_INVALID)
                        .given(scenario -> scenario.trainBuild().put("request_id", "short"))
                        .expect(REFUSED)
                        .says("request_id: must match"),
                path("the time of submission is not a time", REQUEST_INVALID)
                        .given(scenario -> scenario.message().put("submitted_at_utc", "yesterday"))
                        .expect(REFUSED)
                        .says("submitted_at_utc: must be an ISO-8601 time"),
                path("the message and its payload name different requesters", REQUEST_INVALID)
                        .given(scenario -> scenario.trainBuild().put("requester_principal", "HUMAN::somebody_else"))
                        .expect(REFUSED)
                        .says("requester_principal: envelope and payload differ"),
                path("a train build also carries a publish retry", REQUEST_INVALID)
                        .given(scenario -> scenario.message().put("publish_retry", new PublishRetry("tr_", "why not")))
                        .expect(REFUSED)
                        .says("publish_retry: must be absent"),
                path("the command is unknown", REQUEST_COMMAND_UNSUPPORTED)
                        .given(scenario -> scenario.message().put("command", "activate_bundle"))
                        .expect(REFUSED)
                        .says("command: must be one of train_build, publish_retry, publish_override"),
                path("the worker runs under another configuration", RUN_CONFIG_DIGEST_MISMATCH)
                        .given(scenario -> scenario.message().put("run_config_digest", "0".repeat(64)))
                        .expect(REFUSED)
                        .says("run_config_digest: the worker runs under"),
                path("the request names no configuration digest", RUN_CONFIG_DIGEST_MISMATCH)
                        .given(scenario -> scenario.message().put("run_config_digest", null))
                        .expect(REFUSED)
                        .says("the request names none"),
                path("another platform run is active", RUN_SCOPE_INVALID)
                        .given(scenario -> {
                            scenario.message().put("platform_run_id", "platform_of_yesterday");
                            scenario.expectReceiptUnderRun("platform_of_yesterday");
                        })
                        .expect(REFUSED)
                        .says("platform_run_id: the active run is " + NegativeEnvironment.PLATFORM_RUN_ID),
                path("no platform run is named; the active one keeps the receipt", RUN_SCOPE_INVALID)
                        .given(scenario -> scenario.message().put("platform_run_id", null))
                        .expect(REFUSED)
                        .says("platform_run_id: is required"),
                path("the message and its payload name different platform runs", RUN_SCOPE_INVALID)
                        .given(scenario -> scenario.trainBuild().put("platform_run_id", "platform_of_yesterday"))
                        .expect(REFUSED)
                        .says("platform_run_id: envelope and payload differ"),
                path("the worker is outside its boundaries and refuses every request", OWNERSHIP_BOUNDARY_VIOLATION)
                        .outsideTheBoundaries()
                        .expect(REFUSED)
                        .says("ownership_boundaries_ref: the worker is outside its boundaries"),

                // The payload, field by field.
                path("the intent is unknown", INTENT_KIND_UNSUPPORTED)
                        .given(scenario -> scenario.trainBuild().put("intent_kind", "guess"))
                        .expect(REFUSED)
                        .says("intent_kind: must be baseline_train"),
                path("no dataset is named", MANIFEST_REF_MISSING)
                        .given(scenario -> scenario.trainBuild().put("dataset_manifest_refs", List.of()))
                        .expect(REFUSED)
                        .says("dataset_manifest_refs: must name at least one reference"),
                path("more datasets are named than allowed", MANIFEST_REF_MISSING)
                        .given(scenario -> scenario.trainBuild()
                                .put("dataset_manifest_refs", Collections.nCopies(257, "ofs/manifests/dm.json")))
                        .expect(REFUSED)
                        .says("dataset_manifest_refs: must have at most 256 entries"),
                missing("training_config_ref", TRAIN_CONFIG_MISSING),
                missing("governance_profile_ref", GOVERNANCE_PROFILE_MISSING),
                missing("requester_principal", REQUESTER_MISSING),
                path("the slot is blank", TARGET_SCOPE_INVALID)
                        .given(scenario ->
                                scenario.trainBuild().getTargetScope().put("bundle_slot", " "))
                        .expect(REFUSED)
                        .says("target_scope.bundle_slot: must not be blank"),
                missing("policy_revision", POLICY_REVISION_MISSING),
                path("a text is longer than allowed", POLICY_REVISION_MISSING)
                        .given(scenario -> scenario.trainBuild().put("policy_revision", "x".repeat(1025)))
                        .expect(REFUSED)
                        .says("policy_revision: must have at most 1024 characters"),
                missing("config_revision", CONFIG_REVISION_MISSING),
                missing("mf_code_release_id", CODE_RELEASE_MISSING),
                path("the request names a release that did not build it", CODE_RELEASE_MISMATCH)
                        .given(scenario -> scenario.trainBuild().put("mf_code_release_id", "git:forged"))
                        .expect(REFUSED)
                        .says("mf_code_release_id: this worker is release " + RequestFixture.RELEASE
                                + ", the request names git:forged"),
                path("several fields are wrong: the first decides, all are named", INTENT_KIND_UNSUPPORTED)
                        .given(scenario -> {
                            scenario.trainBuild().put("policy_revision", null);
                            scenario.trainBuild().put("intent_kind", null);
                        })
                        .expect(REFUSED)
                        .says("intent_kind: is required; policy_revision: is required"),
                path("a text holds a character that PostgreSQL cannot store", SCHEMA_INVALID)
                        .given(scenario -> scenario.trainBuild().put("config_revision", "local\0"))
                        .expect(REFUSED)
                        .says("the NUL character"),

                // Earlier requests.
                path("the request id was used with another payload before", REQUEST_ID_PAYLOAD_MISMATCH)
                        .given(scenario -> {
                            scenario.sendOtherRequestFirst();
                            String payload = RunIdentity.payloadHash(scenario.request());
                            scenario.expectReceiptName(scenario.id() + "~" + payload.substring(0, 12));
                        })
                        .expect(REFUSED)
                        .says("request_id: another payload came under it first"),

                // References are checked when they are resolved, so there is a run.
                path("the manifest lies outside of the store", REF_ACCESS_DENIED)
                        .given(scenario -> scenario.trainBuild()
                                .put(
                                        "dataset_manifest_refs",
                                        List.of(NegativeEnvironment.PLATFORM_RUN_ID + "/../../secrets.json")))
                        .expect(RUN_FAILS, REQUEST_QUEUED, RUN_STARTED, RUN_FAILED)
                        .says("has a segment of dots"),
                path("the governance profile lies in a foreign bucket", REF_ACCESS_DENIED)
                        .given(scenario -> {
                            scenario.setPrincipal(StrictPolicies.PINNED);
                            scenario.trainBuild().put("governance_profile_ref", "s3://foreign/profile.yaml");
                        })
                        .expect(RUN_FAILS, REQUEST_QUEUED, RUN_STARTED, RUN_FAILED)
                        .says("s3://foreign"),
                path("a data file lies outside of the store", REF_ACCESS_DENIED)
                        .given(scenario -> scenario.useDataset(scenario.dataset()
                                .materialization(materialization ->
                                        materialization.withObject("/files/0").put("ref", "../../part.csv"))))
                        .expect(RUN_FAILS, REQUEST_QUEUED, RUN_STARTED, RUN_FAILED)
                        .expectArtifacts(upTo(ArtifactName.RESOLVED_TRAIN_PLAN))
                        .says("has a segment of dots"));
    }

    private static NegativePath missing(String field, FailureCode code) {
        return path(field + " is missing", code)
                .given(scenario -> scenario.trainBuild().put(field, null))
                .expect(REFUSED)
                .says(field + ": is required");
    }

    private static DatasetReady datasetReady() {
        return DatasetReady.newBuilder()
                .setSchemaVersion("learning.ofs_dataset_ready.v0")
                .setEventId("ofs-0001")
                .setPlatformRunId(NegativeEnvironment.PLATFORM_RUN_ID)
                .setDatasetManifestRef("ofs/manifests/dm.json")
                .setDatasetManifestId("dm")
                .setDatasetFingerprint("fingerprint")
                .setFeatureSetId(SmallDataset.FEATURE_SET)
                .setFeatureSetVersion("v1")
                .setOccurredAtUtc("2026-02-10T14:19:00Z")
                .setProducer("ofs")
                .build();
    }
}
