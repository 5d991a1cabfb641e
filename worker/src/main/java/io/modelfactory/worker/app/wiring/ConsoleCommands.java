package io.modelfactory.worker.app.wiring;

import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.console.DeadLetterEntry;
import io.modelfactory.worker.console.action.ActionCommands;
import io.modelfactory.worker.console.action.ConsoleRequests;
import io.modelfactory.worker.ledger.RunLedger;
import java.util.List;
import java.util.function.Supplier;

/** What the console has of the command line: what operators do, and how they type it. */
public interface ConsoleCommands {
    /**
     * The latest letters, latest first.
     *
     * @throws io.modelfactory.worker.failure.TransientFaultException if no broker answers
     */
    List<DeadLetterEntry> deadLetters(Configuration configuration, int limit);

    /**
     * What can be asked of the factory.
     *
     * @param ledger to look in; its role need not write
     */
    ConsoleRequests requests(Configuration configuration, Supplier<RunLedger> ledger);

    /** What does heavy work in processes of its own. */
    ActionCommands actions(Configuration configuration);

    /** A command as it can be pasted. */
    String command(String arguments);
}
