package io.modelfactory.worker.app.cli.option;

import io.modelfactory.worker.config.Configuration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** In whose name a command acts. */
public final class RequesterOption {
    @Option(
            names = "--requester",
            paramLabel = "PRINCIPAL",
            defaultValue = "${env:MF_REQUESTER}",
            description = "Who asks (default: $MF_REQUESTER; under a policy that allows all, HUMAN:: and your name).")
    private @Nullable String requester;

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** A name that the operating system gives is claimed only where every principal may do everything. */
    public String principal(Configuration configuration) {
        if (requester != null && !requester.isBlank()) {
            return requester.strip();
        } else if (configuration.launcherPolicy().authorisation().open()) {
            return "HUMAN::" + System.getProperty("user.name", "unknown").replaceAll("[^A-Za-z0-9._-]", "_");
        }
        throw new ParameterException(spec.commandLine(), "no requester; give --requester, or set MF_REQUESTER");
    }
}
