package io.modelfactory.worker.app.cli.help;

import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.PastableCommands;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mf completion}: has a shell complete commands, options and run keys. */
@Command(
        name = "completion",
        description = "Print a script that has a shell complete mf's commands, options and run keys.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(mf completion bash)",
            "  mf completion zsh > ~/.mf-completion && source ~/.mf-completion",
            "  mf completion fish > ~/.config/fish/completions/mf.fish"
        })
public final class CompletionCommand implements Callable<Integer> {
    /** What the launcher does itself, see {@code deploy/mf}. */
    private static final List<String> LAUNCHER_COMMANDS = List.of("demo", "up", "down", "status");

    /** The shells for which there is a script. */
    enum Shell {
        bash,
        zsh,
        fish
    }

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Shell shell;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        List<String> launcherCommands = PastableCommands.hasLauncher() ? LAUNCHER_COMMANDS : List.of();
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                switch (shell) {
                    case bash, zsh -> BashCompletion.script(spec.root(), launcherCommands);
                    case fish -> new FishCompletion(spec.root(), launcherCommands).script();
                });
        out.flush();
        return ExitCode.SUCCESS;
    }
}
