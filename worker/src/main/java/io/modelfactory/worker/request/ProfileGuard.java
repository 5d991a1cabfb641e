package io.modelfactory.worker.request;

import java.util.Optional;

/**
 * The pinned policy lets the requester use the profiles that the request names, as far as their references say: which
 * bytes they lead to is known once the plan is resolved, and judged then. A reference that is missing is the request
 * contract's to refuse.
 */
record ProfileGuard(Authorisation authorisation) implements AdmissionGuard {

    @Override
    public void check(IncomingMessage asked) {
        Optional<ProfileUse> training = asked.profile("training_config_ref");
        Optional<ProfileUse> governance = asked.profile("governance_profile_ref");
        if (training.isPresent() && governance.isPresent()) {
            authorisation.requireProfilesAllowed(asked.work(), training.get(), governance.get());
        }
    }
}
