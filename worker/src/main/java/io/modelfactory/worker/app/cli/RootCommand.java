package io.modelfactory.worker.app.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;

/** The command line of the Model Factory. */
@Command(
        name = "mf",
        description = "Model Factory: turns pinned training inputs into proven model bundles.",
        mixinStandardHelpOptions = true,
        versionProvider = ReleaseVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            ExitCode.SUCCESS_HELP,
            ExitCode.FAILED_HELP,
            ExitCode.USAGE_ERROR_HELP,
            ExitCode.TIMED_OUT_HELP,
            ExitCode.ACTION_REQUIRED_HELP
        })
public final class RootCommand {
    private static final int HELP_COLUMNS = 100;

    private final TerminalPrompt prompt;

    private RootCommand(TerminalPrompt prompt) {
        this.prompt = prompt;
    }

    /** Does what the arguments say; gives the exit code. */
    public static int run(String... arguments) {
        StandardOutput output = StandardOutput.ofThisProcess();
        PrintWriter out = output.writer();
        CommandLine line = line().setOut(out);
        LibraryLog libraries = new LibraryLog(System.getenv());
        line.setExecutionStrategy(parsed -> {
            if (!WorkerRunCommand.isIn(parsed)) {
                libraries.divert();
            }
            return new CommandLine.RunLast().execute(parsed);
        });
        int exitCode = line.execute(arguments);
        out.flush();
        if (exitCode == ExitCode.FAILED) {
            libraries
                    .writtenTo()
                    .ifPresent(file -> line.getErr().println("mf: what libraries said of it is in " + file));
        }
        Optional<String> loss = output.loss();
        loss.filter(why -> !why.isEmpty()).ifPresent(line.getErr()::println);
        return loss.isPresent() && exitCode == ExitCode.SUCCESS ? ExitCode.FAILED : exitCode;
    }

    static CommandLine line() {
        return line(TerminalPrompt.ofProcess());
    }

    static CommandLine line(TerminalPrompt prompt) {
        CommandLine line = new CommandLine(new RootCommand(prompt));
        // First: what is set on a line reaches the commands that it has by then.
        CommandGroups.install(line);
        return line.setExecutionExceptionHandler(new CommandFailureHandler())
                .setParameterExceptionHandler(new UsageErrorHandler())
                .registerConverter(Duration.class, new DurationConverter())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(HELP_COLUMNS);
    }

    /** How a command asks whoever runs it. */
    static TerminalPrompt prompt(CommandSpec command) {
        return ((RootCommand) command.root().userObject()).prompt;
    }
}
