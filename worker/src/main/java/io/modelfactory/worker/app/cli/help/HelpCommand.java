package io.modelfactory.worker.app.cli.help;

import io.modelfactory.worker.app.cli.answer.ExitCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mf help}: how a command is used, at any depth. */
@Command(
        name = "help",
        description = "Shows how a command is used, such as mf help runs list.",
        mixinStandardHelpOptions = true,
        helpCommand = true)
public final class HelpCommand implements Callable<Integer> {
    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The words of the command.")
    private List<String> words = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine found = spec.root().commandLine();
        for (String word : words) {
            CommandLine child = found.getSubcommands().get(word);
            if (child == null) {
                throw new ParameterException(
                        spec.commandLine(),
                        found.getCommandSpec().qualifiedName() + " has no command " + word
                                + (found.getSubcommands().isEmpty()
                                        ? ""
                                        : "; it has "
                                                + String.join(
                                                        ", ",
                                                        found.getSubcommands().keySet())));
            }
            found = child;
        }
        found.usage(spec.commandLine().getOut());
        return ExitCode.SUCCESS;
    }
}
