package io.modelfactory.worker.app.cli;

import io.modelfactory.worker.app.cli.answer.CommandContext;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.StandardOutput;
import io.modelfactory.worker.app.cli.answer.Terminal;
import io.modelfactory.worker.app.cli.answer.TerminalPrompt;
import io.modelfactory.worker.app.cli.operate.WorkerRunCommand;
import io.modelfactory.worker.app.cli.option.DurationConverter;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
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
public final class RootCommand implements CommandContext {
    private static final int HELP_COLUMNS = 100;

    /** What picocli needs for options and their descriptions. */
    private static final int MIN_HELP_COLUMNS = 55;

    private final TerminalPrompt prompt;
    private final Terminal terminal;

    private RootCommand(TerminalPrompt prompt, Terminal terminal) {
        this.prompt = prompt;
        this.terminal = terminal;
    }

    @Override
    public Terminal terminal() {
        return terminal;
    }

    @Override
    public TerminalPrompt prompt() {
        return prompt;
    }

    @Override
    public CommandLine allCommands() {
        return line();
    }

    /** Does what the arguments say; gives the exit code. */
    public static int run(String... arguments) {
        if (arguments.length > 0 && !arguments[0].equals("worker")) {
            CommandLogging.expect();
        }
        StandardOutput output = StandardOutput.ofThisProcess();
        PrintWriter out = output.writer();
        CommandLine line = line(
                        TerminalPrompt.ofProcess(),
                        Terminal.ofThisProcess(),
                        words -> CommandGroups.install(words, arguments.length == 0 ? "" : arguments[0]))
                .setOut(out);
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

    /** For answers that go to no terminal. */
    public static CommandLine line() {
        return line(TerminalPrompt.ofProcess(), Terminal.NONE);
    }

    public static CommandLine line(TerminalPrompt prompt, Terminal terminal) {
        return line(prompt, terminal, CommandGroups::install);
    }

    private static CommandLine line(TerminalPrompt prompt, Terminal terminal, Consumer<CommandLine> commands) {
        CommandLine line = new CommandLine(new RootCommand(prompt, terminal));
        // First: what is set on a line reaches the commands that it has by then.
        commands.accept(line);
        return line.setExecutionExceptionHandler(new CommandFailureHandler())
                .setParameterExceptionHandler(new UsageErrorHandler())
                .registerConverter(Duration.class, new DurationConverter())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpWidth(helpColumns(terminal));
    }

    private static int helpColumns(Terminal terminal) {
        return terminal.columns() == 0
                ? HELP_COLUMNS
                : Math.max(MIN_HELP_COLUMNS, Math.min(HELP_COLUMNS, terminal.columns()));
    }
}
