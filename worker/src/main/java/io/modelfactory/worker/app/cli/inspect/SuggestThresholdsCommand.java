package io.modelfactory.worker.app.cli.inspect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.NewFile;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.option.ReadOnlySessionOption;
import io.modelfactory.worker.app.cli.option.RunKeyParameter;
import io.modelfactory.worker.app.operator.ThresholdSuggestion;
import io.modelfactory.worker.app.wiring.ReadOnlySession;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.inspect.RunDocuments;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mf suggest-thresholds}: a governance profile by what a run reached on its validation rows. */
@Command(
        name = "suggest-thresholds",
        description = {
            "Suggests a governance profile by what a run reached on its validation rows.",
            "Each threshold is the worse end of a 95 %% interval (stratified bootstrap, normal).",
            "Test rows are not looked at. The profile, and the cards by it, name the run."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:suggested",
            "1:no such run, it has no validation metrics, or they do not show that the model is better than"
                    + " guessing",
            ExitCode.USAGE_ERROR_HELP
        },
        footerHeading = "%nExample:%n",
        footer = "  mf suggest-thresholds RUN_KEY --out governance_profile_r2.yaml")
public final class SuggestThresholdsCommand implements Callable<Integer> {
    @Mixin
    private final ReadOnlySessionOption inspection = new ReadOnlySessionOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final RunKeyParameter run = new RunKeyParameter();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Write the profile to this file, which must not exist yet.")
    private Optional<Path> out = Optional.empty();

    @Override
    public Integer call() {
        try (ReadOnlySession open = inspection.open()) {
            ThresholdSuggestion suggestion = suggestion(run.find(open.ledger()), open.documents());
            out.ifPresent(file -> NewFile.write(file, suggestion.profile()));
            ObjectNode document = Json.objectTree(suggestion).put("profile", suggestion.profile());
            out.ifPresent(file -> document.put("file", file.toString()));
            output.print(
                    document,
                    () -> out.map(file -> "written to " + file)
                            .orElseGet(() -> suggestion.profile().stripTrailing()));
        }
        return ExitCode.SUCCESS;
    }

    private static ThresholdSuggestion suggestion(RunRecord run, RunDocuments documents) {
        ArtifactRef ref = new Evidence(run.refs())
                .find(ArtifactName.EVAL_REPORT)
                .orElseThrow(() -> new FailureException(
                        FailureCode.EVIDENCE_REF_MISSING,
                        run.runKey() + ": is not evaluated yet; its state is " + run.state()));
        return ThresholdSuggestion.of(
                run.runKey(),
                read(run, documents, ArtifactName.RESOLVED_TRAIN_PLAN)
                        .content()
                        .at("/governance_profile/policy_id")
                        .asText(),
                read(run, documents, ArtifactName.EVAL_REPORT).content(),
                ref.sha256());
    }

    private static RunDocuments.ReadResult read(RunRecord run, RunDocuments documents, ArtifactName name) {
        RunDocuments.ReadResult document = documents.read(run, name);
        document.problem().ifPresent(problem -> {
            throw new FailureException(FailureCode.EVIDENCE_UNRESOLVED, problem);
        });
        return document;
    }
}
