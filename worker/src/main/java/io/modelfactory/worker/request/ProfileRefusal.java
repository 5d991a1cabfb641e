package io.modelfactory.worker.request;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.request.Authorisation.RequestedWork;
import java.util.ArrayList;
import java.util.List;

/** Why no grant allows a request its profiles: names those that none allows, and what to do. */
record ProfileRefusal(Authorisation authorisation, RequestedWork work, ProfileUse training, ProfileUse governance) {

    FailureException toException() {
        List<String> refused = new ArrayList<>();
        if (authorisation.grantsFor(work).stream().noneMatch(grant -> training.isAllowedBy(grant.trainingProfiles()))) {
            refused.add(training.describe());
        }
        if (authorisation.grantsFor(work).stream()
                .noneMatch(grant -> governance.isAllowedBy(grant.governanceProfiles()))) {
            refused.add(governance.describe());
        }
        String what = refused.isEmpty()
                ? training.describe() + " together with " + governance.describe()
                : String.join("; ", refused);
        String hint = work.publish() && authorisation.permits(work.withoutPublication(), training, governance)
                ? "; ask without publish_allowed, or have the profile allowed"
                : "; name a profile that the launcher policy allows, or have this one allowed";
        return new FailureException(
                FailureCode.PROFILE_NOT_ALLOWED,
                what + " is allowed by no grant of " + RequestText.displayable(work.principal())
                        + (work.publish() ? " that may publish" : "") + hint
                        + " (authorisation.grants: training_profiles, governance_profiles)");
    }
}
