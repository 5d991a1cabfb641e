package io.modelfactory.worker.ledger.audit;

/**
 * Who acted, as facts and audits name it.
 *
 * @param sourceType {@code HUMAN} or {@code SYSTEM}
 */
public record AuditActor(String id, String sourceType) {
    private static final String HUMAN_PREFIX = "HUMAN::";

    /** The factory itself, where no request asked. */
    public static final AuditActor MODEL_FACTORY = ofPrincipal("SYSTEM::model_factory");

    /** By the prefix of the principal: only {@code HUMAN::} means a person. */
    public static AuditActor ofPrincipal(String principal) {
        return new AuditActor(principal, principal.startsWith(HUMAN_PREFIX) ? "HUMAN" : "SYSTEM");
    }
}
