package io.modelfactory.worker.app.cli.answer;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What all commands of a command line share. */
public interface CommandContext {
    /** The context of a command: the object of its root. */
    static CommandContext of(CommandSpec command) {
        return (CommandContext) command.root().userObject();
    }

    /** What answers are shown on. */
    Terminal terminal();

    /** How a command asks its user. */
    TerminalPrompt prompt();

    /** All commands there are; the line that is being executed may have been built for its own command alone. */
    CommandLine allCommands();
}
