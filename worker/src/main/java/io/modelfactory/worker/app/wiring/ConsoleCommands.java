package io.modelfactory.worker.app.wiring;

import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.console.DeadLetterEntry;
import java.util.List;

/** What the console has of the command line: what operators do, and how they type it. */
public interface ConsoleCommands {
    /**
     * The latest letters, latest first.
     *
     * @throws io.modelfactory.worker.failure.TransientFaultException if no broker answers
     */
    List<DeadLetterEntry> deadLetters(Configuration configuration, int limit);

    /** A command as it can be pasted. */
    String command(String arguments);
}
