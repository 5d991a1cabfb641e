package io.modelfactory.worker.app.cli.inspect;

import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.answer.TextTable;
import io.modelfactory.worker.app.cli.option.LimitOption;
import io.modelfactory.worker.app.cli.option.ReadOnlySessionOption;
import io.modelfactory.worker.app.cli.option.RunKeyParameter;
import io.modelfactory.worker.app.wiring.ReadOnlySession;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.inspect.RunFinder;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.audit.AuditRecord;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code mf audits}: who had which evidence read. */
@Command(
        name = "audits",
        description = {
            "Lists protected references that were followed, for whom, and the outcome.",
            "Of one run all, oldest first; without a run at most --limit, latest first, those of refused requests"
                    + " included."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:listed, even if there are none",
            "1:there is no such run, or the ledger does not answer",
            ExitCode.USAGE_ERROR_HELP
        })
public final class AuditsCommand implements Callable<Integer> {
    @Mixin
    private final ReadOnlySessionOption inspection = new ReadOnlySessionOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(paramLabel = RunKeyParameter.LABEL, arity = "0..1", description = RunKeyParameter.DESCRIPTION)
    private @Nullable String runKey;

    @Option(names = "--platform-run", paramLabel = "ID", description = "Only those of this platform run.")
    private Optional<String> platformRun = Optional.empty();

    @Option(names = "--refused", description = "Only references that were refused.")
    private boolean refusedOnly;

    @Mixin
    private final LimitOption limit = new LimitOption(50, 100_000);

    @Override
    public Integer call() {
        int latest = limit.value();
        try (ReadOnlySession open = inspection.open()) {
            List<AuditRecord> audits = find(open.ledger(), latest);
            if (output.isJson()) {
                audits.forEach(audit -> output.print(Json.tree(audit), () -> ""));
            } else {
                output.print(Json.object(), () -> table(audits));
            }
        }
        return ExitCode.SUCCESS;
    }

    private List<AuditRecord> find(RunLedger ledger, int latest) {
        if (runKey == null) {
            return ledger.latestAudits(platformRun, refusedOnly, latest);
        }
        return ledger.audits(new RunFinder(ledger).find(runKey).runKey()).stream()
                .filter(audit -> !refusedOnly || audit.sha256().isEmpty())
                .filter(audit -> platformRun.stream().allMatch(audit.platformRunId()::equals))
                .toList();
    }

    private String table(List<AuditRecord> audits) {
        if (audits.isEmpty()) {
            return "No protected reference was followed.";
        }
        TextTable table = new TextTable("WHEN", "ACTOR", "PURPOSE", "OUTCOME", "WHAT", "SHA-256", "REFERENCE");
        audits.forEach(audit -> table.row(
                RunRenderer.time(audit.occurredAt()),
                audit.actor(),
                audit.purpose(),
                audit.outcome(),
                audit.what(),
                audit.sha256().map(digest -> digest.substring(0, 12)).orElse("-"),
                audit.ref()));
        return table.text(output.columns());
    }
}
