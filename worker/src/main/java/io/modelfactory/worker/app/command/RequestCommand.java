package io.modelfactory.worker.app.command;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.worker.app.runtime.JobRequests;
import io.modelfactory.worker.app.runtime.RequestSender;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.request.PublishRetryRequest;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mf request}: asks the worker for something, as an operator. */
@Command(
        name = "request",
        description = "Sends a request to the worker.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {RequestCommand.TrainBuild.class, RequestCommand.PublishRetry.class})
final class RequestCommand {

    @Command(
            name = "train-build",
            description = {
                "Asks for training runs, one for each file.",
                "All files are checked against TrainBuildRequest v0 first; if one is refused, nothing is sent."
            },
            mixinStandardHelpOptions = true)
    static final class TrainBuild implements Callable<Integer> {
        @Mixin
        private final ProfileOption profile = new ProfileOption();

        @Parameters(paramLabel = "FILE", arity = "1..*", description = "A TrainBuildRequest v0 in JSON.")
        private final List<Path> files = new ArrayList<>();

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        @Override
        public Integer call() {
            Configuration configuration = profile.load(new JsonSchemas());
            List<TrainBuildRequest> requests =
                    files.stream().map(TrainBuild::read).toList();
            try (RequestSender sender = RequestSender.of(configuration)) {
                PrintWriter out = spec.commandLine().getOut();
                for (TrainBuildRequest request : requests) {
                    MfJobRequest message = JobRequests.trainBuild(
                            request,
                            configuration.runConfigDigest(),
                            Clock.systemUTC().instant());
                    out.println(request.requestId() + " asks for run "
                            + RunIdentity.of(request).runKey() + ", sent to " + sender.send(message));
                }
                out.flush();
            }
            return 0;
        }

        private static TrainBuildRequest read(Path file) {
            try {
                if (Files.size(file) > DocumentStore.MAX_DOCUMENT_BYTES) {
                    throw new FailureException(FailureCode.REQUEST_INVALID, file + ": is too large for a request");
                }
                JsonNode document = Json.parse(Files.readAllBytes(file));
                return TrainBuildRequestReader.read(document);
            } catch (FailureException refusal) {
                throw new FailureException(refusal.code(), file + ": " + refusal.getMessage(), refusal);
            } catch (IOException e) {
                throw new FailureException(FailureCode.REQUEST_INVALID, file + ": cannot be read as JSON", e);
            }
        }
    }

    @Command(
            name = "publish-retry",
            description = "Asks to publish a run again that passed and whose publication is pending.",
            mixinStandardHelpOptions = true)
    static final class PublishRetry implements Callable<Integer> {
        @Mixin
        private final ProfileOption profile = new ProfileOption();

        @Parameters(paramLabel = "RUN_KEY", description = "The run, tr_ and 32 hex digits.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String runKey;

        @Option(names = "--request-id", required = true, paramLabel = "ID", description = "The id of this request.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String requestId;

        @Option(
                names = "--platform-run",
                required = true,
                paramLabel = "ID",
                description = "The platform run it belongs to.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String platformRunId;

        @Option(names = "--requester", required = true, paramLabel = "PRINCIPAL", description = "Who asks.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String requester;

        @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why it should succeed now.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private String reason;

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        @Override
        public Integer call() {
            Configuration configuration = profile.load(new JsonSchemas());
            MfJobRequest message = JobRequests.publishRetry(
                    requestId,
                    new PublishRetryRequest(runKey, reason),
                    platformRunId,
                    requester,
                    configuration.runConfigDigest(),
                    Clock.systemUTC().instant());
            try (RequestSender sender = RequestSender.of(configuration)) {
                PrintWriter out = spec.commandLine().getOut();
                out.println(requestId + " asks to publish " + runKey + ", sent to " + sender.send(message));
                out.flush();
            }
            return 0;
        }
    }
}
