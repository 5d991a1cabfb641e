package io.modelfactory.worker.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The command line of the Model Factory. */
@Command(
        name = "mf",
        description = "Model Factory: turns pinned training inputs into proven model bundles.",
        mixinStandardHelpOptions = true,
        versionProvider = ReleaseVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {WorkerCommand.class, RequestCommand.class, CommandLine.HelpCommand.class},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:failed; the message names the reason",
            "2:the command line or the configuration is wrong"
        })
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler(new FailureReport())
                .setCaseInsensitiveEnumValuesAllowed(true);
    }
}
