package io.modelfactory.worker.app.cli.inspect;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.option.ReadOnlySessionOption;
import io.modelfactory.worker.app.cli.option.RunKeyParameter;
import io.modelfactory.worker.app.wiring.ReadOnlySession;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.inspect.AskedAgain;
import io.modelfactory.worker.inspect.RunFinder;
import io.modelfactory.worker.inspect.compare.RunAttributes;
import io.modelfactory.worker.inspect.compare.RunDiff;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.activity.RunProgress;
import io.modelfactory.worker.ledger.activity.RunSituation;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.time.YearMonth;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mf runs}: looks at runs, and changes none. */
@Command(
        name = "runs",
        description = {
            "Looks at runs: list, show, events, watch, diff.",
            "Wherever a command takes a RUN_KEY, its beginning is enough if no other run shares it."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunsListCommand.class,
            RunsCommand.ShowRun.class,
            RunsCommand.ListRunEvents.class,
            RunsWatchCommand.class,
            RunsCommand.DiffRuns.class
        })
public final class RunsCommand {
    private RunsCommand() {}

    @Command(
            name = "show",
            description = "Shows what the ledger knows of a run: its state, the requests for it, and its artifacts.",
            mixinStandardHelpOptions = true,
            exitCodeListHeading = ExitCode.HEADING,
            exitCodeList = {
                "0:shown",
                "1:there is no such run, or the ledger does not answer",
                ExitCode.USAGE_ERROR_HELP
            })
    static final class ShowRun implements Callable<Integer> {
        @Mixin
        private final ReadOnlySessionOption inspection = new ReadOnlySessionOption();

        @Mixin
        private final OutputOption output = new OutputOption();

        @Mixin
        private final RunKeyParameter run = new RunKeyParameter();

        @Override
        public Integer call() {
            try (ReadOnlySession open = inspection.open()) {
                RunLedger ledger = open.ledger();
                RunRecord found = run.find(ledger);
                List<RequestRecord> requests = ledger.requests(found.runKey());
                RunSituation situation = open.session().situations().situation(found);
                List<RunProgress> progress = open.session().progress().byClaim(found.runKey());
                Optional<YearMonth> detached = ledger.detachedMonth(found.runKey());
                List<AskedAgain> again = AskedAgain.of(ledger, found.runKey());
                output.printStates(
                        () -> {
                            ObjectNode document = RunRenderer.document(found, requests, situation, progress);
                            detached.ifPresent(month -> document.put("detached_month", month.toString()));
                            document.set("asked_again", Json.tree(again));
                            return document;
                        },
                        () -> RunRenderer.text(found, requests, situation, progress, output.columns())
                                + detached.map(month -> System.lineSeparator() + RunRenderer.detachedHistory(month))
                                        .orElse("")
                                + AskedAgain.lines(again));
            }
            return 0;
        }
    }

    @Command(
            name = "events",
            description = "Lists the events of a run, oldest first.",
            mixinStandardHelpOptions = true,
            exitCodeListHeading = ExitCode.HEADING,
            exitCodeList = {
                "0:listed",
                "1:there is no such run, or the ledger does not answer",
                ExitCode.USAGE_ERROR_HELP
            })
    static final class ListRunEvents implements Callable<Integer> {
        @Mixin
        private final ReadOnlySessionOption inspection = new ReadOnlySessionOption();

        @Mixin
        private final OutputOption output = new OutputOption();

        @Mixin
        private final RunKeyParameter run = new RunKeyParameter();

        @Override
        public Integer call() {
            try (ReadOnlySession open = inspection.open()) {
                RunLedger ledger = open.ledger();
                String runKey = run.find(ledger).runKey();
                ledger.detachedMonth(runKey)
                        .ifPresent(month -> output.print(
                                Json.object().put("detached_month", month.toString()),
                                () -> RunRenderer.detachedHistory(month)));
                ledger.events(runKey)
                        .forEach(event ->
                                output.printStates(() -> RunRenderer.document(event), () -> RunRenderer.text(event)));
            }
            return 0;
        }
    }

    @Command(
            name = "diff",
            description = {
                "Puts two runs side by side: inputs, datasets, profiles, configuration, split, model, metrics, gate,"
                        + " bundle.",
                "Shows what differs."
            },
            mixinStandardHelpOptions = true,
            exitCodeListHeading = ExitCode.HEADING,
            exitCodeList = {
                "0:compared, whether or not they differ",
                "1:there is no such run, or ledger or store does not answer",
                ExitCode.USAGE_ERROR_HELP
            })
    static final class DiffRuns implements Callable<Integer> {
        @Mixin
        private final ReadOnlySessionOption inspection = new ReadOnlySessionOption();

        @Mixin
        private final OutputOption output = new OutputOption();

        @Parameters(index = "0", paramLabel = "A", description = RunKeyParameter.DESCRIPTION)
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String runA;

        @Parameters(index = "1", paramLabel = "B", description = "Another run, given in the same way.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String runB;

        @Option(names = "--all", description = "Show what is the same, too.")
        private boolean all;

        @Override
        public Integer call() {
            try (ReadOnlySession open = inspection.open()) {
                RunFinder runs = new RunFinder(open.ledger());
                RunAttributes a = RunAttributes.of(runs.find(runA), open.documents());
                RunAttributes b = RunAttributes.of(runs.find(runB), open.documents());
                RunDiff diff = RunDiff.of(a, b, all);
                output.print(diff.toJson(), () -> DiffText.of(diff, output.columns()));
            }
            return 0;
        }
    }
}
