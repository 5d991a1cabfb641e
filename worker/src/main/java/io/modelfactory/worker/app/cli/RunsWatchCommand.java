package io.modelfactory.worker.app.cli;

import io.modelfactory.worker.app.wiring.ReadOnlySession;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.inspect.RunFinder;
import io.modelfactory.worker.inspect.RunFollower;
import io.modelfactory.worker.ledger.RunEvent;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.RunRecord;
import io.modelfactory.worker.ledger.RunState;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
            "0:the run rests and passed its gate (PASS or PUBLISHED)",
            "1:the run rests in FAIL or PUBLISH_PENDING, or there is no such run",
            ExitCode.USAGE_ERROR_HELP,
            "3:the timeout came first"
        })
final class RunsWatchCommand implements Callable<Integer> {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(500);

    @Mixin
    private final ReadOnlySessionOption inspection = new ReadOnlySessionOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(paramLabel = "RUN_KEY", description = "The run: its key, or the key's beginning.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String runKey;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "Stop watching after so long (default: never).")
    private Optional<Integer> timeout = Optional.empty();

    @Override
    public Integer call() throws InterruptedException {
        try (ReadOnlySession open = inspection.open()) {
            RunLedger ledger = open.ledger();
            String key = new RunFinder(ledger).find(runKey).runKey();
            Optional<Duration> limit = timeout.map(Duration::ofSeconds);
            Optional<RunRecord> rested = new RunFollower(ledger, Clock.systemUTC(), POLL_INTERVAL)
                    .followUntilIdle(key, limit, new EventPrinter());
            if (rested.isEmpty()) {
                output.progress(key + " is still at work; `mf runs watch " + key + "` goes on watching");
                return ExitCode.TIMED_OUT;
            }
            output.progress(key + " rests in " + rested.get().state() + "; `mf explain " + key + "` says why");
            RunState state = rested.get().state();
            return state == RunState.PASS || state == RunState.PUBLISHED ? ExitCode.SUCCESS : ExitCode.FAILED;
        }
    }

    /** Events are the answer; everything else is said on the way. */
    private final class EventPrinter implements RunFollower.Listener {
        @Override
        public void onEvent(RunEvent event) {
            output.print(RunRenderer.document(event), () -> RunRenderer.text(event));
        }

        @Override
        public void onNoChange(RunRecord run) {
            long seconds = Duration.between(run.updatedAt(), Clock.systemUTC().instant())
                    .toSeconds();
            output.progress("... " + RunRenderer.stateText(run) + " for " + seconds + " s");
        }

        @Override
        public void onLedgerOutage(TransientFaultException fault) {
            output.progress("... the ledger does not answer, it is asked again: " + fault.getMessage());
        }
    }
}
