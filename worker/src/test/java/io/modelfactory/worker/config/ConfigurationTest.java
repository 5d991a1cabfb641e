package io.modelfactory.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.config.AuthorisationPolicy.ProfilePermission;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    private static final String TRIGGER = """
            policy_id: trigger
            revision: r1
            rules:
              - dataset_ready: {feature_set_id: core, feature_set_version: v1}
                train_build:
                  intent_kind: baseline_train
                  training_config_ref: t
                  governance_profile_ref: g
                  target_scope: {environment: e, mode: m, bundle_slot: b}
                  policy_revision: p
                  config_revision: c
                  mf_code_release_id: git:1
                  publish_allowed: false
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
                .isEqualTo(new OwnershipBoundaries(
                        List.of("mf", "ofs"), List.of("eval_report", "bundle_publication"), List.of()));
        assertThat(configuration.triggerPolicy()).isEmpty();
        assertThat(configuration.runConfigDigest()).matches("[0-9a-f]{64}");
    }

    @Test
    void theLauncherPolicySetsPrioritiesAndConcurrencyLimits() throws IOException {
        assertThat(load(home).launcherPolicy().sharing()).as("default").isEqualTo(SchedulingLimits.UNLIMITED);
        String digest = load(home).runConfigDigest();

        write(
                "policies/launcher.yaml",
                launcherWith("max_concurrent_runs_per_scope: 2, max_concurrent_runs_per_platform_run: 5,"
                        + " priorities: {publish_only: 7, intents: {regression_check: 3, backfill_retrain: -1}}"));

        SchedulingLimits sharing = load(home).launcherPolicy().sharing();
        assertThat(sharing.maxConcurrentRunsPerScope()).contains(2);
        assertThat(sharing.maxConcurrentRunsPerPlatformRun()).contains(5);
        assertThat(sharing.publishOnlyPriority()).isEqualTo(7);
        assertThat(Stream.of("regression_check", "backfill_retrain", "candidate_eval")
                        .map(sharing::priorityOf))
                .containsExactly(3, -1, 0);
        assertThat(load(home).runConfigDigest()).isNotEqualTo(digest);
    }

    @Test
    void aPriorityForAnIntentThatThereIsNotIsRefused() throws IOException {
        write("policies/launcher.yaml", launcherWith("priorities: {intents: {guess: 1}}"));

        assertThatThrownBy(() -> load(home))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("guess");
    }

    private static String launcherWith(String settings) {
        return LAUNCHER.replace("launcher: {", "launcher: {" + settings + ", ");
    }

    @Test
    void policiesAreLookedUpInTheWorkingDirectoryFirst(@TempDir Path elsewhere) throws IOException {
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
    void withoutAnAuthorisationSectionEverythingIsDenied() {
        Configuration configuration = load(home);

        assertThat(configuration.launcherPolicy().authorisation()).isEqualTo(new AuthorisationPolicy(false, List.of()));
        assertThat(configuration.warnings())
                .singleElement()
                .asString()
                .contains("policies/launcher.yaml", "authorisation.grants", "every request is refused");
    }

    @Test
    void grantsAreReadAsTheyAreWritten() throws IOException {
        write("policies/launcher.yaml", LAUNCHER + """
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

        Configuration configuration = load(home);

        assertThat(configuration.launcherPolicy().authorisation().grants())
                .containsExactly(new AuthorisationPolicy.Grant(
                        List.of("SYSTEM::run_operate"),
                        List.of("SYSTEM::ofs::"),
                        List.of("train_build", "publish_retry"),
                        List.of("baseline_train"),
                        true,
                        new ProfilePermission(List.of("config/mf/"), List.of()),
                        new ProfilePermission(List.of("config/mf/governance.yaml"), List.of("a".repeat(64)))));
        assertThat(configuration.warnings()).isEmpty();
    }

    @Test
    void aGrantThatNamesNoProfilesIsWarnedOf() throws IOException {
        write("policies/launcher.yaml", LAUNCHER + """
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

        assertThat(load(home).warnings())
                .singleElement()
                .asString()
                .contains("authorisation.grants[1]", "train_build", "governance_profiles");
    }

    @Test
    void openAccessIsForTheLocalProfileOnly() throws IOException {
        write("policies/launcher.yaml", LAUNCHER + "authorisation: {default: allow}\n");
        assertThatThrownBy(() -> load(home))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("policies/launcher.yaml", "authorisation.default", "local", "grants");

        Files.writeString(profile, PROFILE.replace("profile_id: test", "profile_id: local"));
        assertThat(load(home).launcherPolicy().authorisation()).isEqualTo(AuthorisationPolicy.openToAll());
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
        write("policies/launcher.yaml", LAUNCHER + "authorisation: " + section + "\n");

        assertThatThrownBy(() -> load(home))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("policies/launcher.yaml", problem);
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
        write("policies/boundaries.yaml", boundaries);

        Configuration configuration = load(home);

        assertThat(configuration.ownershipBoundaries().violations()).contains(violation);
        assertThat(configuration.warnings())
                .anyMatch(warning -> warning.contains("every request is refused")
                        && warning.contains("policies/boundaries.yaml: " + violation));
    }

    @Test
    void aTriggerPolicyChangesTheDigest() throws IOException {
        String without = load(home).runConfigDigest();
        triggeredBy(TRIGGER);

        Configuration configuration = load(home);

        TriggerPolicy trigger = configuration.triggerPolicy().orElseThrow();
        assertThat(trigger.ruleFor(new TriggerPolicy.FeatureSet("core", "v1"))
                        .orElseThrow()
                        .trainBuild()
                        .path("policy_revision")
                        .textValue())
                .isEqualTo("p");
        assertThat(trigger.ruleFor(new TriggerPolicy.FeatureSet("core", "v2"))).isEmpty();
        assertThat(configuration
                        .redacted()
                        .path("trigger_policy")
                        .path("policy_id")
                        .textValue())
                .isEqualTo("trigger");
        triggeredBy(TRIGGER.replace("revision: r1", "revision: r2"));
        assertThat(List.of(without, configuration.runConfigDigest(), load(home).runConfigDigest()))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "publish_allowed: false | publish: no | publish_allowed: is missing; add it",
                "policy_revision: p | policy_revision: ' ' | policy_revision: must not be blank",
                "baseline_train | latest | intent_kind: must be baseline_train or",
                "feature_set_version: v1 | feature_set_version: ' v1' | feature_set_version: must match",
                "feature_set_version: v1 | feature_set: v1 | feature_set: is unknown here; remove it"
            })
    void aTriggerPolicyPinsEverything(String sound, String broken, String problem) throws IOException {
        triggeredBy(TRIGGER.replace(sound, broken));

        assertThatThrownBy(() -> load(home))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("policies/trigger.yaml", "$.rules[0].", problem);
    }

    @Test
    void twoRulesForTheSameFeatureSetAreRefused() throws IOException {
        triggeredBy(TRIGGER + TRIGGER.substring(TRIGGER.indexOf("  - dataset_ready")));

        assertThatThrownBy(() -> load(home))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("policies/trigger.yaml", "rules[1].dataset_ready", "core v1", "keep one");
    }

    @Test
    void aMistypedTriggerIsNotSilentlyOff() throws IOException {
        Files.writeString(
                profile, PROFILE.replace("policy:\n", "policy:\n  trigger_policy_rev: policies/trigger.yaml\n"));

        assertThatThrownBy(() -> load(home))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("policy.trigger_policy_rev: is not known here; did you mean trigger_policy_ref?");
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

    private void triggeredBy(String policy) throws IOException {
        write("policies/trigger.yaml", policy);
        Files.writeString(
                profile, PROFILE.replace("policy:\n", "policy:\n  trigger_policy_ref: policies/trigger.yaml\n"));
    }

    private void write(String file, String content) throws IOException {
        Files.writeString(home.resolve(file), content);
    }
}
