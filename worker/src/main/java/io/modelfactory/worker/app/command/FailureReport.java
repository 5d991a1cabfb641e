package io.modelfactory.worker.app.command;

import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says in a line what went wrong; a stack trace is for bugs only. */
final class FailureReport implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) throws Exception {
        if (failure instanceof ConfigurationException) {
            command.getErr().println(failure.getMessage());
            return ExitCode.WRONG_USE;
        } else if (failure instanceof FailureException named) {
            command.getErr().println(named.code() + ": " + named.getMessage());
            return ExitCode.FAILED;
        } else if (failure instanceof TransientFaultException) {
            command.getErr().println(failure.getMessage());
            return ExitCode.FAILED;
        }
        throw failure;
    }
}
