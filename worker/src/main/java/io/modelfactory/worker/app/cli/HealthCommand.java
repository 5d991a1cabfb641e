package io.modelfactory.worker.app.cli;

import io.modelfactory.worker.app.operator.HealthClient;
import io.modelfactory.worker.artifact.Json;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mf health}: the health check of an image that has neither shell nor curl. */
@Command(
        name = "health",
        description = "Ask a running worker whether it is alive, or ready to take a request.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {"0:it is", "1:it is not, or no worker answers; the message says why", ExitCode.USAGE_ERROR_HELP
        },
        footerHeading = "%nExamples:%n",
        footer = {"  mf health            # alive, as /livez says", "  mf health --ready    # and all it needs is there"
        })
final class HealthCommand implements Callable<Integer> {
    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:${env:MF_TELEMETRY_PORT:-9464}",
            description = "Where the worker answers (default: this machine, port $MF_TELEMETRY_PORT or 9464).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private URI url;

    @Option(names = "--ready", description = "Ask /readyz, which looks at the worker's neighbours too.")
    private boolean ready;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            defaultValue = "5s",
            description = "How long to wait for the answer (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Duration timeout;

    @Mixin
    private final OutputOption output = new OutputOption();

    @Override
    public Integer call() throws InterruptedException {
        HealthClient.HealthResponse answer = new HealthClient(url, timeout).get(ready ? "/readyz" : "/livez");
        output.print(Json.tree(answer), () -> (answer.well() ? "well: " : "not well: ") + answer.said());
        return answer.well() ? ExitCode.SUCCESS : ExitCode.FAILED;
    }
}
