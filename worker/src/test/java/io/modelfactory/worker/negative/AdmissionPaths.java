package io.modelfactory.worker.negative;

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
import static io.modelfactory.worker.ledger.RunEventType.REQUEST_QUEUED;
import static io.modelfactory.worker.ledger.RunEventType.RUN_FAILED;
import static io.modelfactory.worker.ledger.RunEventType.RUN_STARTED;
import static io.modelfactory.worker.negative.Ending.REFUSED;
import static io.modelfactory.worker.negative.Ending.RUN_FAILS;
import static io.modelfactory.worker.negative.NegativePath.path;
import static io.modelfactory.worker.negative.NegativePath.upTo;

import io.modelfactory.contracts.DatasetReady;
import io.modelfactory.contracts.PublishRetry;
import io.modelfactory.worker.artifact.Evidence.Name;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.request.RunIdentity;
import java.util.Collections;
import java.util.List;

/** Requests that are refused for what they say; all but the last are refused before they have a run. */
final class AdmissionPaths {
    private AdmissionPaths() {}

    static List<NegativePath> all() {
        return List.of(
                // The envelope.
                path("the message is of a version that nobody knows", SCHEMA_INVALID)
                        .given(scene -> scene.message().put("schema_version", "learning.mf_job_request.v9"))
                        .ends(REFUSED)
                        .says("schema_version: must be learning.mf_job_request.v0"),
                path("the record is no job request at all; its receipt's name is derived", SCHEMA_INVALID)
                        .given(scene -> {
                            DatasetReady other = datasetReady();
                            scene.sendsInstead(other);
                            scene.isAnsweredAs(Scene.derivedName(other));
                        })
                        .ends(REFUSED)
                        .says("is not a known field"),
                path("the request id is none; the receipt's name is derived", REQUEST_ID_INVALID)
                        .given(scene -> {
                            scene.message().put("request_id", "no id!");
                            scene.isAnsweredAs(Scene.derivedName(scene.message()));
                        })
                        .ends(REFUSED)
                        .says("request_id: must match"),
                path("the payload's request id is none", REQUEST_ID_INVALID)
                        .given(scene -> scene.trainBuild().put("request_id", "short"))
                        .ends(REFUSED)
                        .says("request_id: must match"),
                path("the time of submission is no time", REQUEST_INVALID)
                        .given(scene -> scene.message().put("submitted_at_utc", "yesterday"))
                        .ends(REFUSED)
                        .says("submitted_at_utc: must be an ISO-8601 time"),
                path("the message and its payload name different requesters", REQUEST_INVALID)
                        .given(scene -> scene.trainBuild().put("requester_principal", "HUMAN::somebody_else"))
                        .ends(REFUSED)
                        .says("requester_principal: envelope and payload differ"),
                path("a train build brings a publish retry along", REQUEST_INVALID)
                        .given(scene -> scene.message().put("publish_retry", new PublishRetry("tr_", "why not")))
                        .ends(REFUSED)
                        .says("publish_retry: must be absent"),
                path("the command is none of the factory's", REQUEST_COMMAND_UNSUPPORTED)
                        .given(scene -> scene.message().put("command", "activate_bundle"))
                        .ends(REFUSED)
                        .says("command: must be train_build or publish_retry"),
                path("the worker runs under another configuration", RUN_CONFIG_DIGEST_MISMATCH)
                        .given(scene -> scene.message().put("run_config_digest", "0".repeat(64)))
                        .ends(REFUSED)
                        .says("run_config_digest: the worker runs under"),
                path("the request does not say under which configuration", RUN_CONFIG_DIGEST_MISMATCH)
                        .given(scene -> scene.message().put("run_config_digest", null))
                        .ends(REFUSED)
                        .says("the request names none"),
                path("another platform run is active", RUN_SCOPE_INVALID)
                        .given(scene -> {
                            scene.message().put("platform_run_id", "platform_of_yesterday");
                            scene.isAnsweredUnder("platform_of_yesterday");
                        })
                        .ends(REFUSED)
                        .says("platform_run_id: the active run is " + MatrixPlatform.RUN),
                path("no platform run is named; the active one keeps the receipt", RUN_SCOPE_INVALID)
                        .given(scene -> scene.message().put("platform_run_id", null))
                        .ends(REFUSED)
                        .says("platform_run_id: is required"),
                path("the message and its payload name different platform runs", RUN_SCOPE_INVALID)
                        .given(scene -> scene.trainBuild().put("platform_run_id", "platform_of_yesterday"))
                        .ends(REFUSED)
                        .says("platform_run_id: envelope and payload differ"),
                path(
                                "the worker is outside its boundaries, and takes nothing from anybody",
                                OWNERSHIP_BOUNDARY_VIOLATION)
                        .outsideTheBoundaries()
                        .ends(REFUSED)
                        .says("ownership_boundaries_ref: the worker is outside its boundaries"),

                // The payload, field by field.
                path("nobody trains for this reason", INTENT_KIND_UNSUPPORTED)
                        .given(scene -> scene.trainBuild().put("intent_kind", "guess"))
                        .ends(REFUSED)
                        .says("intent_kind: must be baseline_train"),
                path("no dataset is named", MANIFEST_REF_MISSING)
                        .given(scene -> scene.trainBuild().put("dataset_manifest_refs", List.of()))
                        .ends(REFUSED)
                        .says("dataset_manifest_refs: must name at least one reference"),
                path("more datasets are named than anybody trains on", MANIFEST_REF_MISSING)
                        .given(scene -> scene.trainBuild()
                                .put("dataset_manifest_refs", Collections.nCopies(257, "ofs/manifests/dm.json")))
                        .ends(REFUSED)
                        .says("dataset_manifest_refs: must have at most 256 entries"),
                missing("training_config_ref", TRAIN_CONFIG_MISSING),
                missing("governance_profile_ref", GOVERNANCE_PROFILE_MISSING),
                missing("requester_principal", REQUESTER_MISSING),
                path("the slot is blank", TARGET_SCOPE_INVALID)
                        .given(scene -> scene.trainBuild().getTargetScope().put("bundle_slot", " "))
                        .ends(REFUSED)
                        .says("target_scope.bundle_slot: must not be blank"),
                missing("policy_revision", POLICY_REVISION_MISSING),
                path("a text is longer than any name", POLICY_REVISION_MISSING)
                        .given(scene -> scene.trainBuild().put("policy_revision", "x".repeat(1025)))
                        .ends(REFUSED)
                        .says("policy_revision: must have at most 1024 characters"),
                missing("config_revision", CONFIG_REVISION_MISSING),
                missing("mf_code_release_id", CODE_RELEASE_MISSING),
                path("several fields are wrong: the first decides, all are named", INTENT_KIND_UNSUPPORTED)
                        .given(scene -> {
                            scene.trainBuild().put("policy_revision", null);
                            scene.trainBuild().put("intent_kind", null);
                        })
                        .ends(REFUSED)
                        .says("intent_kind: is required; policy_revision: is required"),
                path("a text holds what no database can keep", SCHEMA_INVALID)
                        .given(scene -> scene.trainBuild().put("mf_code_release_id", "git:\0"))
                        .ends(REFUSED)
                        .says("the NUL character"),

                // What was asked before.
                path("the request id came with another payload before", REQUEST_ID_PAYLOAD_MISMATCH)
                        .given(scene -> {
                            scene.comesAfterAnotherUnderItsId();
                            String payload = RunIdentity.payloadHash(scene.request());
                            scene.isAnsweredAs(scene.id() + "~" + payload.substring(0, 12));
                        })
                        .ends(REFUSED)
                        .says("request_id: another payload came under it first"),

                // Where the references lead is seen when they are followed, so there is a run.
                path("the manifest lies outside of the store", REF_ACCESS_DENIED)
                        .given(scene -> scene.trainBuild()
                                .put("dataset_manifest_refs", List.of(MatrixPlatform.RUN + "/../../secrets.json")))
                        .ends(RUN_FAILS, REQUEST_QUEUED, RUN_STARTED, RUN_FAILED)
                        .says("has a segment of dots"),
                path("the training profile is a file of the machine", REF_ACCESS_DENIED)
                        .given(scene -> scene.trainBuild().put("training_config_ref", "/etc/passwd"))
                        .ends(RUN_FAILS, REQUEST_QUEUED, RUN_STARTED, RUN_FAILED)
                        .says("write it relative to the store's root"),
                path("the governance profile lies in a foreign bucket", REF_ACCESS_DENIED)
                        .given(scene -> scene.trainBuild().put("governance_profile_ref", "s3://foreign/profile.yaml"))
                        .ends(RUN_FAILS, REQUEST_QUEUED, RUN_STARTED, RUN_FAILED)
                        .says("s3://foreign"),
                path("a data file lies outside of the store", REF_ACCESS_DENIED)
                        .given(scene -> scene.trainsOn(scene.dataset()
                                .materialization(materialization ->
                                        materialization.withObject("/files/0").put("ref", "../../part.csv"))))
                        .ends(RUN_FAILS, REQUEST_QUEUED, RUN_STARTED, RUN_FAILED)
                        .leaves(upTo(Name.RESOLVED_TRAIN_PLAN))
                        .says("has a segment of dots"));
    }

    private static NegativePath missing(String field, FailureCode code) {
        return path(field + " is missing", code)
                .given(scene -> scene.trainBuild().put(field, null))
                .ends(REFUSED)
                .says(field + ": is required");
    }

    private static DatasetReady datasetReady() {
        return DatasetReady.newBuilder()
                .setSchemaVersion("learning.ofs_dataset_ready.v0")
                .setEventId("ofs-0001")
                .setPlatformRunId(MatrixPlatform.RUN)
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
