package io.modelfactory.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigurationTest {
    private static final JsonSchemas SCHEMAS = new JsonSchemas();
    private static final String LAUNCHER = """
            policy_id: launcher
            revision: r1
            launcher: {max_publish_retry_attempts: 4, request_poll_seconds: 0.5, request_batch_limit: 100}
            """;
    private static final String BOUNDARIES = """
            owners: {mf: us, ofs: them}
            outputs: [eval_report, bundle_publication]
            """;
    private static final String PROFILE = """
            profile_id: test
            policy:
              stream_id: s
              service_release_id: git:1
              launcher_policy_ref: policies/launcher.yaml
              ownership_boundaries_ref: policies/boundaries.yaml
            wiring:
              kafka:
                bootstrap_servers: localhost:9092
                properties: {sasl.jaas.config: hunter2, ssl.keystore.password: hunter2, acks: all}
              schema_registry:
                url: http://localhost:8081
                properties: {basic.auth.user.info: 'user:hunter2', basic.auth.credentials.source: USER_INFO}
              database: {url: 'jdbc:postgresql://localhost/mf', user: mf, password: hunter2}
              object_store: {root: store, profile_roots: [config/mf]}
            """;

    @TempDir
    Path home;

    private Path profile = Path.of("");

    @BeforeEach
    void writeFiles() throws IOException {
        Files.createDirectories(home.resolve("policies"));
        profile = Files.writeString(home.resolve("profile.yaml"), PROFILE);
        write("policies/launcher.yaml", LAUNCHER);
        write("policies/boundaries.yaml", BOUNDARIES);
    }

    @Test
    void aProfileIsLoadedWithThePoliciesItPins() {
        Configuration configuration = load(home);

        LauncherPolicy launcher = configuration.launcherPolicy();
        assertThat(launcher.maxPublishRetryAttempts()).isEqualTo(4);
        assertThat(launcher.requestPoll()).isEqualTo(Duration.ofMillis(500));
        assertThat(launcher.maxFullRunAttempts()).as("default").isEqualTo(3);
        assertThat(launcher.maxMessageBytes()).as("default").isEqualTo(1 << 20);
        assertThat(launcher.retryBackoff()).as("default").isEqualTo(Duration.ofSeconds(5));
        assertThat(configuration.ownershipBoundaries())
                .isEqualTo(new OwnershipBoundaries(List.of("mf", "ofs"), List.of("eval_report", "bundle_publication")));
        assertThat(configuration.runConfigDigest()).matches("[0-9a-f]{64}");
    }

    @Test
    void policiesAreLookedUpInTheWorkingDirectoryFirstAndThenBesideTheProfile(@TempDir Path elsewhere)
            throws IOException {
        String besideTheProfile = load(elsewhere).runConfigDigest();
        assertThat(besideTheProfile).isEqualTo(load(home).runConfigDigest());

        Files.createDirectories(elsewhere.resolve("policies"));
        Files.writeString(elsewhere.resolve("policies/launcher.yaml"), LAUNCHER.replace("r1", "r2"));
        assertThat(load(elsewhere).launcherPolicy().revision()).isEqualTo("r2");
    }

    @Test
    void aPolicyThatIsNowhereIsNamedWithThePlacesSearched() throws IOException {
        Files.delete(home.resolve("policies/launcher.yaml"));

        assertThatThrownBy(() -> load(home))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("policies/launcher.yaml", home.toString(), "profile.yaml");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "max_publish_retry_attempts: 0,",
                "max_publish_retry_attempts: many,",
                "max_publish_retry_attempts: 4, max_attempts: 1,",
                ""
            })
    void aLauncherPolicyThatBreaksItsContractIsRefused(String bound) throws IOException {
        write("policies/launcher.yaml", LAUNCHER.replace("max_publish_retry_attempts: 4,", bound));

        assertThatThrownBy(() -> load(home))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("policies/launcher.yaml", "$.launcher");
    }

    @Test
    void aLauncherPolicyThatAsksForWhatIsNotEnforcedIsRefused() throws IOException {
        write("policies/launcher.yaml", LAUNCHER + "authorisation: {allow: [SYSTEM::run_operate]}\n");

        assertThatThrownBy(() -> load(home)).hasMessageContaining("authorisation: this release does not enforce it");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "owners: {ofs: them}\noutputs: [eval_report, bundle_publication]",
                "owners: {mf: us}\noutputs: [eval_report]",
                "owners: {mf: us}\noutputs: [bundle_publication]",
                "owners: {mf: us}",
                "outputs: [eval_report, bundle_publication]",
                "- mf"
            })
    void aWorkerOutsideItsOwnershipBoundariesDoesNotStart(String boundaries) throws IOException {
        write("policies/boundaries.yaml", boundaries);

        assertThatThrownBy(() -> load(home))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        e -> assertThat(e.code()).isEqualTo(FailureCode.OWNERSHIP_BOUNDARY_VIOLATION))
                .hasMessageContaining("policies/boundaries.yaml");
    }

    @Test
    void theViewShowsWhatIsInEffectAndNoSecret() {
        Configuration configuration = load(home);
        String view = configuration.redacted().toString();

        assertThat(view)
                .contains("\"sasl.jaas.config\":\"***\"", "\"ssl.keystore.password\":\"***\"", "\"acks\":\"all\"")
                .contains("\"basic.auth.user.info\":\"***\"", "\"password\":\"***\"", "\"duration_seconds\":30")
                .contains("\"profile_roots\":[\"config/mf\"]", configuration.runConfigDigest());
        assertThat(view + configuration).doesNotContain("hunter2");
    }

    @Test
    void noSecretTakesPartInTheDigest() throws IOException {
        String before = load(home).runConfigDigest();
        Files.writeString(profile, PROFILE.replace("hunter2", "hunter3"));

        assertThat(load(home).runConfigDigest()).isEqualTo(before);
    }

    private Configuration load(Path workingDirectory) {
        return Configuration.load(profile, Map.of(), SCHEMAS, workingDirectory);
    }

    private void write(String file, String content) throws IOException {
        Files.writeString(home.resolve(file), content);
    }
}
