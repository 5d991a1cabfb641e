package io.modelfactory.worker.inspect.explain;

import io.modelfactory.worker.failure.FailureCode;

/** The meaning and the next step of every failure code, in this one place. */
final class FailureGuidance {
    private static final String SEND_AGAIN = "Then send it under a new request_id: `mf request train-build FILE`.";

    /** Identity ignores the request id, so that the same request would only converge on the failed run. */
    private static final String NEW_RUN =
            "A failed run stays failed; what another request would make of it, with another config_revision or other"
                    + " inputs, says `mf request again " + FailureAdvice.RUN + " --set config_revision="
                    + FailureAdvice.REVISION + " --dry-run`, and without --dry-run it is asked for.";

    private static final String RETRY = "Then publish the run, without training again: `mf request publish-retry "
            + FailureAdvice.RUN + " --reason TEXT`.";

    private static final String VERIFY = "See what is missing or altered: `mf verify " + FailureAdvice.RUN
            + "`, and have it restored from a backup. ";

    private FailureGuidance() {}

    static FailureAdvice of(FailureCode code) {
        return switch (code) {
            case REQUEST_ID_INVALID ->
                new FailureAdvice(
                        "its request_id is missing or is no id",
                        "Give request_id 8 to 128 characters of A-Z a-z 0-9 _ . : -. " + SEND_AGAIN);
            case INTENT_KIND_UNSUPPORTED ->
                new FailureAdvice(
                        "its intent_kind is none that the factory knows",
                        "Set intent_kind to baseline_train, backfill_retrain, candidate_eval or regression_check. "
                                + SEND_AGAIN);
            case RUN_SCOPE_INVALID ->
                new FailureAdvice(
                        "its platform_run_id is missing, or is not the active run",
                        "Set platform_run_id to the run that policy.required_platform_run_id of the worker's profile"
                                + " names. "
                                + SEND_AGAIN);
            case MANIFEST_REF_MISSING ->
                new FailureAdvice(
                        "it names no dataset manifest",
                        "List at least one key in dataset_manifest_refs, <run>/ofs/manifests/<id>.json. " + SEND_AGAIN);
            case TRAIN_CONFIG_MISSING ->
                new FailureAdvice(
                        "it names no training profile",
                        "Set training_config_ref to a pinned training profile. " + SEND_AGAIN);
            case GOVERNANCE_PROFILE_MISSING ->
                new FailureAdvice(
                        "it names no governance profile",
                        "Set governance_profile_ref to a pinned governance profile. " + SEND_AGAIN);
            case REQUESTER_MISSING ->
                new FailureAdvice(
                        "it does not say who asks",
                        "Set requester_principal, such as HUMAN::name or SYSTEM::component. " + SEND_AGAIN);
            case TARGET_SCOPE_INVALID ->
                new FailureAdvice(
                        "its target_scope is missing or incomplete",
                        "Give target_scope an environment, a mode and a bundle_slot, and nothing else but tenant_id. "
                                + SEND_AGAIN);
            case POLICY_REVISION_MISSING ->
                new FailureAdvice("it pins no policy revision", "Set policy_revision. " + SEND_AGAIN);
            case CONFIG_REVISION_MISSING ->
                new FailureAdvice("it pins no configuration revision", "Set config_revision. " + SEND_AGAIN);
            case CODE_RELEASE_MISSING ->
                new FailureAdvice("it pins no code release", "Set mf_code_release_id. " + SEND_AGAIN);
            case CODE_RELEASE_MISMATCH ->
                new FailureAdvice(
                        "it asks for another code release than the worker's",
                        "Set mf_code_release_id to the release that mf --version of the worker shows, or have the"
                                + " launcher policy list the other in accepted_releases. " + SEND_AGAIN);
            case SCHEMA_INVALID ->
                new FailureAdvice(
                        "it breaks the contract TrainBuildRequest v0",
                        "Fix the fields that the message names; contracts/README.md has the schema and an example. "
                                + SEND_AGAIN);
            case REQUEST_INVALID ->
                new FailureAdvice(
                        "it is no request that can be read",
                        "Fix what the message names; contracts/README.md has the schema and an example. " + SEND_AGAIN);
            case REQUEST_COMMAND_UNSUPPORTED ->
                new FailureAdvice(
                        "it asks for a command that the worker does not have",
                        "Set command to train_build, publish_retry or publish_override. " + SEND_AGAIN);
            case REQUEST_ID_PAYLOAD_MISMATCH ->
                new FailureAdvice(
                        "another request with other content came under its request_id before",
                        "Keep a request_id for one content: give the changed request a new one. " + SEND_AGAIN);
            case RUN_CONFIG_DIGEST_MISMATCH ->
                new FailureAdvice(
                        "it expects a worker of another configuration",
                        "Compare its run_config_digest with that of the worker's receipts; send it to the worker it"
                                + " is meant for, or pin the digest that is in effect. "
                                + SEND_AGAIN);
            case OWNERSHIP_BOUNDARY_VIOLATION ->
                new FailureAdvice(
                        "the pinned ownership boundaries do not let the factory produce what it would have to",
                        "Fix the document that policy.ownership_boundaries_ref of the profile names: owners.mf must"
                                + " exist, outputs must list eval_report and bundle_publication. "
                                + SEND_AGAIN);
            case REF_ACCESS_DENIED ->
                new FailureAdvice(
                        "a reference leads out of the places that may be read",
                        "Write references relative to the object store's root, or into a folder of"
                                + " wiring.object_store.profile_roots. "
                                + SEND_AGAIN);
            case REQUEST_SIGNATURE_INVALID ->
                new FailureAdvice(
                        "it is not signed by a key that may sign in the name of its requester",
                        "Sign with a key that the launcher policy's request_keys has and does not revoke for this"
                                + " principal: wiring.requests.key_file of the sender's profile. "
                                + SEND_AGAIN);
            case PROFILE_NOT_ALLOWED ->
                new FailureAdvice(
                        "the launcher policy does not let its requester use a profile that it names, or the profile"
                                + " lies among the data",
                        "Name a profile that a grant of the launcher policy allows by reference and SHA-256, or have"
                                + " the profile's owner sign it off and add it to the grant. "
                                + SEND_AGAIN);
            case MANIFEST_UNRESOLVED ->
                new FailureAdvice(
                        "a dataset manifest is not where the request says",
                        "Have the manifest written under the key that the message names, or correct"
                                + " dataset_manifest_refs. "
                                + NEW_RUN);
            case MANIFEST_INVALID ->
                new FailureAdvice(
                        "a dataset manifest breaks its contract, or belongs to another platform run",
                        "Have the offline feature plane write a sound manifest under a new dataset_manifest_id, and"
                                + " refer to that. "
                                + NEW_RUN);
            case TRAINING_PROFILE_UNRESOLVED ->
                new FailureAdvice(
                        "the training profile is not where the request says, or is no longer the one that was pinned",
                        "Put the profile back under the reference that the message names, or refer to another. "
                                + NEW_RUN);
            case TRAINING_PROFILE_INVALID ->
                new FailureAdvice(
                        "the training profile cannot be used",
                        "Fix what the message names in the training profile, under a new revision. " + NEW_RUN);
            case GOVERNANCE_PROFILE_UNRESOLVED ->
                new FailureAdvice(
                        "the governance profile, or what it pins, is not where it should be, or is no longer what"
                                + " was pinned",
                        "Put back what the message names, or refer to another governance profile. " + NEW_RUN);
            case GOVERNANCE_PROFILE_INVALID ->
                new FailureAdvice(
                        "the governance profile asks for what cannot be checked, or for nothing",
                        "Fix what the message names in the governance profile, under a new revision. " + NEW_RUN);
            case FEATURE_SCHEMA_INCOMPATIBLE ->
                new FailureAdvice(
                        "the dataset was built for another feature set than the training profile expects",
                        "Refer to a dataset of the profile's feature_definition_set, or to a profile for the"
                                + " dataset's. "
                                + NEW_RUN);
            case DATASET_UNRESOLVED ->
                new FailureAdvice(
                        "a materialization or one of its files is not there",
                        "Have the offline feature plane materialize the dataset again, under the key that the"
                                + " message names. "
                                + NEW_RUN);
            case DATASET_INVALID ->
                new FailureAdvice(
                        "the dataset's rows or its description cannot be used",
                        "Have the offline feature plane fix what the message names, under a new dataset_manifest_id. "
                                + NEW_RUN);
            case DATASET_DIGEST_MISMATCH ->
                new FailureAdvice(
                        "a data file has other bytes than its materialization pins",
                        "Find out who changed the file; have it restored, or materialized anew under a new"
                                + " dataset_manifest_id. "
                                + NEW_RUN);
            case EVIDENCE_REF_MISSING ->
                new FailureAdvice(
                        "the ledger has no reference to evidence that the next stage reads", VERIFY + NEW_RUN);
            case EVIDENCE_UNRESOLVED ->
                new FailureAdvice(
                        "evidence of the run is not in the store, or the store did not answer", VERIFY + NEW_RUN);
            case EVAL_REPORT_UNRESOLVED -> new FailureAdvice("the eval report is not in the store", VERIFY + NEW_RUN);
            case EVAL_REPORT_INVALID -> new FailureAdvice("the eval report breaks its contract", VERIFY + NEW_RUN);
            case EVAL_REPORT_MISMATCH ->
                new FailureAdvice("the eval report is not the one that the run has pinned", VERIFY + NEW_RUN);
            case GATE_INVALID ->
                new FailureAdvice("the gate's documents are broken or about something else", VERIFY + NEW_RUN);
            case GATE_DECISION_MISMATCH ->
                new FailureAdvice(
                        "the documents of the run contradict each other on whether the gate passed", VERIFY + NEW_RUN);
            case MANIFEST_IMMUTABILITY_VIOLATION -> changed("a dataset manifest");
            case RESOLVED_TRAIN_PLAN_IMMUTABILITY_VIOLATION -> changed("the resolved train plan");
            case EXECUTION_RECORD_IMMUTABILITY_VIOLATION -> changed("the execution record");
            case TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION -> changed("a train artifact (model, descriptor or sample)");
            case EVAL_REPORT_IMMUTABILITY_VIOLATION -> changed("the eval report");
            case EVIDENCE_PACK_IMMUTABILITY_VIOLATION -> changed("the evidence pack");
            case TRAIN_EVAL_RECEIPT_IMMUTABILITY_VIOLATION -> changed("the train/eval receipt");
            case GATE_RECEIPT_IMMUTABILITY_VIOLATION -> changed("the gate receipt");
            case PUBLISH_ELIGIBILITY_IMMUTABILITY_VIOLATION -> changed("the publish eligibility");
            case BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION -> changed("the bundle package");
            case REGISTRY_EVENT_IMMUTABILITY_VIOLATION -> changed("the registry event");
            case PUBLISH_RECEIPT_IMMUTABILITY_VIOLATION -> changed("the publish receipt");
            case PUBLISH_NOT_ELIGIBLE ->
                new FailureAdvice(
                        "the gate found the run ineligible, or its bundle has to be signed and the worker has no key",
                        "Nothing is published that did not pass; see the checks in the gate receipt. " + NEW_RUN
                                + " If a key is what is missing, mount one (wiring.signing.key_file). " + RETRY);
            case BUNDLE_PUBLICATION_INVALID ->
                new FailureAdvice(
                        "the bundle is not what was evaluated, or its record breaks its contract",
                        "Run `mf verify " + FailureAdvice.RUN + "` and `mf reproduce " + FailureAdvice.RUN
                                + "` to see what differs, and have it restored. " + RETRY);
            case REGISTRY_EVENT_INVALID ->
                new FailureAdvice(
                        "the lifecycle event breaks its contract",
                        "Report it with the message above as a defect of the release. " + RETRY);
            case PUBLISH_CONFLICT ->
                new FailureAdvice(
                        "the registry holds other bytes under the bundle's id and version",
                        "Find out who wrote the object that the message names, and have it removed from the"
                                + " registry; or, if"
                                + " it was signed by a key from before, trust that key (wiring.signing.trusted_keys). "
                                + RETRY);
            case RETRY_NOT_PENDING ->
                new FailureAdvice(
                        "a publish retry was asked for a run that does not wait for one",
                        "See which state the run is in: `mf explain " + FailureAdvice.RUN + "`.");
            case PUBLISH_RETRY_EXHAUSTED ->
                new FailureAdvice(
                        "all publish retries that the launcher policy grants are used up",
                        "Fix the cause, which `mf runs events " + FailureAdvice.RUN
                                + "` shows, and have launcher.max_publish_retry_attempts of the launcher policy"
                                + " raised. "
                                + RETRY);
            case OVERRIDE_NOT_APPLICABLE ->
                new FailureAdvice(
                        "a publish override was asked for a run that did not fail because its gate could not decide,"
                                + " or not for that alone",
                        "See why the run is in its state: `mf explain " + FailureAdvice.RUN + "`.");
            case RUN_NOT_FOUND ->
                new FailureAdvice("the ledger knows no run of that key", "Look for the run: `mf runs list`.");
            case LEAKAGE_GUARD_VIOLATION ->
                new FailureAdvice(
                        "the rows know more than they may: the leakage guard found violations in the data",
                        "Have the offline feature plane build the dataset without the rows that the message counts"
                                + " and names, under a new dataset_manifest_id, and refer to that. "
                                + NEW_RUN);
            case GATE_FAIL ->
                new FailureAdvice(
                        "the model does not reach what the governance profile asks for",
                        "Look at the metrics (`mf card " + FailureAdvice.RUN
                                + "`), and compare with a run that passed: `mf runs diff "
                                + FailureAdvice.RUN
                                + " OTHER`. Then train with other data or another training profile, or have the"
                                + " thresholds revised by their owner. "
                                + NEW_RUN);
            case CHAMPION_NOT_COMPARABLE ->
                new FailureAdvice(
                        "the baseline that the governance profile pins cannot be compared fairly",
                        "Read the check in the gate receipt. Pin a baseline that was split by the same recipe, unit and"
                                + " kind of event ids, or train on a dataset with enough rows that it has not seen. "
                                + NEW_RUN);
            case GATE_INCONCLUSIVE ->
                new FailureAdvice(
                        "these test rows cannot decide: a bound of the governance profile lies within the interval of"
                                + " the number, or they were judged as often as the profile allows",
                        "Read the checks in the gate receipt. Have the offline feature plane build a dataset with newer"
                                + " rows, or with more of them, or the profile's owner revise thresholds, judge or"
                                + " max_gate_attempts. "
                                + NEW_RUN
                                + " Who has a grant with override may publish this one, signed and for the record:"
                                + " `mf request publish-override " + FailureAdvice.RUN + " --reason TEXT`.");
            case REQUESTER_NOT_AUTHORISED ->
                new FailureAdvice(
                        "the launcher policy does not allow its requester to ask for this",
                        "Have a principal ask who may, or have the requester added to the authorisation of the"
                                + " launcher policy. "
                                + SEND_AGAIN);
            case TRAINING_FAILED ->
                new FailureAdvice(
                        "the training did not end in a usable model",
                        "Fix what the message names: data or hyper_parameters of the training profile. " + NEW_RUN);
            case RUN_ATTEMPTS_EXHAUSTED ->
                new FailureAdvice(
                        "it was attempted as often as the launcher policy allows without getting further, which is"
                                + " how a run looks that ends what trains it",
                        "See how each attempt ended: `mf runs events " + FailureAdvice.RUN
                                + "`, and in the log of the workers it names; most often it is memory. Give the"
                                + " workers what it needs: wiring.training. "
                                + NEW_RUN);
            case INVALID_TRANSITION ->
                new FailureAdvice(
                        "the run is in none of the states that the step may leave",
                        "See how it got there: `mf runs events " + FailureAdvice.RUN
                                + "`; report it as a defect of the release. " + NEW_RUN);
            case WORKER_RUNTIME_ERROR ->
                new FailureAdvice(
                        "the worker met an unforeseen error",
                        "Find its stack trace in the log of the worker that `mf runs events " + FailureAdvice.RUN
                                + "` names, and report it as a defect of the release. " + NEW_RUN);
        };
    }

    private static FailureAdvice changed(String artifact) {
        return new FailureAdvice(
                "other bytes lie, or lay, under the key of " + artifact + ", which is written once",
                VERIFY + "Find out who wrote them. " + NEW_RUN);
    }
}
