package io.modelfactory.worker.app.cli.option;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.starter.WorkingFolder;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.ConfigurationCheck;
import io.modelfactory.worker.config.Profile;
import io.modelfactory.worker.config.ProfileLookup;
import io.modelfactory.worker.config.ProfileLookup.ChosenProfile;
import io.modelfactory.worker.config.Wiring;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Every command that meets the platform runs under a profile. */
public final class ProfileOption {
    public static final String NAME = "--profile";

    @Option(
            names = {"-p", NAME},
            paramLabel = "FILE",
            description = "The profile to run under; `mf config show` says which it is without this option.")
    private Optional<Path> file = Optional.empty();

    public Configuration load(JsonSchemas schemas) {
        return Configuration.load(chosen().file(), System.getenv(), schemas);
    }

    /** As {@link #load}, but where neither option nor environment names a profile, the folder's own comes first. */
    public Configuration loadIn(WorkingFolder folder, JsonSchemas schemas) {
        Map<String, String> environment = System.getenv();
        boolean named = isNamed() || !environment.getOrDefault("MF_PROFILE", "").isBlank();
        return folder.platformProfile()
                .filter(own -> !named)
                .map(own -> Configuration.load(own, environment, schemas))
                .orElseGet(() -> load(schemas));
    }

    /** Everything that is wrong with the profile and its policies; nothing if {@link #load} would succeed. */
    public List<ConfigurationCheck.ConfigurationProblem> check(JsonSchemas schemas) {
        return ConfigurationCheck.of(chosen().file(), System.getenv(), schemas);
    }

    /** The wiring alone: less is read, and policies may be wrong. */
    public Wiring loadWiring() {
        return Profile.load(chosen().file(), System.getenv()).wiring();
    }

    /** Whether the option was given. */
    public boolean isNamed() {
        return file.isPresent();
    }

    /** The profile in effect, and what decided that it is this one. */
    public ChosenProfile chosen() {
        return ProfileLookup.of(System.getenv()).choose(file);
    }

    /** The file of the profile in effect. */
    @Override
    public String toString() {
        return chosen().file().toString();
    }
}
