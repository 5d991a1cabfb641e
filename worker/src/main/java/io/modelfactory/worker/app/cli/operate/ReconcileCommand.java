package io.modelfactory.worker.app.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.answer.TextTable;
import io.modelfactory.worker.app.cli.option.ProfileOption;
import io.modelfactory.worker.app.cli.option.TimeoutOption;
import io.modelfactory.worker.app.wiring.ReconciliationSession;
import io.modelfactory.worker.reconcile.Reconciler;
import io.modelfactory.worker.reconcile.ReconciliationOutcome;
import io.modelfactory.worker.reconcile.ReconciliationOutcome.Done;
import io.modelfactory.worker.reconcile.ReconciliationOutcome.TooEarly;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mf reconcile}: holds the ledger against the object store. */
@Command(
        name = "reconcile",
        description = {
            "Compares ledger and store of a platform run, and writes down the result.",
            "Without --day and --final, all days that are over and that no worker has reconciled yet.",
            "What is written stays as it is; asked again, it is shown again."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:reconciled, and ledger and store agree",
            "1:not reconciled: it is too early, there is no such platform run, or ledger or store does not answer",
            ExitCode.USAGE_ERROR_HELP,
            "4:reconciled, and something is missing or altered, which needs a person"
        })
public final class ReconcileCommand implements Callable<Integer> {
    @Mixin
    private final ProfileOption profile = new ProfileOption();

    @Mixin
    private final TimeoutOption timeout = new TimeoutOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(names = "--platform-run", paramLabel = "ID", required = true, description = "The platform run.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String platformRun;

    @ArgGroup
    private @Nullable ReconciliationScope extent;

    /** How much of it: one of the two. */
    static final class ReconciliationScope {
        @Option(names = "--day", paramLabel = "YYYY-MM-DD", description = "This day in UTC; it must be over.")
        private @Nullable LocalDate day;

        @Option(
                names = "--final",
                description = "All of its life, once no work is left; what comes later is recorded by its days only.")
        private boolean whole;
    }

    @Override
    public Integer call() {
        JsonSchemas schemas = new JsonSchemas();
        try (ReconciliationSession session =
                ReconciliationSession.open(profile.load(schemas), schemas, timeout.value())) {
            List<ReconciliationOutcome> results = reconcile(session.reconciler());
            if (results.isEmpty() && !output.isJson()) {
                output.progress("every day of " + platformRun + " that is over is reconciled already");
            }
            return results.stream().mapToInt(this::print).max().orElse(ExitCode.SUCCESS);
        }
    }

    private List<ReconciliationOutcome> reconcile(Reconciler reconciler) {
        ReconciliationScope asked = extent;
        if (asked == null) {
            return reconciler.reconcileDays(platformRun);
        }
        LocalDate day = asked.day;
        return List.of(
                asked.whole || day == null
                        ? reconciler.reconcileFinal(platformRun)
                        : reconciler.reconcileDay(platformRun, day));
    }

    private int print(ReconciliationOutcome result) {
        if (result instanceof TooEarly early) {
            output.progress(early.reason());
            return ExitCode.FAILED;
        }
        Done done = (Done) result;
        output.print(done.document(), () -> text(done));
        return done.findings() == 0 ? ExitCode.SUCCESS : ExitCode.ACTION_REQUIRED;
    }

    private String text(Done done) {
        JsonNode counters = done.document().path("counters");
        TextTable table = new TextTable("", "");
        table.row("object", done.reconciliation().objectKey() + (done.now() ? "" : " (written before)"));
        table.row("requests", counters.at("/requests/by_status").toString());
        table.row("runs", counters.at("/runs/by_state").toString());
        table.row("anomalies", counters.at("/anomalies/by_code").toString());
        table.row("audits", counters.at("/audits/by_outcome").toString());
        table.row("outbox", counters.path("outbox").toString());
        done.document()
                .path("findings")
                .forEach(finding -> table.row(
                        finding.path("kind").asText(),
                        finding.path("name").asText() + " of "
                                + finding.path("owner").asText() + " at "
                                + finding.path("ref").asText()));
        return table.text(output.columns()) + System.lineSeparator()
                + done.reconciliation().period() + ": "
                + done.document().path("objects_checked").asText() + " objects read, " + done.findings() + " findings";
    }
}
