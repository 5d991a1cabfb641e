package io.modelfactory.worker.app.cli.help;

import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.release.WorkerRelease;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mf man}: the manual pages of the commands. */
@Command(
        name = "man",
        description = "Prints the manual page of a command, or writes those of all.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {"0:printed or written", "1:it cannot be written", ExitCode.USAGE_ERROR_HELP},
        footerHeading = "%nExamples:%n",
        footer = {"  mf man runs list | man -l -", "  mf man --out ~/.local/share/man/man1 && man mf-runs-list"})
public final class ManCommand implements Callable<Integer> {
    @Option(names = "--out", paramLabel = "DIR", description = "Write the pages of all commands into this folder.")
    private Optional<Path> out = Optional.empty();

    @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "The words of the command; none for mf itself.")
    private List<String> words = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        PrintWriter print = spec.commandLine().getOut();
        String release = "mf " + WorkerRelease.current().version();
        if (out.isEmpty()) {
            print.print(ManPage.of(named(), release));
        } else if (words.isEmpty()) {
            Path folder = Files.createDirectories(out.get());
            List<CommandSpec> commands = CommandTree.all(spec.root());
            for (CommandSpec command : commands) {
                Files.writeString(
                        folder.resolve(ManPage.nameOf(command) + ".1"),
                        ManPage.of(command, release),
                        StandardCharsets.UTF_8);
            }
            print.println(commands.size() + " pages written to " + folder);
        } else {
            throw new ParameterException(spec.commandLine(), "--out writes the pages of all commands; name none");
        }
        print.flush();
        return ExitCode.SUCCESS;
    }

    private CommandSpec named() {
        String wanted = String.join(" ", words);
        return CommandTree.all(spec.root()).stream()
                .filter(command -> CommandTree.words(command).equals(wanted))
                .findFirst()
                .orElseThrow(() -> new ParameterException(spec.commandLine(), "there is no command " + wanted));
    }
}
