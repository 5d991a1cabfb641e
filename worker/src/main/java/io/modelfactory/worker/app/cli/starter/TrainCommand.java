package io.modelfactory.worker.app.cli.starter;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.option.OutageOption;
import io.modelfactory.worker.app.cli.request.RequestSubmission;
import io.modelfactory.worker.app.cli.request.SubmissionOptions;
import io.modelfactory.worker.app.operator.PlanPreview;
import io.modelfactory.worker.app.operator.PreparedRequest;
import io.modelfactory.worker.app.operator.RequestPreparer;
import io.modelfactory.worker.app.starter.StarterRequest;
import io.modelfactory.worker.app.starter.WorkingFolder;
import io.modelfactory.worker.app.starter.WorkingFolder.OwnRequest;
import io.modelfactory.worker.app.wiring.LedgerSession;
import io.modelfactory.worker.app.wiring.ReadOnlySession;
import io.modelfactory.worker.app.wiring.StoreFactory;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.modelcard.CardFormat;
import io.modelfactory.worker.modelcard.ModelCard;
import io.modelfactory.worker.publish.PublishableRun;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mf train}: from a dataset, or a working folder, to a model card. */
@Command(
        name = "train",
        description = {
            "Trains on a dataset by a starter profile, or as this folder's request says.",
            "Profiles are copied into the store as profiles/<SHA-256>.yaml, so that a changed one is another",
            "run. Follows the run to its card; Ctrl-C ends the following, never the run."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:the model passed its gate, and is published if the request allows that",
            "1:refused or failed by the name that the message begins with",
            ExitCode.USAGE_ERROR_HELP,
            "3:no receipt when the time of --timeout or --outage was over",
            "4:the model passed, and its publication is pending"
        },
        footerHeading = "%nExamples:%n",
        footer = {"  mf train transactions", "  mf init fraud --dataset transactions; cd fraud; mf train"})
public final class TrainCommand implements Callable<Integer> {
    private static final String RUNBOOK = "runbooks/from-my-laptop-to-production.md";

    @Parameters(
            paramLabel = "DATASET",
            arity = "0..1",
            description = "The name of a dataset, or the reference of its manifest (default: this folder's request).")
    private Optional<String> dataset = Optional.empty();

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "The working folder that mf init made (default: the current one).")
    private Path folder = Path.of("");

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "Stop following after so long, such as 90s, 15m or 2h (default: never). The run goes on.")
    private Optional<Duration> timeout = Optional.empty();

    @Mixin
    private final OutageOption outage = new OutageOption();

    @Mixin
    private final StarterOptions starter = new StarterOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        WorkingFolder own = new WorkingFolder(folder);
        if (dataset.isEmpty() && !own.hasRequest()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "no " + WorkingFolder.REQUEST + " here; name a dataset, or make a working folder by mf init");
        }
        JsonSchemas schemas = new JsonSchemas();
        Configuration configuration = dataset.isPresent()
                ? starter.profile().load(schemas)
                : starter.profile().loadIn(own, schemas);
        OwnRequest request = dataset.isPresent() ? starter(dataset.get(), configuration, schemas) : own.request();
        request.document().put("request_id", "mf.train." + UUID.randomUUID());
        PreparedRequest prepared = prepare(request, configuration);
        store(request, prepared, configuration, schemas);
        output.progress(prepared.runKey() + " trains by "
                + request.document().path("training_config_ref").asText() + " and is judged by "
                + request.document().path("governance_profile_ref").asText());
        int exitCode = follow(prepared, configuration);
        if (exitCode != ExitCode.TIMED_OUT) {
            printCard(prepared.runKey(), own, configuration, schemas);
        }
        return exitCode;
    }

    private int follow(PreparedRequest prepared, Configuration configuration) throws InterruptedException {
        try (LedgerSession session = LedgerSession.open(configuration)) {
            LiveProgress live = LiveProgress.follow(session, prepared.runKey(), outage.value(), output::progress);
            try {
                return new RequestSubmission(configuration, SubmissionOptions.following(timeout, outage), output)
                        .send(List.of(prepared));
            } finally {
                live.stop();
            }
        }
    }

    /** In a working folder the card of a judged run is a file; elsewhere it is said how to get it. */
    private void printCard(String runKey, WorkingFolder own, Configuration configuration, JsonSchemas schemas)
            throws IOException {
        try (ReadOnlySession session = new ReadOnlySession(configuration, schemas)) {
            Optional<RunRecord> judged = session.ledger()
                    .find(runKey)
                    .filter(run -> run.refs().containsKey(ArtifactName.GATE_RECEIPT.key()));
            if (judged.isEmpty()) {
                output.progress("there is no card; `mf explain " + runKey + "` says why");
            } else if (dataset.isEmpty()) {
                RunRecord run = judged.get();
                ModelCard card = session.cards().ofRun(runKey, new Evidence(run.refs()), PublishableRun.workersOf(run));
                output.progress("the card: " + own.writeCard(runKey, card.content(CardFormat.HTML)));
            } else {
                output.progress("the card: `mf card " + runKey + " --html --out " + runKey + ".html`");
            }
        }
    }

    private OwnRequest starter(String name, Configuration configuration, JsonSchemas schemas) throws IOException {
        output.progress("counting the rows of " + name);
        return WorkingFolder.starter(
                starter.dataset(name, configuration, schemas),
                StarterRequest.under(configuration),
                starter.principal(configuration));
    }

    /**
     * Profiles from the store are for those who may use them, which the launcher policy decides before any is there.
     */
    private static PreparedRequest prepare(OwnRequest request, Configuration configuration) {
        try {
            return new RequestPreparer(configuration, Clock.systemUTC()).trainBuild(request.document());
        } catch (FailureException refusal) {
            boolean notAllowed = refusal.code() == FailureCode.PROFILE_NOT_ALLOWED
                    || refusal.code() == FailureCode.REQUESTER_NOT_AUTHORISED;
            throw notAllowed && !request.profiles().isEmpty()
                    ? new FailureException(
                            refusal.code(),
                            refusal.getMessage() + ". Profiles of one's own are for a policy that allows everything, as"
                                    + " that of local, or a grant with the prefix profiles/; how one gets into a shared"
                                    + " environment is in " + RUNBOOK,
                            refusal)
                    : refusal;
        }
    }

    /** Resolves the request as the worker will, so that what cannot succeed is not asked for. */
    private static void store(
            OwnRequest request, PreparedRequest prepared, Configuration configuration, JsonSchemas schemas) {
        try (ArtifactStore store =
                StoreFactory.openExisting(configuration.profile().wiring().objectStore())) {
            request.profiles().forEach(own -> own.store(store, schemas));
        }
        try (PlanPreview preview = PlanPreview.open(configuration, schemas, Clock.systemUTC())) {
            preview.of(prepared, false);
        } catch (FailureException refusal) {
            throw request.namingFiles(refusal);
        }
    }
}
