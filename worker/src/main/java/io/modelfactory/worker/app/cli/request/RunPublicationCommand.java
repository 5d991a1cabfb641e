package io.modelfactory.worker.app.cli.request;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.option.ProfileOption;
import io.modelfactory.worker.app.cli.option.RunKeyParameter;
import io.modelfactory.worker.app.operator.DryRunResult;
import io.modelfactory.worker.app.operator.PreparedRequest;
import io.modelfactory.worker.app.operator.RequestPreparer;
import io.modelfactory.worker.app.wiring.LedgerSession;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.inspect.RunFinder;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A command that asks to publish an existing run, for a reason that is kept. */
abstract class RunPublicationCommand implements Callable<Integer> {
    private static final Pattern COMPLETE_KEY = Pattern.compile("tr_[0-9a-f]{32}");

    /** The run to publish, and the platform run that the request belongs to. */
    private record RunAddress(String key, String platformRun) {}

    @Mixin
    private final ProfileOption profile = new ProfileOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final SubmissionOptions options = new SubmissionOptions();

    @Parameters(paramLabel = RunKeyParameter.LABEL, description = RunKeyParameter.DESCRIPTION)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String runKey;

    @Option(
            names = "--reason",
            required = true,
            paramLabel = "TEXT",
            description = "Why it is to be published now; at most 1024 characters.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String reason;

    @Option(
            names = "--requester",
            paramLabel = "PRINCIPAL",
            defaultValue = "${env:MF_REQUESTER}",
            description = "Who asks (default: $MF_REQUESTER).")
    private @Nullable String requester;

    @Option(
            names = "--request-id",
            paramLabel = "ID",
            description = "The id of this request; the same id again is the same request (default: a new one).")
    private @Nullable String requestId;

    @Option(
            names = "--platform-run",
            paramLabel = "ID",
            description = "The platform run it belongs to (default: that of the run, from the ledger).")
    private @Nullable String platformRunId;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** The command of the request. */
    abstract String command();

    /** The request for the run, as the guards of the profile admit it. */
    abstract PreparedRequest prepare(
            RequestPreparer preparer, String id, String key, String why, String platformRun, String asking);

    @Override
    public final Integer call() throws InterruptedException {
        boolean dryRun = options.isDryRun();
        String asking = requester;
        if (asking == null || asking.isBlank()) {
            throw new ParameterException(spec.commandLine(), "no requester; give --requester, or set MF_REQUESTER");
        }
        Configuration configuration = profile.load(new JsonSchemas());
        String id = requestId == null ? "mf." + command() + "." + UUID.randomUUID() : requestId;
        RunAddress run = address(configuration);
        PreparedRequest request = prepare(
                new RequestPreparer(configuration, Clock.systemUTC()),
                id,
                run.key(),
                reason,
                run.platformRun(),
                asking);
        return dryRun
                ? dryRun(configuration, request)
                : new RequestSubmission(configuration, options, output).send(List.of(request));
    }

    /** A key that is given whole, with its platform run, needs no ledger. */
    private RunAddress address(Configuration configuration) {
        if (platformRunId != null && COMPLETE_KEY.matcher(runKey).matches()) {
            return new RunAddress(runKey, platformRunId);
        }
        try (LedgerSession session = LedgerSession.open(configuration)) {
            RunRecord run = new RunFinder(session.ledger()).find(runKey);
            return new RunAddress(run.runKey(), platformRunId == null ? run.platformRunId() : platformRunId);
        }
    }

    private int dryRun(Configuration configuration, PreparedRequest request) {
        try (LedgerSession session = LedgerSession.open(configuration)) {
            DryRunResult forecast =
                    DryRunResult.of(session.ledger(), List.of(request)).get(0);
            output.print(DryRunText.document(forecast), () -> DryRunText.summary(forecast));
            return forecast.refusal().isPresent() ? ExitCode.FAILED : ExitCode.SUCCESS;
        }
    }
}
