package io.modelfactory.worker.app.command;

import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says in a line what went wrong; a stack trace is for bugs only. */
final class FailureReport implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) throws Exception {
        if (failure instanceof ConfigurationException) {
            say(command, failure.getMessage());
            return ExitCode.WRONG_USE;
        } else if (failure instanceof FailureException named) {
            say(command, named.code() + ": " + named.getMessage());
            return ExitCode.FAILED;
        } else if (failure instanceof TransientFaultException) {
            say(command, failure.getMessage());
            return ExitCode.FAILED;
        }
        throw failure;
    }

    private static void say(CommandLine command, @Nullable String message) {
        command.getErr().println(TerminalText.of(String.valueOf(message)));
    }
}
