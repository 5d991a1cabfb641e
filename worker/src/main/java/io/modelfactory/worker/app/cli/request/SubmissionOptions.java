package io.modelfactory.worker.app.cli.request;

import io.modelfactory.worker.app.cli.option.OutageOption;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** Whether a request is sent at all, and whether its answer is waited for. */
public final class SubmissionOptions {
    @Option(
            names = "--dry-run",
            description = "Send nothing; check everything as the worker will, and say what would come of it.")
    private boolean dryRun;

    @Option(names = "--wait", description = "Follow the run to the receipt, with its events on the error stream.")
    private boolean wait;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            description = "With --wait: give up waiting after this long, such as 90s, 15m or 2h (default: never)."
                    + " What was asked for stays asked for.")
    private @Nullable Duration timeout;

    @Mixin
    private OutageOption outage = new OutageOption();

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** Of a command that sends one request and follows it. */
    public static SubmissionOptions following(Optional<Duration> timeout, OutageOption outage) {
        SubmissionOptions options = new SubmissionOptions();
        options.wait = true;
        options.timeout = timeout.orElse(null);
        options.outage = outage;
        return options;
    }

    boolean isDryRun() {
        if (dryRun && wait) {
            throw new ParameterException(spec.commandLine(), "--dry-run sends nothing that --wait could wait for");
        } else if (timeout != null && !wait) {
            throw new ParameterException(spec.commandLine(), "--timeout needs --wait");
        } else if (outage.isGiven() && !wait) {
            throw new ParameterException(spec.commandLine(), "--outage needs --wait");
        }
        return dryRun;
    }

    boolean isWaiting() {
        return wait;
    }

    Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    OutageOption outage() {
        return outage;
    }
}
