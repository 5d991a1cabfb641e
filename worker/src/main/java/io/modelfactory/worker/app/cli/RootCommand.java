package io.modelfactory.worker.app.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

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

    private RootCommand() {}

    /** Does what the arguments say; gives the exit code. */
    public static int run(String... arguments) {
        return line().execute(arguments);
    }

    static CommandLine line() {
        CommandLine line = new CommandLine(new RootCommand());
        // First: what is set on a line reaches the commands that it has by then.
        CommandGroups.install(line);
        return line.setExecutionExceptionHandler(new CommandFailureHandler())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(HELP_COLUMNS);
    }
}
