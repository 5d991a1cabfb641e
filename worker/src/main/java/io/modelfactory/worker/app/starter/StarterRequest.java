package io.modelfactory.worker.app.starter;

import static io.modelfactory.worker.app.starter.StarterProfiles.quoted;

import io.modelfactory.worker.config.Configuration;

/**
 * A TrainBuildRequest v0 (YAML) for a dataset and two profiles. Every line is explained.
 *
 * @param environment in which the model is to be used, such as {@code local}
 * @param policyRevision of the launcher policy
 * @param release of the worker
 * @param open whether the launcher policy allows everything, publishing too
 */
public record StarterRequest(String environment, String policyRevision, String release, boolean open) {

    public static StarterRequest under(Configuration configuration) {
        return new StarterRequest(
                configuration.profile().profileId(),
                configuration.launcherPolicy().revision(),
                configuration.profile().policy().serviceReleaseId(),
                configuration.launcherPolicy().authorisation().open());
    }

    /**
     * @param trainingRef a reference, or the name of a file beside the request
     * @param governanceRef likewise
     */
    public String text(StarterDataset dataset, String trainingRef, String governanceRef, String requester) {
        return """
                # What `mf train` asks for in this folder: a TrainBuildRequest v0. Everything but request_id,
                # requester_principal and publish_allowed makes the run what it is: with anything else changed, it is
                # another run.
                schema_version: learning.mf_train_build_request.v0
                # A name of this request; `mf train` gives each of its requests one of its own.
                request_id: mf.train.working_folder
                # Why: baseline_train, backfill_retrain, candidate_eval or regression_check.
                intent_kind: %s
                # The platform run that the dataset belongs to.
                platform_run_id: %s
                # What to train on.
                dataset_manifest_refs:
                  - %s
                # How to train, and what the model must reach. The names of files here: `mf train` copies them into the
                # store, and asks by profiles/<SHA-256>.yaml, so that a changed file is never taken for the one before.
                training_config_ref: %s
                governance_profile_ref: %s
                # Who asks.
                requester_principal: %s
                # For which place the model is: models of one place succeed each other there.
                target_scope:
                  environment: %s
                  mode: %s
                  bundle_slot: primary
                # The revision of the launcher policy.
                policy_revision: %s
                # Yours to count: a new one trains anew where nothing else has changed.
                config_revision: r1
                # The release of the worker.
                mf_code_release_id: %s
                # Whether a model that passes is published.
                publish_allowed: %s
                """.formatted(
                        open ? "baseline_train" : "candidate_eval",
                        quoted(dataset.manifest().platformRunId()),
                        quoted(dataset.manifestRef()),
                        quoted(trainingRef),
                        quoted(governanceRef),
                        quoted(requester),
                        quoted(environment),
                        quoted(dataset.manifest().featureDefinitionSet().featureSetId()),
                        quoted(policyRevision),
                        quoted(release),
                        open);
    }
}
