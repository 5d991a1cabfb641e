package io.modelfactory.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.config.ProfileLookup.ChosenProfile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which of the places that may name a profile decides. */
class ProfileLookupTest {
    @TempDir
    private Path root = Path.of("");

    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void layOut() throws IOException {
        environment.put("HOME", root.resolve("home").toString());
        write("installation/config/profiles/local.yaml", "shipped");
    }

    @Test
    void theShippedProfileServesWhereNothingIsNamed() {
        ChosenProfile chosen = chosen();

        assertThat(chosen.file()).isEqualTo(root.resolve("installation/config/profiles/local.yaml"));
        assertThat(chosen.reason()).contains("the default", "MF_PROFILE", "home/.config/model-factory/config.yaml");
    }

    @Test
    void theWorkingDirectoryComesBeforeTheInstallation() throws IOException {
        Path own = write("here/config/profiles/local.yaml", "own");

        assertThat(chosen().file()).isEqualTo(own);
    }

    @Test
    void eachPlaceDecidesBeforeTheNext() throws IOException {
        Path running = write("running.yaml", "up");
        writeState(running, ProcessHandle.current().pid());
        assertThat(chosen().file()).isEqualTo(running);
        assertThat(chosen().reason())
                .contains("deploy/mf up", "process " + ProcessHandle.current().pid(), "up.json");

        write("home/.config/model-factory/mine.yaml", "mine");
        Path config = write("home/.config/model-factory/config.yaml", "profile: mine.yaml");
        assertThat(chosen().file()).isEqualTo(config.resolveSibling("mine.yaml"));
        assertThat(chosen().reason()).isEqualTo(config.toString());

        write("here/variable.yaml", "variable");
        environment.put("MF_PROFILE", "variable.yaml");
        assertThat(chosen().file()).isEqualTo(root.resolve("here/variable.yaml"));
        assertThat(chosen().reason()).isEqualTo("MF_PROFILE");

        Path option = write("option.yaml", "option");
        ChosenProfile byOption = lookup().choose(Optional.of(option));
        assertThat(byOption).isEqualTo(new ChosenProfile(option, "--profile"));
    }

    @Test
    void theUsersFoldersMayLieElsewhere() throws IOException {
        environment.put("XDG_STATE_HOME", root.resolve("state").toString());
        environment.put("XDG_CONFIG_HOME", root.resolve("settings").toString());
        Path running = write("running.yaml", "up");
        writeState(running, ProcessHandle.current().pid());
        assertThat(RunningPlatform.stateFile(environment)).isEqualTo(root.resolve("state/model-factory/up.json"));
        assertThat(chosen().file()).isEqualTo(running);

        Path mine = write("home/mine.yaml", "mine");
        write("settings/model-factory/config.yaml", "profile: ~/mine.yaml");
        assertThat(chosen().file()).isEqualTo(mine);
    }

    @Test
    void aPlatformThatIsGoneDecidesNothing() throws IOException {
        Path running = write("running.yaml", "up");
        writeState(running, Long.MAX_VALUE);
        assertThat(chosen().reason()).contains("the default");

        writeState(running, ProcessHandle.current().pid());
        Files.setLastModifiedTime(
                RunningPlatform.stateFile(environment), FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        assertThat(chosen().reason()).as("another process has the number now").contains("the default");
    }

    @Test
    void whatNamesNoFileIsSaidWithWhoNamedIt() throws IOException {
        environment.put("MF_PROFILE", "nowhere.yaml");
        assertThatThrownBy(this::chosen)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("nowhere.yaml", "no such file", "MF_PROFILE");

        environment.remove("MF_PROFILE");
        Path config = write("home/.config/model-factory/config.yaml", "profil: x");
        assertThatThrownBy(this::chosen)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll(config.toString(), "profile: must name");
        Files.delete(config);

        Path state = writeState(root, ProcessHandle.current().pid());
        Files.writeString(state, "{");
        assertThatThrownBy(this::chosen)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(state.toString());
    }

    private ChosenProfile chosen() {
        return lookup().choose(Optional.empty());
    }

    private ProfileLookup lookup() {
        return new ProfileLookup(environment, List.of(root.resolve("here"), root.resolve("installation")));
    }

    private Path writeState(Path profile, long pid) throws IOException {
        Path file = RunningPlatform.stateFile(environment);
        return write(root.relativize(file).toString(), "{\"profile\": \"%s\", \"pid\": %d}".formatted(profile, pid));
    }

    private Path write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        return Files.writeString(file, text);
    }
}
