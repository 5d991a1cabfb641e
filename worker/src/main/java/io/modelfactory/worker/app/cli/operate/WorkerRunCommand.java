package io.modelfactory.worker.app.cli.operate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.answer.PastableCommands;
import io.modelfactory.worker.app.cli.option.ProfileOption;
import io.modelfactory.worker.app.operator.OperatorConsole;
import io.modelfactory.worker.app.wiring.ConsoleFactory;
import io.modelfactory.worker.app.worker.Drain;
import io.modelfactory.worker.app.worker.Worker;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.console.ConsoleServer;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.WorkloadQuery;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.release.WorkerRelease;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mf worker run}: works until it is stopped, or until nothing is left to do. */
@Command(
        name = "run",
        description = {
            "Takes requests from Kafka, trains, evaluates, gates and publishes, until it is stopped.",
            "SIGTERM lets runs in progress finish within the profile's wiring.shutdown.grace_seconds; the others are"
                    + " released, and another worker continues them."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            ExitCode.SUCCESS_HELP,
            "1:failed; the message names the reason, RUN_CONFIG_DIGEST_MISMATCH if another configuration was expected",
            ExitCode.USAGE_ERROR_HELP,
            "3:with --timeout: work was left when the time was over; another worker continues it",
            "4:nothing is left that a worker could do, but something that an operator must: a publication is"
                    + " pending, or a message or receipt was set aside",
            "143:stopped by SIGTERM; runs in progress finished or were released"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  mf worker run --profile config/profiles/prod.yaml",
            "  mf worker run --drain --timeout 2h     # a batch job: do what is there, then end",
            "  mf worker run --once                   # take one request and see what becomes of it"
        })
