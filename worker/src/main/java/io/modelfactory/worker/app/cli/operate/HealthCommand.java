package io.modelfactory.worker.app.cli.operate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.option.ProfileOption;
import io.modelfactory.worker.app.operator.HealthClient;
import io.modelfactory.worker.app.operator.LocalWorker;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Wiring;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mf health}: whether a running worker is alive or ready, for a container's health check or a person. */
@Command(
        name = "health",
        description = {
            "Asks a running worker whether it is alive, or ready to take a request.",
            "Without --url it is the worker at $MF_TELEMETRY_PORT of this machine, or else those that run on it under"
                    + " the profile, whatever port they have found."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {"0:it is", "1:it is not, or nothing answers; the message says why", ExitCode.USAGE_ERROR_HELP},
        footerHeading = "%nExamples:%n",
        footer = {
            "  mf health            # alive, as /livez says",
            "  mf health --ready    # and all it needs is there",
            "  mf health --url http://127.0.0.1:8095    # a console"
        })
public final class HealthCommand implements Callable<Integer> {
    private static final String LOCAL = "http://127.0.0.1:";
    private static final String ANY_ADDRESS = "0.0.0.0";

    @Mixin
    private final ProfileOption profile = new ProfileOption();

    @Option(names = "--url", paramLabel = "URL", description = "Where the worker answers, or a console (`mf console`).")
    private Optional<URI> url = Optional.empty();

    @Option(names = "--ready", description = "Ask /readyz, which looks at the worker's neighbours too.")
    private boolean ready;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            defaultValue = "5s",
            description = "How long to wait for the answer (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Duration timeout;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Override
    public Integer call() throws InterruptedException {
        List<URI> workers = workers();
        if (workers.isEmpty()) {
            output.progress("no worker runs on this machine under " + profile
                    + "; start one by `mf worker run`, or name another by --profile or --url");
        }
        boolean allWell = !workers.isEmpty();
        for (URI worker : workers) {
            allWell &= ask(worker);
        }
        return allWell ? ExitCode.SUCCESS : ExitCode.FAILED;
    }

    private boolean ask(URI worker) throws InterruptedException {
        HealthClient.HealthResponse answer = new HealthClient(worker, timeout).get(ready ? "/readyz" : "/livez");
        JsonNode said = parsed(answer.said());
        output.print(
                Json.object()
                        .put("well", answer.well())
                        .put("url", worker.toString())
                        .set("said", said),
                () -> "%s: what answers at %s is %s%s"
                        .formatted(
                                answer.well() ? "well" : "not well",
                                worker,
                                (answer.well() ? "" : "not ") + (ready ? "ready" : "alive"),
                                answer.well() ? "" : reasons(said)));
        return answer.well();
    }

    private List<URI> workers() {
        if (url.isPresent()) {
            return List.of(url.get());
        }
        Optional<String> port =
                Optional.ofNullable(System.getenv("MF_TELEMETRY_PORT")).filter(value -> !value.equals("0"));
        if (port.isPresent() && !profile.isNamed()) {
            return List.of(URI.create(LOCAL + port.get()));
        }
        Wiring wiring = profile.loadWiring();
        Wiring.Telemetry telemetry = wiring.telemetry();
        if (telemetry.port() != 0) {
            return List.of(
                    telemetry.host().equals(ANY_ADDRESS)
                            ? URI.create(LOCAL + telemetry.port())
                            : URI.create("http://" + telemetry.host() + ":" + telemetry.port()));
        }
        return LocalWorker.find(wiring).stream().map(LocalWorker::address).toList();
    }

    private static JsonNode parsed(String page) {
        try {
            return Json.parse(page.getBytes(StandardCharsets.UTF_8));
        } catch (IOException notOurs) {
            return TextNode.valueOf(page);
        }
    }

    /** Of the checks that fail; the whole answer if it is not a worker's. */
    private static String reasons(JsonNode said) {
        List<String> reasons = new ArrayList<>();
        said.path("checks").properties().forEach(check -> {
            if (!check.getValue().path("ready").asBoolean()) {
                reasons.add(
                        check.getKey() + ": " + check.getValue().path("reason").asText());
            }
        });
        return ": " + (reasons.isEmpty() ? said.toString() : String.join("; ", reasons));
    }
}
