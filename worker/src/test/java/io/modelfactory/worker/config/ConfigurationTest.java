package io.modelfactory.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The profile with what it pins, its view and its digest. */
class ConfigurationTest {
    @TempDir
    Path home;

    private ConfigurationFixture files;

    @BeforeEach
    void writeFiles() throws IOException {
        files = new ConfigurationFixture(home);
    }

    @Test
    void aProfileIsLoadedWithThePoliciesItPins() {
        Configuration configuration = files.load();

        LauncherPolicy launcher = configuration.launcherPolicy();
        assertThat(launcher.maxPublishRetryAttempts()).isEqualTo(4);
        assertThat(launcher.requestPoll()).isEqualTo(Duration.ofMillis(500));
        assertThat(launcher.maxFullRunAttempts()).as("default").isEqualTo(3);
        assertThat(launcher.maxMessageBytes()).as("default").isEqualTo(1 << 20);
        assertThat(launcher.retryBackoff()).as("default").isEqualTo(Duration.ofSeconds(5));
        assertThat(configuration.ownershipBoundaries())
                .isEqualTo(new OwnershipBoundaries(
                        List.of("mf", "ofs"), List.of("eval_report", "bundle_publication"), List.of()));
        assertThat(configuration.triggerPolicy()).isEmpty();
        assertThat(configuration.runConfigDigest()).matches("[0-9a-f]{64}");
    }

    @Test
    void policiesAreLookedUpInTheWorkingDirectoryFirst(@TempDir Path elsewhere) throws IOException {
        String besideTheProfile = files.load(elsewhere).runConfigDigest();
        assertThat(besideTheProfile).isEqualTo(files.load().runConfigDigest());

        Files.createDirectories(elsewhere.resolve("policies"));
        Files.writeString(
                elsewhere.resolve("policies/launcher.yaml"), ConfigurationFixture.LAUNCHER.replace("r1", "r2"));
        assertThat(files.load(elsewhere).launcherPolicy().revision()).isEqualTo("r2");
    }

    @Test
    void aPolicyThatIsNowhereIsNamedWithThePlacesSearched() throws IOException {
        Files.delete(home.resolve("policies/launcher.yaml"));

        assertThatThrownBy(() -> files.load())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("policies/launcher.yaml", home.toString(), "profile.yaml");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{owners: {ofs: them}, outputs: [eval_report, bundle_publication]} | $.owners.mf: is missing; add it",
                "{owners: {mf: us}, outputs: [eval_report]} | $.outputs: must contain bundle_publication",
                "{owners: {mf: us}, outputs: [bundle_publication]} | $.outputs: must contain eval_report",
                "{owners: {mf: us}} | $.outputs: is missing; add it",
                "{outputs: [eval_report, bundle_publication]} | $.owners: is missing; add it",
                "[mf] | $: must be object, not array"
            })
    void violatedOwnershipBoundariesAreKept(String boundaries, String violation) throws IOException {
        files.write("policies/boundaries.yaml", boundaries);

        Configuration configuration = files.load();

        assertThat(configuration.ownershipBoundaries().violations()).contains(violation);
        assertThat(configuration.warnings())
                .anyMatch(warning -> warning.contains("every request is refused")
                        && warning.contains("policies/boundaries.yaml: " + violation));
    }

    @Test
    void theViewShowsWhatIsInEffectAndNoSecret() {
        Configuration configuration = files.load();
        String view = configuration.redacted().toString();

        assertThat(view)
                .contains("\"sasl.jaas.config\":\"***\"", "\"ssl.keystore.password\":\"***\"", "\"acks\":\"all\"")
                .contains("\"basic.auth.user.info\":\"***\"", "\"password\":\"***\"", "\"duration_seconds\":30")
                .contains("\"profile_roots\":[\"config/mf\"]", configuration.runConfigDigest());
        assertThat(view + configuration).doesNotContain("hunter2");
    }

    @Test
    void noSecretTakesPartInTheDigest() throws IOException {
        String before = files.load().runConfigDigest();
        files.writeProfile(ConfigurationFixture.PROFILE.replace("hunter2", "hunter3"));

        assertThat(files.load().runConfigDigest()).isEqualTo(before);
    }
}
