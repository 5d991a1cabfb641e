package io.modelfactory.worker.app.cli.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.option.ProfileOption;
import io.modelfactory.worker.app.operator.DryRunResult;
import io.modelfactory.worker.app.operator.PlanPreview;
import io.modelfactory.worker.app.operator.PreparedRequest;
import io.modelfactory.worker.app.operator.RequestFileReader;
import io.modelfactory.worker.app.operator.RequestPreparer;
import io.modelfactory.worker.app.wiring.LedgerSession;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mf request train-build}: asks for training runs. */
@Command(
        name = "train-build",
        description = {
            "Asks for training runs, one for each file.",
            "All files are checked against TrainBuildRequest v0 and the worker's guards first; if one is refused, none"
                    + " is sent."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:sent; with --wait: every run is done; with --dry-run: none would be refused or fail to resolve",
            "1:refused or failed by the name that the message begins with",
            ExitCode.USAGE_ERROR_HELP,
            "3:with --wait: no receipt when the time of --timeout or --outage was over",
            "4:with --wait: a run passed, and its publication is pending"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  mf request train-build --dry-run request.json       # what would come of it?",
            "  mf request train-build --wait --timeout 2h request.json",
            "  jq '.publish_allowed = true' request.json | mf request train-build -"
        })
final class TrainBuildCommand implements Callable<Integer> {
    @Mixin
    private final ProfileOption profile = new ProfileOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final SubmissionOptions options = new SubmissionOptions();

    @Option(
            names = "--read-data",
            description = "With --dry-run: read and check the data files too, as the worker will.")
    private boolean readData;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "A TrainBuildRequest v0 in JSON; - reads the standard input.")
    private final List<String> files = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        boolean dryRun = options.isDryRun();
        if (readData && !dryRun) {
            throw new ParameterException(
                    spec.commandLine(), "--read-data needs --dry-run; a worker reads the data anyway");
        }
        if (files.indexOf(RequestFileReader.STANDARD_INPUT) != files.lastIndexOf(RequestFileReader.STANDARD_INPUT)) {
            throw new ParameterException(spec.commandLine(), "the standard input can be read once only");
        }
        JsonSchemas schemas = new JsonSchemas();
        Configuration configuration = profile.load(schemas);
        List<PreparedRequest> requests = prepare(configuration);
        return dryRun
                ? dryRun(configuration, schemas, requests)
                : new RequestSubmission(configuration, options, output).send(requests);
    }

    private List<PreparedRequest> prepare(Configuration configuration) {
        RequestPreparer preparer = new RequestPreparer(configuration, Clock.systemUTC());
        RequestFileReader reader =
                new RequestFileReader(System.in, configuration.launcherPolicy().maxMessageBytes());
        List<PreparedRequest> requests = new ArrayList<>();
        for (String file : files) {
            try {
                requests.add(preparer.trainBuild(reader.read(file)));
            } catch (FailureException refusal) {
                throw new FailureException(refusal.code(), file + ": " + refusal.getMessage(), refusal);
            }
        }
        return requests;
    }

    private int dryRun(Configuration configuration, JsonSchemas schemas, List<PreparedRequest> requests) {
        int exitCode = ExitCode.SUCCESS;
        try (LedgerSession session = LedgerSession.open(configuration);
                PlanPreview preview = PlanPreview.open(configuration, schemas, Clock.systemUTC())) {
            for (DryRunResult forecast : DryRunResult.of(session.ledger(), requests)) {
                if (!dryRun(forecast, preview)) {
                    exitCode = ExitCode.FAILED;
                }
            }
        }
        return exitCode;
    }

    /** False if the request would be refused, or its run fail at once. */
    private boolean dryRun(DryRunResult forecast, PlanPreview preview) {
        ObjectNode document = DryRunText.document(forecast);
        if (forecast.refusal().isPresent()) {
            output.print(document, () -> DryRunText.summary(forecast));
            return false;
        }
        try {
            ResolvedTrainPlan plan = preview.of(forecast.request(), readData);
            document.put("rows_read", readData).set("plan", plan.toJson());
            output.print(
                    document, () -> DryRunText.summary(forecast) + DryRunText.plan(plan) + DryRunText.rows(readData));
            return true;
        } catch (FailureException failure) {
            document.set(
                    "error", Json.object().put("code", failure.code().name()).put("message", failure.getMessage()));
            output.print(
                    document,
                    () -> DryRunText.summary(forecast)
                            + "%n  its run would fail: %s: %s".formatted(failure.code(), failure.getMessage()));
            return false;
        }
    }
}
