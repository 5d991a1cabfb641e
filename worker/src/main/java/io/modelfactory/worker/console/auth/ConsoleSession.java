package io.modelfactory.worker.console.auth;

import io.modelfactory.worker.console.access.ConsoleRole;
import java.time.Instant;
import java.util.Set;

/**
 * Someone who is signed in.
 *
 * @param principal in whose name requests are made
 * @param csrfToken that every form of this session carries
 */
public record ConsoleSession(String principal, Set<ConsoleRole> roles, String csrfToken, Instant startedAt) {
    public ConsoleSession {
        roles = Set.copyOf(roles);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "session of " + principal + " since " + startedAt;
    }
}
