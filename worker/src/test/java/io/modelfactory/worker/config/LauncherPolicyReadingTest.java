package io.modelfactory.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.config.AuthorisationPolicy.ProfilePermission;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The launcher policy file, with its limits, priorities and grants. */
class LauncherPolicyReadingTest {
    @TempDir
    Path home;

    private ConfigurationFixture files;

    @BeforeEach
    void writeFiles() throws IOException {
        files = new ConfigurationFixture(home);
    }

    @Test
    void theLauncherPolicySetsPrioritiesAndConcurrencyLimits() throws IOException {
        assertThat(files.load().launcherPolicy().sharing()).as("default").isEqualTo(SchedulingLimits.UNLIMITED);
        String digest = files.load().runConfigDigest();

        files.write(
                "policies/launcher.yaml",
                launcherWith("max_concurrent_runs_per_scope: 2, max_concurrent_runs_per_platform_run: 5,"
                        + " priorities: {publish_only: 7, intents: {regression_check: 3, backfill_retrain: -1}}"));

        SchedulingLimits sharing = files.load().launcherPolicy().sharing();
        assertThat(sharing.maxConcurrentRunsPerScope()).contains(2);
        assertThat(sharing.maxConcurrentRunsPerPlatformRun()).contains(5);
        assertThat(sharing.publishOnlyPriority()).isEqualTo(7);
        assertThat(Stream.of("regression_check", "backfill_retrain", "candidate_eval")
                        .map(sharing::priorityOf))
                .containsExactly(3, -1, 0);
        assertThat(files.load().runConfigDigest()).isNotEqualTo(digest);
    }

    @Test
    void aPriorityForAnIntentThatThereIsNotIsRefused() throws IOException {
        files.write("policies/launcher.yaml", launcherWith("priorities: {intents: {guess: 1}}"));

        assertThatThrownBy(() -> files.load())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("guess");
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
        files.write(
                "policies/launcher.yaml",
                ConfigurationFixture.LAUNCHER.replace("max_publish_retry_attempts: 4,", bound));

        assertThatThrownBy(() -> files.load())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("policies/launcher.yaml", "$.launcher");
    }

    @Test
    void withoutAnAuthorisationSectionEverythingIsDenied() {
        Configuration configuration = files.load();

        assertThat(configuration.launcherPolicy().authorisation()).isEqualTo(new AuthorisationPolicy(false, List.of()));
        assertThat(configuration.warnings())
                .singleElement()
                .asString()
                .contains("policies/launcher.yaml", "authorisation.grants", "every request is refused");
    }

    @Test
    void grantsAreReadAsTheyAreWritten() throws IOException {
        files.write("policies/launcher.yaml", ConfigurationFixture.LAUNCHER + """
                authorisation:
                  grants:
                    - principals: [SYSTEM::run_operate]
                      principal_prefixes: ["SYSTEM::ofs::"]
                      commands: [train_build, publish_retry]
                      intents: [baseline_train]
                      publish: true
                      training_profiles: {ref_prefixes: [config/mf/]}
                      governance_profiles: {ref_prefixes: [config/mf/governance.yaml], sha256: [%s]}
                """.formatted("a".repeat(64)));

        Configuration configuration = files.load();

        assertThat(configuration.launcherPolicy().authorisation().grants())
                .containsExactly(new AuthorisationPolicy.Grant(
                        List.of("SYSTEM::run_operate"),
                        List.of("SYSTEM::ofs::"),
                        List.of("train_build", "publish_retry"),
                        List.of("baseline_train"),
                        true,
                        false,
                        new ProfilePermission(List.of("config/mf/"), List.of()),
                        new ProfilePermission(List.of("config/mf/governance.yaml"), List.of("a".repeat(64)))));
        assertThat(configuration.warnings()).isEmpty();
    }

    @Test
    void aGrantThatNamesNoProfilesIsWarnedOf() throws IOException {
        files.write("policies/launcher.yaml", ConfigurationFixture.LAUNCHER + """
                authorisation:
                  grants:
                    - principals: [A]
                      commands: [publish_retry]
                      publish: true
                    - principals: [A]
                      commands: [train_build]
                      intents: [baseline_train]
                      publish: false
                      training_profiles: {ref_prefixes: [config/mf/]}
                """);

        assertThat(files.load().warnings())
                .satisfiesExactly(
                        retry -> assertThat(retry).contains("authorisation.grants[0]", "publish_retry"),
                        build -> assertThat(build).contains("authorisation.grants[1]", "governance_profiles"));
    }

    @Test
    void openAccessIsForTheLocalProfileOnly() throws IOException {
        files.write("policies/launcher.yaml", ConfigurationFixture.LAUNCHER + "authorisation: {default: allow}\n");
        assertThatThrownBy(() -> files.load())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("policies/launcher.yaml", "authorisation.default", "local", "grants");

        files.writeProfile(ConfigurationFixture.PROFILE.replace("profile_id: test", "profile_id: local"));
        assertThat(files.load().launcherPolicy().authorisation()).isEqualTo(AuthorisationPolicy.openToAll());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{allow: [A]} | $.authorisation.allow: is unknown here; remove it",
                "{} | $.authorisation.grants: is missing; add it",
                "{grants: [{principals: [A], commands: [train], publish: true}]} | commands[0]: must be train_build"
                        + " or publish_retry",
                "{grants: [{principals: [A], commands: [train_build], publish: true}]} | grants[0].intents: is"
                        + " missing; add it",
                "{grants: [{principals: [A], commands: [publish_retry]}]} | grants[0].publish: is missing; add it",
                "{grants: [{principal_prefixes: [SYSTEM], commands: [publish_retry], publish: true}]} |"
                        + " principal_prefixes[0]: must match",
                "{grants: [{principals: [A], commands: [train_build], intents: [baseline_train], publish: true,"
                        + " training_profiles: {ref_prefixes: [config/mf]}}]} |"
                        + " training_profiles.ref_prefixes[0]: must match",
                "{grants: [{principals: [A], commands: [train_build], intents: [baseline_train], publish: true,"
                        + " governance_profiles: {sha256: [ABC]}}]} | governance_profiles.sha256[0]: must match",
                "{grants: [{principals: [A], commands: [train_build], intents: [baseline_train], publish: true,"
                        + " governance_profiles: {}}]} | governance_profiles.ref_prefixes: is missing; add it",
                "{grants: [{principal_prefix: [SYSTEM], commands: [publish_retry], publish: true}]} |"
                        + " principal_prefix: is unknown here"
            })
    void anAuthorisationThatBreaksItsContractIsRefusedByPath(String section, String problem) throws IOException {
        files.write("policies/launcher.yaml", ConfigurationFixture.LAUNCHER + "authorisation: " + section + "\n");

        assertThatThrownBy(() -> files.load())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("policies/launcher.yaml", problem);
    }

    private static String launcherWith(String settings) {
        return ConfigurationFixture.LAUNCHER.replace("launcher: {", "launcher: {" + settings + ", ");
    }
}
