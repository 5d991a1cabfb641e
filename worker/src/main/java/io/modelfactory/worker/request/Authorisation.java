package io.modelfactory.worker.request;

import io.modelfactory.worker.config.AuthorisationPolicy;
import io.modelfactory.worker.config.AuthorisationPolicy.Grant;
import java.util.Optional;

/**
 * Who may ask for what. A request that no grant allows is refused; one grant must allow all of it, for grants are not
 * added up.
 */
record Authorisation(AuthorisationPolicy policy) {

    /**
     * @param principal who asks, trimmed
     * @param intent of a {@code train_build}; if empty, a grant need not say for what the command may be given
     * @param publish whether publication is asked for
     */
    boolean permits(String principal, String command, Optional<String> intent, boolean publish) {
        return policy.open()
                || policy.grants().stream()
                        .anyMatch(grant -> matches(grant, principal)
                                && grant.commands().contains(command)
                                && intent.map(grant.intents()::contains).orElse(true)
                                && (grant.publish() || !publish));
    }

    private static boolean matches(Grant grant, String principal) {
        return grant.principals().contains(principal)
                || grant.principalPrefixes().stream()
                        .anyMatch(prefix -> principal.length() > prefix.length() && principal.startsWith(prefix));
    }
}
