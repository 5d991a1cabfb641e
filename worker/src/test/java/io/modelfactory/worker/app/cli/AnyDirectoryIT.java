package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands in a directory that has nothing of the Model Factory in it. */
class AnyDirectoryIT {
    private static final Path INSTALLATION = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    private Path directory = Path.of("");

    @Test
    void theShippedProfileAndItsPoliciesAreFound() {
        CommandResult run = mf(Map.of("HOME", directory.toString())).run("config", "show", "--json");

        assertThat(run.exitCode()).as(run.toString()).isZero();
        assertThat(run.document().path("profile_file").asText())
                .isEqualTo(INSTALLATION.resolve("config/profiles/local.yaml").toString());
        assertThat(run.document().path("profile_chosen_by").asText()).startsWith("the default");
        assertThat(run.document().at("/launcher_policy/policy_id").asText()).isEqualTo("mf.launcher_policy.local.v0");
    }

    @Test
    void theEnvironmentNamesAShippedProfile() throws IOException {
        CommandProcess mf = mf(Map.of("HOME", directory.toString(), "MF_PROFILE", "config/profiles/local.yaml"));
        CommandResult shown = mf.run("config", "show");

        assertThat(shown.out())
                .contains("profile_file: " + INSTALLATION.resolve("config/profiles/local.yaml"))
                .contains("profile_chosen_by: MF_PROFILE");

        Path own = directory.resolve("config/profiles/local.yaml");
        Files.createDirectories(own.resolveSibling(""));
        Files.copy(INSTALLATION.resolve("config/profiles/local.yaml"), own);
        assertThat(mf.run("config", "show").out()).contains("profile_file: config/profiles/local.yaml");
    }

    private CommandProcess mf(Map<String, String> environment) {
        return new CommandProcess(directory, environment);
    }
}
