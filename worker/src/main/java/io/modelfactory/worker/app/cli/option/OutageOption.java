package io.modelfactory.worker.app.cli.option;

import io.modelfactory.worker.app.wiring.CommandTimeout;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How long a command that follows a run, for as long as that takes, asks a ledger that does not answer. */
public final class OutageOption {
    private static final Duration SHORTEST = Duration.ofSeconds(1);

    @Option(
            names = "--outage",
            paramLabel = "TIME",
            description = "While following: give up on a ledger that is silent for so long (default: 15s).")
    private Optional<Duration> outage = Optional.empty();

    @Spec(Target.MIXEE)
    private @Nullable CommandSpec spec;

    /** From the first question without an answer. */
    public Duration value() {
        Duration value = outage.orElse(CommandTimeout.DEFAULT);
        if (value.compareTo(SHORTEST) < 0 && spec != null) {
            throw new ParameterException(spec.commandLine(), "--outage: must be at least 1s");
        }
        return value;
    }

    /** For one answer to a command that follows for so long. */
    public Duration oneAnswer(Optional<Duration> timeout) {
        Duration value = value();
        Duration whole = timeout.filter(time -> time.compareTo(value) < 0).orElse(value);
        return CommandTimeout.within(Optional.of(whole));
    }

    public boolean isGiven() {
        return outage.isPresent();
    }
}
