package io.modelfactory.worker.app.cli.inspect;

import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.answer.TextTable;
import io.modelfactory.worker.app.cli.option.ReadOnlySessionOption;
import io.modelfactory.worker.app.cli.option.RunKeyParameter;
import io.modelfactory.worker.app.cli.option.ScratchFolder;
import io.modelfactory.worker.app.wiring.ReadOnlySession;
import io.modelfactory.worker.inspect.reproduce.Reproduction;
import io.modelfactory.worker.inspect.reproduce.Reproduction.Artifact;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.training.process.ExecutorChoice;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mf reproduce}: the proof by doing it again. */
@Command(
        name = "reproduce",
        description = {
            "Trains a run again from its plan, and compares all artifacts byte by byte.",
            "Neither store nor ledger is written to. Takes as long, and as much memory, as the run did."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:the run ended as before, and every artifact is identical",
            "1:something differs; or there is no such run, or it is still in progress, or ledger or store does not"
                    + " answer",
            ExitCode.USAGE_ERROR_HELP
        })
public final class ReproduceCommand implements Callable<Integer> {
    @Mixin
    private final ReadOnlySessionOption inspection = new ReadOnlySessionOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final RunKeyParameter run = new RunKeyParameter();

    @Option(
            names = "--keep",
            paramLabel = "DIR",
            description = "Make the artifacts in this folder, which must be empty or absent, and keep them.")
    private Optional<Path> keep = Optional.empty();

    @Option(
            names = "--executor",
            paramLabel = "WHERE",
            description = {
                "Where the rows lie while it trains, one of ${COMPLETION-CANDIDATES}.",
                "It changes no byte. Default: wiring.training.executor of the profile."
            })
    private Optional<ExecutorChoice> executor = Optional.empty();

    @Override
    public Integer call() throws IOException {
        try (ReadOnlySession open = inspection.open()) {
            RunRecord original = run.find(open.ledger());
            try (ScratchFolder folder =
                    keep.isPresent() ? ScratchFolder.kept(keep.get()) : ScratchFolder.temporary(open.scratch())) {
                output.progress("training " + original.runKey() + " again in " + folder.path() + " ...");
                Reproduction reproduction =
                        open.reproducer(folder.path(), executor).reproduce(original);
                output.print(reproduction.toJson(), () -> text(reproduction));
                return reproduction.identical() ? ExitCode.SUCCESS : ExitCode.FAILED;
            }
        }
    }

    private String text(Reproduction reproduction) {
        TextTable table = new TextTable("", "");
        for (Artifact artifact : reproduction.artifacts()) {
            table.row(artifact.verdict().name(), artifact.ref());
            artifact.differences().forEach(difference -> table.row("", "  " + difference));
        }
        String verdict = reproduction.runKey()
                + (reproduction.identical() ? " is reproduced: every byte is the same" : " is NOT reproduced")
                + "; it ended in " + reproduction.outcome() + ", its repetition in " + reproduction.outcomeAgain()
                + reproduction.remark().map(remark -> " (" + remark + ")").orElse("");
        return reproduction.artifacts().isEmpty()
                ? verdict
                : table.text(output.columns()) + System.lineSeparator() + verdict;
    }
}
