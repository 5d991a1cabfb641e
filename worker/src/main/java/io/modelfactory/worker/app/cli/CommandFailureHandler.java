package io.modelfactory.worker.app.cli;

import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says in a line what went wrong; a stack trace is for bugs only. */
final class CommandFailureHandler implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) throws Exception {
        if (failure instanceof ConfigurationException) {
            printError(command, failure.getMessage());
            return ExitCode.USAGE_ERROR;
        } else if (failure instanceof FailureException named) {
            printError(command, named.code() + ": " + named.getMessage());
            return ExitCode.FAILED;
        } else if (failure instanceof TransientFaultException) {
            printError(command, failure.getMessage());
            return ExitCode.FAILED;
        }
        throw failure;
    }

    private static void printError(CommandLine command, @Nullable String message) {
        command.getErr().println(TerminalText.of(String.valueOf(message)));
    }
}
