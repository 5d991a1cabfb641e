package io.modelfactory.worker.ledger.audit;

import java.util.List;

/**
 * Which principals are people; all others are systems.
 *
 * @param prefixes of their names
 */
public record HumanPrincipals(List<String> prefixes) {
    /** What the launcher policy means if it does not say. */
    public static final HumanPrincipals DEFAULT = new HumanPrincipals(List.of("HUMAN::", "USER::"));

    public HumanPrincipals {
        prefixes = List.copyOf(prefixes);
    }

    public AuditActor actor(String principal) {
        return new AuditActor(principal, prefixes.stream().anyMatch(principal::startsWith) ? "HUMAN" : "SYSTEM");
    }
}
