package io.modelfactory.worker.console.access;

import java.util.Optional;
import java.util.Set;

/**
 * Who looks at the console.
 *
 * @param name as the page shows it
 * @param signedIn whether they have signed in, and can sign out
 * @param csrfToken that forms of this viewer carry; empty where no form is shown
 */
public record Viewer(String name, Set<ConsoleRole> roles, boolean signedIn, Optional<String> csrfToken) {
    public Viewer {
        roles = Set.copyOf(roles);
    }

    public boolean is(ConsoleRole role) {
        return roles.contains(role);
    }
}
