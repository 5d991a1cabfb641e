package io.modelfactory.worker.app.cli.inspect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.answer.TextTable;
import io.modelfactory.worker.app.cli.option.ReadOnlySessionOption;
import io.modelfactory.worker.app.cli.option.RunKeyParameter;
import io.modelfactory.worker.app.wiring.ReadOnlySession;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.inspect.AskedAgain;
import io.modelfactory.worker.inspect.RunFinder;
import io.modelfactory.worker.inspect.explain.Explainer;
import io.modelfactory.worker.inspect.explain.Explanation;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mf explain}: why a run is in its state. */
@Command(
        name = "explain",
        description = {
            "Says in a sentence why a run failed, what it waits for, or why it passed.",
            "With the code, the checks, the evidence, and the next step.",
            "A request that never became a run is explained by its id."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:explained, whatever became of the run",
            "1:there is no such run or request, or ledger or store does not answer",
            ExitCode.USAGE_ERROR_HELP
        })
public final class ExplainCommand implements Callable<Integer> {
    @Mixin
    private final ReadOnlySessionOption inspection = new ReadOnlySessionOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private ExplainSubject subject;

    /** What is to be explained: one of the two. */
    static final class ExplainSubject {
        @Parameters(paramLabel = RunKeyParameter.LABEL, description = RunKeyParameter.DESCRIPTION)
        private @Nullable String runKey;

        @Option(names = "--request", paramLabel = "ID", description = "The request of this id, instead of a run.")
        private @Nullable String requestId;
    }

    @Override
    public Integer call() {
        try (ReadOnlySession open = inspection.open()) {
            RunLedger ledger = open.ledger();
            Explainer explainer = new Explainer(
                    open.documents(), run -> open.session().situations().situation(run));
            Explanation explanation = subject.runKey == null
                    ? explainRequest(ledger, explainer, String.valueOf(subject.requestId))
                    : explainRun(ledger, explainer, subject.runKey);
            List<String> commands = output.pastable().list(explanation.nextSteps());
            List<AskedAgain> again = AskedAgain.of(ledger, explanation.subject());
            List<String> incomplete = output.pastable().incomplete(explanation.nextSteps());
            output.printStates(
                    () -> {
                        ObjectNode document = explanation.toJson();
                        document.set("commands", Json.tree(commands));
                        document.set("asked_again", Json.tree(again));
                        document.set("commands_to_complete", Json.tree(incomplete));
                        return document;
                    },
                    () -> text(explanation, again, commands, incomplete));
        }
        return 0;
    }

    private static Explanation explainRun(RunLedger ledger, Explainer explainer, String runKey) {
        RunRecord run = new RunFinder(ledger).find(runKey);
        Explanation explanation = explainer.explain(run);
        return ledger.detachedMonth(run.runKey())
                .map(month -> explanation.withNextStep(RunRenderer.detachedHistory(month)))
                .orElse(explanation);
    }

    private static Explanation explainRequest(RunLedger ledger, Explainer explainer, String requestId) {
        RequestRecord request = ledger.request(requestId)
                .orElseThrow(() -> new FailureException(
                        FailureCode.RUN_NOT_FOUND,
                        requestId + ": "
                                + ledger.detachedMonthOfRequest(requestId)
                                        .map(RunRenderer::detachedHistory)
                                        .orElse("no request of this id was taken in; one that could not be decoded is"
                                                + " among the dead letters")));
        return explainer.explain(request, request.runKey().flatMap(ledger::find));
    }

    private String text(
            Explanation explanation, List<AskedAgain> again, List<String> commands, List<String> incomplete) {
        TextTable table = new TextTable("", "").row("state", explanation.standing());
        explanation.code().ifPresent(code -> table.row("code", code + " (" + code.category() + ")"));
        again.forEach(request -> table.row("asked again", request.text()));
        explanation.checks().forEach(check -> table.row("check", check));
        explanation.alerts().forEach(line -> table.row("alerts", line));
        explanation
                .evidence()
                .forEach(line -> table.row(
                        "evidence",
                        line.name() + " " + line.ref()
                                + line.sha256()
                                        .map(digest -> " sha256 " + digest)
                                        .orElse("")));
        explanation
                .nextSteps()
                .forEach(step -> table.row("next step", output.pastable().in(step)));
        StringBuilder toPaste = new StringBuilder();
        // Never folded: a line break would end the command.
        commands.forEach(command ->
                toPaste.append(System.lineSeparator()).append("to paste   ").append(command));
        incomplete.forEach(command -> toPaste.append(System.lineSeparator())
                .append("to complete, in capital letters:  ")
                .append(command));
        return explanation.sentence()
                + System.lineSeparator()
                + System.lineSeparator()
                + table.text(output.columns())
                + toPaste;
    }
}
