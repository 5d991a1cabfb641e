package io.modelfactory.worker.app.cli.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.option.ProfileOption;
import io.modelfactory.worker.app.cli.option.RequesterOption;
import io.modelfactory.worker.app.cli.option.RunKeyParameter;
import io.modelfactory.worker.app.operator.AgainRequest;
import io.modelfactory.worker.app.operator.DryRunResult;
import io.modelfactory.worker.app.operator.PreparedRequest;
import io.modelfactory.worker.app.operator.RequestPreparer;
import io.modelfactory.worker.app.wiring.LedgerSession;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.inspect.AskedAgain;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mf request again}: asks once more for what a run was asked for, with changes. */
@Command(
        name = "again",
        description = {
            "Asks once more for what a run was asked for, with changes.",
            "Says what of the run's identity changes. Where nothing does, the run itself is queued again if it",
            "failed for its inputs; otherwise nothing is sent, and it is said what to --set."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:sent; with --wait: done; with --dry-run: it would not be refused",
            "1:nothing would come of it, or refused or failed by the name that the message begins with",
            ExitCode.USAGE_ERROR_HELP,
            "3:with --wait: no receipt when the time of --timeout or --outage was over",
            "4:with --wait: the run passed, and its publication is pending"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  mf request again RUN_KEY --dry-run",
            "  mf request again RUN_KEY --set config_revision=r2 --wait",
            "  mf request again RUN_KEY --set training_config_ref=config/mf/training_profile_fraud_v0.yaml"
        })
final class RequestAgainCommand implements Callable<Integer> {
    private static final int MAX_NUMBERS = 1_000;

    @Mixin
    private final ProfileOption profile = new ProfileOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final SubmissionOptions options = new SubmissionOptions();

    @Mixin
    private final RequesterOption requester = new RequesterOption();

    @Mixin
    private final RunKeyParameter run = new RunKeyParameter();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Another value of the request, such as config_revision=r2; repeatable.")
    private final Map<String, String> settings = new LinkedHashMap<>();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        boolean dryRun = options.isDryRun();
        requireKnownSettings();
        Configuration configuration = profile.load(new JsonSchemas());
        String principal = requester.principal(configuration);
        PreparedRequest prepared;
        try (LedgerSession session = LedgerSession.open(configuration)) {
            RunRecord old = run.find(session.ledger());
            AgainRequest again = AgainRequest.of(
                    old, settings, configuration.profile().policy().serviceReleaseId());
            again.document().put("requester_principal", principal);
            Optional<String> hindrance = again.hindrance(old);
            if (hindrance.isPresent()) {
                output.print(
                        Json.object()
                                .put("again_of", old.runKey())
                                .put("sent", false)
                                .put("hindrance", hindrance.get()),
                        hindrance::get);
                return ExitCode.FAILED;
            }
            RequestPreparer preparer = new RequestPreparer(configuration, Clock.systemUTC());
            DryRunResult forecast = firstFree(old, again, preparer, session.ledger());
            prepared = forecast.request();
            if (dryRun || forecast.refusal().isPresent()) {
                ObjectNode document = DryRunText.document(forecast).put("again_of", old.runKey());
                document.set("identity_changes", Json.tree(again.changes()));
                output.print(
                        document, () -> DryRunText.summary(forecast) + System.lineSeparator() + changes(old, again));
                return forecast.refusal().isPresent() ? ExitCode.FAILED : ExitCode.SUCCESS;
            }
            output.progress(changes(old, again));
        }
        return new RequestSubmission(configuration, options, output).send(List.of(prepared));
    }

    private void requireKnownSettings() {
        List<String> known = AgainRequest.settable();
        settings.keySet().stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new ParameterException(
                            spec.commandLine(), "--set " + name + ": can be " + String.join(", ", known));
                });
    }

    /** Under the first number whose id no other request has, whatever became of that. */
    private static DryRunResult firstFree(
            RunRecord old, AgainRequest again, RequestPreparer preparer, RunLedger ledger) {
        DryRunResult forecast = forecast(old, again, 1, preparer, ledger);
        for (int number = 2; isTaken(forecast) && number <= MAX_NUMBERS; number++) {
            forecast = forecast(old, again, number, preparer, ledger);
        }
        return forecast;
    }

    private static DryRunResult forecast(
            RunRecord old, AgainRequest again, int number, RequestPreparer preparer, RunLedger ledger) {
        again.document().put("request_id", AskedAgain.requestId(old.runKey(), number));
        return DryRunResult.of(ledger, List.of(preparer.trainBuild(again.document())))
                .get(0);
    }

    private static boolean isTaken(DryRunResult forecast) {
        return forecast.outcomeName().equals("DUPLICATE")
                || forecast.refusal().equals(Optional.of(FailureCode.REQUEST_ID_PAYLOAD_MISMATCH));
    }

    private static String changes(RunRecord old, AgainRequest again) {
        if (again.changes().isEmpty()) {
            return old.runKey() + ": nothing of its identity changes; it goes on where it is (" + old.state()
                    + old.failureCode().map(code -> ", " + code).orElse("") + ")";
        }
        return again.changes().stream()
                .map(change -> "  " + change.member() + ": " + (change.from().isEmpty() ? "none" : change.from())
                        + " -> " + change.to())
                .collect(Collectors.joining(
                        System.lineSeparator(),
                        "another run than " + old.runKey() + ", because of" + System.lineSeparator(),
                        ""));
    }
}
