package io.modelfactory.worker.app.cli;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.ConfigurationCheck;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** Every command that meets the platform runs under a profile. */
final class ProfileOption {

    @Option(
            names = {"-p", "--profile"},
            paramLabel = "FILE",
            defaultValue = "${env:MF_PROFILE:-config/profiles/local.yaml}",
            description = "The profile to run under (default: $MF_PROFILE, or config/profiles/local.yaml).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    Configuration load(JsonSchemas schemas) {
        return Configuration.load(file, System.getenv(), schemas);
    }

    /** Everything that is wrong with the profile and its policies; nothing if {@link #load} would succeed. */
    List<ConfigurationCheck.ConfigurationProblem> check(JsonSchemas schemas) {
        return ConfigurationCheck.of(file, System.getenv(), schemas);
    }

    /** The file, as it was named. */
    @Override
    public String toString() {
        return file.toString();
    }
}
