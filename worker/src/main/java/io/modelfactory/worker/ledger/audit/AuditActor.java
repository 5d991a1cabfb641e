package io.modelfactory.worker.ledger.audit;

/**
 * Who acted, as facts and audits name it.
 *
 * @param sourceType {@code HUMAN} or {@code SYSTEM}
 */
public record AuditActor(String id, String sourceType) {
    /** The factory itself, where no request asked. */
    public static final AuditActor MODEL_FACTORY = new AuditActor("SYSTEM::model_factory", "SYSTEM");
}
