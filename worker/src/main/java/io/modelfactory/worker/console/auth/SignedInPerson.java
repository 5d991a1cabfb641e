package io.modelfactory.worker.console.auth;

import java.util.List;
import java.util.Map;

/**
 * Who proved to be who they are, before anything is made of it.
 *
 * @param claims texts that the principal may be made of, by name
 * @param groups as the issuer or the password file names them
 */
public record SignedInPerson(Map<String, String> claims, List<String> groups) {
    public SignedInPerson {
        claims = Map.copyOf(claims);
        groups = List.copyOf(groups);
    }
}
