package io.modelfactory.worker.app.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mf completion}: has a shell complete commands and options. */
@Command(
        name = "completion",
        description = "Print a script that has a shell complete mf's commands and options.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  source <(mf completion bash)", "  mf completion zsh > ~/.mf-completion && source ~/.mf-completion"
        })
final class CompletionCommand implements Callable<Integer> {
    /** One script serves both: in zsh it switches on the emulation of bash's completion itself. */
    enum Shell {
        bash,
        zsh
    }

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
    @SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // picocli sets it, and refuses other shells
    private Shell shell;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        PrintWriter out = spec.commandLine().getOut();
        out.print(AutoComplete.bash(root.getCommandName(), root));
        out.flush();
        return ExitCode.SUCCESS;
    }
}
