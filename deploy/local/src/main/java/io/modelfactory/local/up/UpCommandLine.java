package io.modelfactory.local.up;

import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code deploy/mf up}, {@code down} and {@code status}. */
@Command(
        name = "deploy/mf",
        description = "The platform on this machine, in the background.",
        subcommands = {UpCommand.class, DownCommand.class, StatusCommand.class})
public final class UpCommandLine {
    static final String EXIT_CODES = "%nExit codes:%n";
    static final int FAILED = 1;
    static final int TIMED_OUT = 3;

    private static final int HELP_COLUMNS = 100;

    private UpCommandLine() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine line = new CommandLine(new UpCommandLine());
        line.setUsageHelpWidth(HELP_COLUMNS)
                .setExecutionExceptionHandler((failure, command, parsed) -> report(failure, command.getErr()));
        return line;
    }

    /** What a person can fix has one line; a fault of the program keeps its stack trace. */
    private static int report(Exception failure, PrintWriter err) throws Exception {
        if (failure instanceof UpTimeoutException) {
            err.println("mf: " + failure.getMessage());
            return TIMED_OUT;
        }
        if (failure instanceof UpException || failure instanceof UncheckedIOException) {
            err.println("mf: " + failure.getMessage() + cause(failure));
            return FAILED;
        }
        throw failure;
    }

    private static String cause(Exception failure) {
        Throwable cause = failure.getCause();
        return failure instanceof UncheckedIOException && cause != null ? ": " + cause.getMessage() : "";
    }

    /** The platform did not start in time. */
    static final class UpTimeoutException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UpTimeoutException(String message) {
            super(message);
        }
    }
}
