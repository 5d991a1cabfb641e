package io.modelfactory.worker.request;

import io.modelfactory.worker.config.AuthorisationPolicy;
import io.modelfactory.worker.config.AuthorisationPolicy.Grant;
import io.modelfactory.worker.config.AuthorisationPolicy.ProfilePermission;
import io.modelfactory.worker.request.Authorisation.RequestedWork;
import java.util.List;
import java.util.Optional;

/** Grants of which the profiles do not matter: all below {@code config/mf/}. */
final class GrantFixture {
    static final ProfilePermission CONFIG_MF = new ProfilePermission(List.of("config/mf/"), List.of());

    private GrantFixture() {}

    static Grant grant(
            List<String> principals,
            List<String> prefixes,
            List<String> commands,
            List<String> intents,
            boolean publish) {
        return new Grant(principals, prefixes, commands, intents, publish, false, CONFIG_MF, CONFIG_MF);
    }

    /** What one principal may decide where a gate could not. */
    static Grant override(String principal, ProfilePermission training, ProfilePermission governance) {
        return new Grant(
                List.of(principal),
                List.of(),
                List.of("publish_override"),
                List.of(),
                true,
                true,
                training,
                governance);
    }

    /** What one requester may do with the profiles that are allowed. */
    static Grant trainBuild(
            String principal, boolean publish, ProfilePermission training, ProfilePermission governance) {
        return new Grant(
                List.of(principal),
                List.of(),
                List.of("train_build"),
                List.of("baseline_train"),
                publish,
                false,
                training,
                governance);
    }

    static Authorisation granted(Grant... grants) {
        return new Authorisation(new AuthorisationPolicy(false, List.of(grants)));
    }

    static boolean permits(
            Authorisation authorisation, String principal, String command, Optional<String> intent, boolean publish) {
        return authorisation.permits(new RequestedWork(principal, command, intent, publish));
    }
}
