package io.modelfactory.worker.app.command;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the Model Factory. */
@Command(
        name = "mf",
        description = "Model Factory: turns pinned training inputs into proven model bundles.",
        mixinStandardHelpOptions = true,
        versionProvider = ReleaseVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            WorkerCommand.class,
            RequestCommand.class,
            RunsCommand.class,
            ExplainCommand.class,
            VerifyCommand.class,
            ReproduceCommand.class,
            CommandLine.HelpCommand.class
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed; the message names the reason",
            "2:the command line or the configuration is wrong"
        })
public final class RootCommand {
    private RootCommand() {}

    /** Does what the arguments say; gives the exit code. */
    public static int run(String... arguments) {
        return line().execute(arguments);
    }

    static CommandLine line() {
        return new CommandLine(new RootCommand())
                .setExecutionExceptionHandler(new FailureReport())
                .setCaseInsensitiveEnumValuesAllowed(true);
    }
}
