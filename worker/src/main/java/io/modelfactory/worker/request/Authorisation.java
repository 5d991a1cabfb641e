package io.modelfactory.worker.request;

import io.modelfactory.contracts.JobCommand;
import io.modelfactory.worker.config.AuthorisationPolicy;
import io.modelfactory.worker.config.AuthorisationPolicy.Grant;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.List;
import java.util.Optional;

/**
 * Who may ask for what, and with which profiles. A request that no grant allows is refused; one grant must allow all of
 * it, for grants are not added up. The worker and a dry run decide by the same code.
 */
public record Authorisation(AuthorisationPolicy policy) {
    private static final String DATASET_ADD = "dataset_add";

    /**
     * What is asked for, by whom.
     *
     * @param principal who asks, trimmed
     * @param intent of a {@code train_build}; if empty, a grant need not say for what the command may be given
     * @param publish whether publication is asked for
     */
    record RequestedWork(String principal, String command, Optional<String> intent, boolean publish) {
        static RequestedWork of(TrainBuildRequest request) {
            return new RequestedWork(
                    request.requesterPrincipal(),
                    JobCommand.TRAIN_BUILD,
                    Optional.of(request.intentKind().wireName()),
                    request.publishAllowed());
        }

        boolean isOverride() {
            return command.equals(JobCommand.PUBLISH_OVERRIDE);
        }

        RequestedWork withoutPublication() {
            return new RequestedWork(principal, command, intent, false);
        }
    }

    /**
     * @param principal who wants to add files to the store as a dataset
     * @throws FailureException {@code REQUESTER_NOT_AUTHORISED} if no grant of the principal has {@code dataset_add}
     */
    public void requireMayAddDatasets(String principal) {
        if (!permits(new RequestedWork(principal, DATASET_ADD, Optional.empty(), false))) {
            throw new FailureException(
                    FailureCode.REQUESTER_NOT_AUTHORISED,
                    principal + " may not add datasets; a grant of the launcher policy must have the command "
                            + DATASET_ADD);
        }
    }

    /** Whether a grant allows the work, whatever the profiles. */
    boolean permits(RequestedWork work) {
        return isOpen(work) || !grantsFor(work).isEmpty();
    }

    /** Whether one grant allows the work with these profiles, as far as the profiles are known. */
    boolean permits(RequestedWork work, ProfileUse training, ProfileUse governance) {
        return isOpen(work)
                || grantsFor(work).stream()
                        .anyMatch(grant -> training.isAllowedBy(grant.trainingProfiles())
                                && governance.isAllowedBy(grant.governanceProfiles()));
    }

    /**
     * Judges a request by the content of its profiles.
     *
     * @param digests of the profiles that its references led to
     * @throws FailureException {@code PROFILE_NOT_ALLOWED} if no grant of its requester allows them
     */
    public void requireProfilesAllowed(TrainBuildRequest request, ProfileDigests digests) {
        requireProfilesAllowed(RequestedWork.of(request), request, digests);
    }

    /**
     * Judges who asks to publish an existing run by the profiles of the run: what may not be published may not be
     * published later either.
     *
     * @param command by which it is asked for
     * @param request that created the run
     * @param digests of the profiles that the run was resolved with
     * @throws FailureException {@code PROFILE_NOT_ALLOWED} if no grant of the principal allows them
     */
    public void requirePublicationAllowed(
            String principal, String command, TrainBuildRequest request, ProfileDigests digests) {
        requireProfilesAllowed(new RequestedWork(principal, command, Optional.empty(), true), request, digests);
    }

    private void requireProfilesAllowed(RequestedWork work, TrainBuildRequest request, ProfileDigests digests) {
        requireProfilesAllowed(
                work,
                new ProfileUse(
                        "training_config_ref", request.trainingConfigRef(), Optional.of(digests.trainingSha256())),
                new ProfileUse(
                        "governance_profile_ref",
                        request.governanceProfileRef(),
                        Optional.of(digests.governanceSha256())));
    }

    void requireProfilesAllowed(RequestedWork work, ProfileUse training, ProfileUse governance) {
        if (!permits(work, training, governance)) {
            throw new ProfileRefusal(this, work, training, governance).toException();
        }
    }

    /** An override is never open to everybody: it needs a grant that says so. */
    private boolean isOpen(RequestedWork work) {
        return policy.open() && !work.isOverride();
    }

    /** The grants that allow the work, each by itself. */
    List<Grant> grantsFor(RequestedWork work) {
        return policy.grants().stream()
                .filter(grant -> Principals.match(work.principal(), grant.principals(), grant.principalPrefixes())
                        && grant.commands().contains(work.command())
                        && work.intent().map(grant.intents()::contains).orElse(true)
                        && (grant.publish() || !work.publish())
                        && (grant.override() || !work.isOverride()))
                .toList();
    }
}
