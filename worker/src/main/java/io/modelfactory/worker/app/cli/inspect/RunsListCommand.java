package io.modelfactory.worker.app.cli.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.answer.TextTable;
import io.modelfactory.worker.app.cli.option.LimitOption;
import io.modelfactory.worker.app.cli.option.ReadOnlySessionOption;
import io.modelfactory.worker.app.wiring.ReadOnlySession;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.inspect.DurationText;
import io.modelfactory.worker.inspect.Figures;
import io.modelfactory.worker.inspect.RunDocuments;
import io.modelfactory.worker.ledger.run.RunFilter;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mf runs list}: the runs of the ledger. */
@Command(
        name = "list",
        description = "Lists the runs that changed last, latest first.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {"0:listed, even if there are none", "1:the ledger does not answer", ExitCode.USAGE_ERROR_HELP},
        footerHeading = "%nExamples:%n",
        footer = {"  mf runs list --since 2h --state FAIL", "  mf runs list --code GATE_FAIL --scope prod/"})
final class RunsListCommand implements Callable<Integer> {
    /** Beyond it, how many more there are is not counted. */
    private static final int MAX_COUNTED = 10_000;

    /** Each metric is read from the run's gate receipt; lists of more rows are not looked at. */
    private static final int MAX_METRICS = 100;

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    @Mixin
    private final ReadOnlySessionOption inspection = new ReadOnlySessionOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(names = "--state", paramLabel = "STATE", description = "Only runs in this state: ${COMPLETION-CANDIDATES}.")
    private Optional<RunState> state = Optional.empty();

    @Option(names = "--platform-run", paramLabel = "ID", description = "Only runs of this platform run.")
    private Optional<String> platformRun = Optional.empty();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only runs that changed within this time, such as 90s, 15m, 2h or 7d.")
    private Optional<Duration> since = Optional.empty();

    @Option(names = "--code", paramLabel = "CODE", description = "Only runs with this failure code, such as GATE_FAIL.")
    private Optional<FailureCode> code = Optional.empty();

    @Option(
            names = "--scope",
            paramLabel = "TEXT",
            description = "Only runs whose scope, environment/mode/bundle_slot, contains this.")
    private Optional<String> scope = Optional.empty();

    @Option(names = "--requester", paramLabel = "TEXT", description = "Only runs whose first requester contains this.")
    private Optional<String> requester = Optional.empty();

    @Option(
            names = "--intent",
            paramLabel = "INTENT",
            description = "Only runs of this intent, such as baseline_train.")
    private Optional<String> intent = Optional.empty();

    @Mixin
    private final LimitOption limit = new LimitOption(20, 10_000);

    @Override
    public Integer call() {
        int most = limit.value();
        Instant now = Clock.systemUTC().instant();
        RunFilter filter = new RunFilter(state, platformRun, since.map(now::minus), code, scope, requester, intent);
        try (ReadOnlySession open = inspection.open()) {
            List<RunRecord> runs = open.ledger().list(filter, most);
            if (output.isJson()) {
                runs.forEach(run -> output.print(RunRenderer.document(run), () -> ""));
            } else {
                output.printStates(Json::object, () -> table(runs, open, now));
                if (runs.size() == most) {
                    printRemainder(open.ledger().count(filter, MAX_COUNTED + most) - most);
                }
            }
        }
        return ExitCode.SUCCESS;
    }

    private void printRemainder(int more) {
        if (more > 0) {
            output.progress((more >= MAX_COUNTED ? "at least " : "") + more
                    + " more; --limit shows more of them, --since and the other filters fewer");
        }
    }

    private String table(List<RunRecord> runs, ReadOnlySession open, Instant now) {
        if (runs.isEmpty()) {
            return "There is no such run.";
        }
        TextTable table = new TextTable(
                "RUN",
                "STATE",
                "FAILURE",
                "METRIC",
                "DURATION",
                "CHANGED (UTC)",
                "REQUESTER",
                "SCOPE",
                "INTENT",
                "PLATFORM RUN");
        for (RunRecord run : runs) {
            table.row(
                    run.runKey(),
                    RunRenderer.stateText(run),
                    run.failureCode().map(Enum::name).orElse("-"),
                    runs.size() <= MAX_METRICS ? firstMetric(run, open) : "-",
                    duration(run, now),
                    MINUTE.format(run.updatedAt()),
                    run.request().path("requester_principal").asText("-"),
                    scope(run.request().path("target_scope")),
                    run.request().path("intent_kind").asText(),
                    run.platformRunId());
        }
        return table.text(output.columns());
    }

    /** The first that its gate judged; a store that does not answer takes no run off the list. */
    private static String firstMetric(RunRecord run, ReadOnlySession open) {
        if (!run.refs().containsKey(ArtifactName.GATE_RECEIPT.key())) {
            return "-";
        }
        try {
            JsonNode check = new RunDocuments(open.store())
                    .read(run, ArtifactName.GATE_RECEIPT)
                    .content()
                    .path("checks")
                    .path(0);
            return check.path("observed").isNumber()
                    ? check.path("metric").asText() + " "
                            + Figures.of(check.path("observed").decimalValue())
                    : "-";
        } catch (TransientFaultException unreachable) {
            return "-";
        }
    }

    /** From its start to its end, or to now. */
    private static String duration(RunRecord run, Instant now) {
        return run.executionStartedAt()
                .map(start -> Duration.between(start, run.finishedAt().orElse(now)))
                .map(DurationText::of)
                .orElse("-");
    }

    private static String scope(JsonNode scope) {
        return scope.path("environment").asText() + "/" + scope.path("mode").asText() + "/"
                + scope.path("bundle_slot").asText();
    }
}
