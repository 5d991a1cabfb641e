package io.modelfactory.worker.console.page;

import io.modelfactory.worker.ledger.audit.ConsoleActionOutcome;
import io.modelfactory.worker.ledger.audit.ConsoleActionRecord;
import java.time.Instant;

/**
 * How the verification of a bundle's run ended that was asked for last on the console. Of one by {@code mf verify},
 * which only reads the ledger, nothing is known here.
 *
 * @param held whether everything that the bundle rests on was as it has to be; false also where it could not be read
 * @param detail what it said last
 */
public record LastVerification(boolean held, Instant at, String principal, String detail) {
    static LastVerification of(ConsoleActionRecord action) {
        return new LastVerification(
                action.entry().outcome() == ConsoleActionOutcome.DONE,
                action.occurredAt(),
                action.entry().principal(),
                action.entry().detail());
    }
}
