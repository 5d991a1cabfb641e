package io.modelfactory.worker.app.command;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.config.Configuration;
import java.nio.file.Path;
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
}
