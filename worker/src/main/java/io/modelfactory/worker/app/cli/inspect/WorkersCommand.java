package io.modelfactory.worker.app.cli.inspect;

import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.answer.TextTable;
import io.modelfactory.worker.app.cli.option.LimitOption;
import io.modelfactory.worker.app.cli.option.ReadOnlySessionOption;
import io.modelfactory.worker.app.wiring.ReadOnlySession;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.inspect.DurationText;
import io.modelfactory.worker.inspect.SituationDocument;
import io.modelfactory.worker.ledger.activity.WorkerStatus;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mf workers}: who works. */
@Command(
        name = "workers",
        description = {
            "Lists the workers of the ledger: those alive first, then those seen last.",
            "A worker is LOST when three of its heartbeats are missing: it died, or cannot reach the database."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {"0:listed, even if none is alive", "1:the ledger does not answer", ExitCode.USAGE_ERROR_HELP},
        footerHeading = "%nExamples:%n",
        footer = {"  mf workers", "  mf workers --json | jq -r 'select(.state == \"ALIVE\") | .worker_id'"})
public final class WorkersCommand implements Callable<Integer> {
    private static final int DIGEST_DIGITS = 12;

    @Mixin
    private final ReadOnlySessionOption inspection = new ReadOnlySessionOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final LimitOption limit = new LimitOption(20, 1_000);

    @Override
    public Integer call() {
        try (ReadOnlySession open = inspection.open()) {
            List<WorkerStatus> workers = open.session().workers().workers(limit.value());
            if (output.isJson()) {
                workers.forEach(worker -> output.print(SituationDocument.of(worker), () -> ""));
            } else {
                output.print(Json.object(), () -> text(workers));
            }
        }
        return ExitCode.SUCCESS;
    }

    private String text(List<WorkerStatus> workers) {
        if (workers.isEmpty()) {
            return "No worker has registered in this ledger yet; start one: `mf worker run`.";
        }
        TextTable table =
                new TextTable("WORKER", "STATE", "LAST SEEN", "WORKS ON", "RELEASE", "CONFIGURATION", "HOST", "SINCE");
        workers.forEach(worker -> table.row(
                worker.workerId(),
                worker.state().name(),
                DurationText.of(worker.lastSeenAgo()) + " ago",
                worker.runs().isEmpty() ? "-" : String.join(" ", worker.runs()),
                worker.registration().releaseId(),
                worker.registration().runConfigDigest().substring(0, DIGEST_DIGITS),
                worker.registration().host(),
                RunRenderer.time(worker.since())));
        boolean anyAlive = workers.stream().anyMatch(WorkerStatus::isAlive);
        return table.text(output.columns())
                + (anyAlive ? "" : System.lineSeparator() + "No worker is alive; start one: `mf worker run`.");
    }
}
