package io.modelfactory.worker.console.action;

import io.modelfactory.worker.ledger.audit.ConsoleAction;
import io.modelfactory.worker.ledger.audit.ConsoleActionEntry;
import io.modelfactory.worker.ledger.audit.ConsoleActionOutcome;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes actions into the ledger: before they are done, and when they have ended. */
public final class ActionAudit {
    private static final Logger LOG = LoggerFactory.getLogger(ActionAudit.class);

    private final Consumer<ConsoleActionEntry> ledger;

    /** @param ledger keeps what it is given, or throws */
    public ActionAudit(Consumer<ConsoleActionEntry> ledger) {
        this.ledger = ledger;
    }

    /**
     * An action that has begun.
     *
     * @param id the same in all its rows
     */
    public record BegunAction(String id, String principal, String address, ConsoleAction action, String subject) {
        private ConsoleActionEntry entry(ConsoleActionOutcome outcome, String detail) {
            return new ConsoleActionEntry(id, principal, address, action, subject, outcome, detail);
        }
    }

    /**
     * To be called before anything is done.
     *
     * @param address where the person is
     * @throws io.modelfactory.worker.failure.TransientFaultException if it cannot be written; then nothing may be done
     */
    public BegunAction begin(String principal, String address, ConsoleAction action, String subject, String detail) {
        BegunAction begun = new BegunAction(UUID.randomUUID().toString(), principal, address, action, subject);
        ledger.accept(begun.entry(ConsoleActionOutcome.BEGUN, detail));
        LOG.info("{} at {} begins {} of {}", principal, address, action, subject);
        return begun;
    }

    /** How it ended; if that cannot be written, the log has it. */
    public void end(BegunAction begun, ConsoleActionOutcome outcome, String detail) {
        LOG.info(
                "{} of {} by {} has ended: {} {}", begun.action(), begun.subject(), begun.principal(), outcome, detail);
        try {
            ledger.accept(begun.entry(outcome, detail));
        } catch (RuntimeException e) {
            LOG.warn("the end of action {} is not in the ledger: {}", begun.id(), e.getMessage());
        }
    }
}
