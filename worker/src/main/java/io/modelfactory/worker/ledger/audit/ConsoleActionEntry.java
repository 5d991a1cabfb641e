package io.modelfactory.worker.ledger.audit;

/**
 * One step of something that a person did on the console.
 *
 * @param actionId the same in all entries of one action
 * @param address where the person was, as far as the console can know
 * @param subject a run's key, positions of dead letters, or what else it was done to
 * @param detail what became of it, for people; may be empty
 */
public record ConsoleActionEntry(
        String actionId,
        String principal,
        String address,
        ConsoleAction action,
        String subject,
        ConsoleActionOutcome outcome,
        String detail) {}
