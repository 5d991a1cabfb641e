package io.modelfactory.worker.app.cli.inspect;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.option.OutageOption;
import io.modelfactory.worker.app.cli.option.ProfileOption;
import io.modelfactory.worker.app.cli.option.RunKeyParameter;
import io.modelfactory.worker.app.wiring.ReadOnlySession;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.inspect.DurationText;
import io.modelfactory.worker.inspect.ProgressText;
import io.modelfactory.worker.inspect.RunFollower;
import io.modelfactory.worker.inspect.SituationText;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.activity.RunProgress;
import io.modelfactory.worker.ledger.activity.RunSituation;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mf runs watch}: follows a run. */
@Command(
        name = "watch",
        description = {
            "Prints the events of a run, the past ones first, until it is terminal or waits for an operator.",
            "Ctrl-C ends the watching, never the run."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:the run is idle and passed its gate (PASS or PUBLISHED)",
            "1:the run is in FAIL or PUBLISH_PENDING, there is no such run, or the ledger is silent for --outage",
            ExitCode.USAGE_ERROR_HELP,
            "3:the timeout came first"
        })
final class RunsWatchCommand implements Callable<Integer> {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

    @Mixin
    private final ProfileOption profile = new ProfileOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final RunKeyParameter run = new RunKeyParameter();

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "Stop watching after this long, such as 90s, 15m or 2h (default: never).")
    private Optional<Duration> timeout = Optional.empty();

    @Mixin
    private final OutageOption outage = new OutageOption();

    @Override
    public Integer call() throws InterruptedException {
        JsonSchemas schemas = new JsonSchemas();
        try (ReadOnlySession open = new ReadOnlySession(profile.load(schemas), schemas, outage.oneAnswer(timeout))) {
            RunLedger ledger = open.ledger();
            String key = run.find(ledger).runKey();
            Optional<RunRecord> idle = open.session()
                    .follower(POLL_INTERVAL, outage.value())
                    .followUntilIdle(key, timeout, new EventPrinter());
            if (idle.isEmpty()) {
                output.progress(key + " is still in progress; `mf runs watch " + key + "` continues watching");
                return ExitCode.TIMED_OUT;
            }
            output.progress(key + " is in state " + idle.get().state() + "; `mf explain " + key + "` says why");
            RunState state = idle.get().state();
            return state == RunState.PASS || state == RunState.PUBLISHED ? ExitCode.SUCCESS : ExitCode.FAILED;
        }
    }

    /** Events are the answer; everything else is said on the way. */
    private final class EventPrinter implements RunFollower.Listener {
        @Override
        public void onEvent(RunEvent event) {
            output.printStates(() -> RunRenderer.document(event), () -> RunRenderer.text(event));
        }

        @Override
        public void onProgress(RunProgress progress) {
            output.progress("... " + ProgressText.of(progress));
        }

        @Override
        public void onNoChange(RunRecord run, RunSituation situation) {
            Duration unchanged = Duration.between(run.updatedAt(), situation.asOf());
            output.progress("... " + RunRenderer.stateText(run) + " for " + DurationText.of(unchanged) + ": "
                    + String.join("; ", SituationText.parts(run, situation)));
        }

        @Override
        public void onLedgerOutage(TransientFaultException fault) {
            output.progress("... the ledger does not answer, it is asked again: " + fault.getMessage());
        }
    }
}