public final class WorkerRunCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerRunCommand.class);

    @Mixin
    private final ProfileOption profile = new ProfileOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(
            names = "--drain",
            description = {
                "Read the request topic to where it ends at the start, take no more, and end when no run of the"
                        + " ledger is in progress or claimable, whichever worker's it is, every message is relayed and"
                        + " every receipt is in the store."
            })
    private boolean drain;

    @Option(names = "--once", description = "As --drain, but take at most one request.")
    private boolean once;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "With --drain or --once: give up after this long, such as 90s, 15m or 2h (default: never).")
    private @Nullable Duration timeout;

    @Option(
            names = "--expect-run-config-digest",
            paramLabel = "DIGEST",
            defaultValue = "${env:MF_EXPECTED_RUN_CONFIG_DIGEST}",
            description = {
                "Start only under the configuration that has this run-config digest, as mf config digest shows it"
                        + " (default: $MF_EXPECTED_RUN_CONFIG_DIGEST; any, if that is not set either)."
            })
    private @Nullable String expectedDigest;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        rejectContradictoryOptions();
        JsonSchemas schemas = new JsonSchemas();
        Configuration configuration = profile.load(schemas);
        requireOwnRelease(configuration, WorkerRelease.current());
        requirePinnedConfiguration(configuration);
        Optional<ConsoleServer> console = console(configuration);
        try {
            return run(configuration, schemas);
        } finally {
            console.ifPresent(ConsoleServer::close);
        }
    }

    private int run(Configuration configuration, JsonSchemas schemas) throws InterruptedException {
        Worker.IntakeLimit limit = once ? Worker.IntakeLimit.ONE_REQUEST : Worker.IntakeLimit.UNLIMITED;
        Worker worker = Worker.start(configuration, schemas, limit);
        Thread atExit = new Thread(worker::close, "shutdown");
        Runtime.getRuntime().addShutdownHook(atExit);
        if (!drain && !once) {
            return worker.awaitEnd() ? ExitCode.SUCCESS : ExitCode.FAILED;
        }
        try {
            return report(worker.drain(Optional.ofNullable(timeout)));
        } finally {
            worker.close();
            removeShutdownHook(atExit);
        }
    }

    /** Serves the console beside the worker, if the profile says so; a batch job has no viewers. */
    private Optional<ConsoleServer> console(Configuration configuration) {
        Wiring.Console settings = configuration.profile().wiring().console();
        if (drain || once || !settings.enabled()) {
            return Optional.empty();
        }
        ConsoleServer console = ConsoleFactory.start(
                configuration, new OperatorConsole(PastableCommands.launcher()), settings.host(), settings.port());
        LOG.info("the console is at {}", console.url());
        return Optional.of(console);
    }

    private void rejectContradictoryOptions() {
        if (drain && once) {
            throw new ParameterException(spec.commandLine(), "--drain and --once exclude each other");
        } else if (timeout != null && !drain && !once) {
            throw new ParameterException(spec.commandLine(), "--timeout needs --drain or --once");
        }
    }

    /** What receipts and signed statements name as the builder is what the jar is, not what an environment says. */
    private void requireOwnRelease(Configuration configuration, WorkerRelease own) {
        String named = configuration.profile().policy().serviceReleaseId();
        if (!named.equals(own.id())) {
            throw new ConfigurationException(
                    profile.toString(),
                    List.of("policy.service_release_id: names " + named + " (MF_RELEASE_ID), and this worker is "
                            + own.id() + "; start the release that it names, or unset it"));
        }
    }

    /** Before anything is opened: no request may be consumed under another configuration than the pinned one. */
    private void requirePinnedConfiguration(Configuration configuration) {
        if (expectedDigest != null && !expectedDigest.equals(configuration.runConfigDigest())) {
            throw new FailureException(
                    FailureCode.RUN_CONFIG_DIGEST_MISMATCH,
                    ("--expect-run-config-digest: %s has the run-config digest %s, not %s; compare its parts by mf"
                                    + " config digest, then correct the configuration or the pin")
                            .formatted(profile, configuration.runConfigDigest(), expectedDigest));
        }
    }

    private static void removeShutdownHook(Thread atExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            LOG.debug("the process is ending; the worker is closed once", exiting);
        }
    }

    private int report(Drain.DrainResult result) {
        output.print(document(result), () -> text(result));
        return switch (result.ending()) {
            case DRAINED -> ExitCode.SUCCESS;
            case NEEDS_A_PERSON -> ExitCode.ACTION_REQUIRED;
            case TIMED_OUT -> ExitCode.TIMED_OUT;
            case WORKER_ENDED -> ExitCode.FAILED;
        };
    }

    private static ObjectNode document(Drain.DrainResult result) {
        ObjectNode document = Json.object().put("ending", result.ending().name().toLowerCase(Locale.ROOT));
        document.set("left", Json.tree(result.left()));
        ObjectNode stuck = document.putObject("needs_a_person")
                .put("messages", result.stuck().messages())
                .put("receipts", result.stuck().receipts());
        ArrayNode runs = stuck.putArray("unpublished");
        result.stuck().unpublished().forEach(run -> runs.add(run.runKey()));
        return document;
    }

    private static String text(Drain.DrainResult result) {
        return switch (result.ending()) {
            case DRAINED -> "drained: nothing is left to do";
            case NEEDS_A_PERSON -> "drained, but this needs a person:" + stuckText(result.stuck());
            case TIMED_OUT -> "the time is over; left are " + remainingText(result.left()) + stuckText(result.stuck());
            case WORKER_ENDED -> "the worker ended before it was drained";
        };
    }

    private static String remainingText(WorkloadQuery.RemainingWork left) {
        return "%d runs to finish, %d messages to relay, %d receipts to store"
                .formatted(left.runs(), left.messages(), left.receipts());
    }

    private static String stuckText(WorkloadQuery.StuckWork stuck) {
        StringBuilder text = new StringBuilder();
        for (RunRecord run : stuck.unpublished()) {
            text.append("%n  %s passed and is not published: %s %s"
                    .formatted(
                            run.runKey(),
                            run.failureCode().map(Enum::name).orElse(""),
                            run.failureMessage().orElse("")));
        }
        if (stuck.messages() + stuck.receipts() > 0) {
            text.append("%n  %d messages and %d receipts were set aside; the log says why"
                    .formatted(stuck.messages(), stuck.receipts()));
        }
        return text.toString();
    }

    /** Whether a command line runs a worker, whose log is what it says. */
    public static boolean isIn(CommandLine.ParseResult parsed) {
        return parsed.asCommandLineList().stream()
                .anyMatch(command -> command.getCommandSpec().userObject() instanceof WorkerRunCommand);
    }
}
