package io.modelfactory.worker.app.cli.option;

import io.modelfactory.worker.app.wiring.CommandTimeout;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How long a command waits for a database, broker or store that does not answer. */
public final class TimeoutOption {
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "Give up on a database, broker or store that is silent for so long (default: 15s).")
    private Optional<Duration> timeout = Optional.empty();

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public Duration value() {
        Duration value = timeout.orElse(CommandTimeout.DEFAULT);
        if (value.compareTo(SHORTEST) < 0) {
            throw new ParameterException(spec.commandLine(), "--timeout: must be at least 1s");
        }
        return value;
    }
}
