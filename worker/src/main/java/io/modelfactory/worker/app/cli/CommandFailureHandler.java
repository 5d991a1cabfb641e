package io.modelfactory.worker.app.cli;

import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption.LostOutputException;
import io.modelfactory.worker.app.cli.answer.PastableCommands;
import io.modelfactory.worker.app.cli.answer.TerminalText;
import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Says in a line what went wrong; a stack trace is for bugs only. */
final class CommandFailureHandler implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (failure instanceof ConfigurationException) {
            printError(command, failure.getMessage());
            return ExitCode.USAGE_ERROR;
        } else if (failure instanceof FailureException named) {
            printError(command, named.code() + ": " + named.getMessage());
            return ExitCode.FAILED;
        } else if (failure instanceof TransientFaultException || failure instanceof AttemptFailedException) {
            printError(command, failure.getMessage());
            return ExitCode.FAILED;
        } else if (failure instanceof LostOutputException) {
            return ExitCode.FAILED;
        } else if (failure instanceof IOException file) {
            printError(command, reason(file));
            return ExitCode.FAILED;
        } else if (failure instanceof UncheckedIOException file) {
            printError(command, reason(Objects.requireNonNull(file.getCause())));
            return ExitCode.FAILED;
        }
        failure.printStackTrace(command.getErr());
        printError(command, "unexpected error, a defect of this release: " + failure);
        return ExitCode.FAILED;
    }

    private static String reason(IOException failure) {
        if (!(failure instanceof FileSystemException file)) {
            return String.valueOf(failure.getMessage());
        }
        String why = failure instanceof NoSuchFileException
                ? "there is no such file or folder"
                : failure instanceof AccessDeniedException
                        ? "access is denied"
                        : failure instanceof FileAlreadyExistsException
                                ? "it exists already"
                                : String.valueOf(file.getReason());
        return file.getFile() + ": " + why;
    }

    private static void printError(CommandLine command, @Nullable String message) {
        String text = PastableCommands.of(command).in(String.valueOf(message));
        command.getErr().println(TerminalText.of(text));
        command.getErr().flush();
    }
}
