package io.modelfactory.worker.app.cli;

import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.PastableCommands;
import io.modelfactory.worker.app.cli.answer.TerminalText;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says in a line what is wrong with a command line; how it is used is for {@code --help} to say. */
final class UsageErrorHandler implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        StringBuilder line = new StringBuilder(name).append(": ").append(message(wrong));
        if (wrong instanceof UnmatchedArgumentException unmatched
                && !unmatched.getSuggestions().isEmpty()) {
            line.append("; did you mean ")
                    .append(String.join(" or ", unmatched.getSuggestions()))
                    .append('?');
        }
        line.append(" (usage: `").append(name).append(" --help`)");
        command.getErr().println(TerminalText.of(PastableCommands.of(command).in(line.toString())));
        command.getErr().flush();
        return ExitCode.USAGE_ERROR;
    }

    private static String message(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        String message = String.valueOf(wrong.getMessage())
                .replaceAll("\\s*\\R\\s*", " ")
                .strip();
        boolean noSubcommand = message.equals("Missing required subcommand");
        return noSubcommand
                ? message + ": " + String.join(", ", command.getSubcommands().keySet())
                : message;
    }
}
