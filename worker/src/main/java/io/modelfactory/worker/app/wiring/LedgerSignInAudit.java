package io.modelfactory.worker.app.wiring;

import io.modelfactory.worker.console.auth.SignInAudit;
import io.modelfactory.worker.ledger.audit.ConsoleAction;
import io.modelfactory.worker.ledger.audit.ConsoleActionEntry;
import io.modelfactory.worker.ledger.audit.ConsoleActionLog;
import io.modelfactory.worker.ledger.audit.ConsoleActionOutcome;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who signed in and out, in the ledger. While the database does not answer, people may sign in all the same, for the
 * console then says what is missing; the log has it in any case.
 */
record LedgerSignInAudit(ConsoleActionLog log) implements SignInAudit {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerSignInAudit.class);

    @Override
    public void record(String principal, String address, boolean signedIn) {
        try {
            log.append(new ConsoleActionEntry(
                    UUID.randomUUID().toString(),
                    principal,
                    address,
                    signedIn ? ConsoleAction.SIGN_IN : ConsoleAction.SIGN_OUT,
                    "console",
                    ConsoleActionOutcome.DONE,
                    ""));
        } catch (RuntimeException e) {
            LOG.warn(
                    "{} signed {} from {}, which is not in the ledger: {}",
                    principal,
                    signedIn ? "in" : "out",
                    address,
                    e.getMessage());
        }
    }
}
