package io.modelfactory.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every file under {@code config/} can be used as it is. */
class ProjectConfigTest {
    private static final JsonSchemas SCHEMAS = new JsonSchemas();
    private static final Map<String, String> ADDRESSES = Map.of(
            "MF_RELEASE_ID", "git:1",
            "MF_KAFKA_BOOTSTRAP_SERVERS", "broker:9092",
            "MF_SCHEMA_REGISTRY_URL", "https://registry",
            "MF_DATABASE_URL", "jdbc:postgresql://db/mf",
            "MF_DATABASE_USER", "mf",
            "MF_OBJECT_STORE_ROOT", "s3://bucket/prefix");

    @TempDir
    Path secrets;

    static Stream<Path> profiles() {
        return filesBelow("config/profiles");
    }

    static Stream<Path> policies() {
        return filesBelow("config/mf");
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void everyProfileLoadsWithItsExternalAddresses(Path file) throws IOException {
        Map<String, String> environment = new HashMap<>(ADDRESSES);
        for (String secret : List.of(
                "MF_KAFKA_PROPERTIES_FILE", "MF_SCHEMA_REGISTRY_PROPERTIES_FILE", "MF_DATABASE_PASSWORD_FILE")) {
            environment.put(
                    secret, Files.writeString(secrets.resolve(secret), "x=y").toString());
        }

        Configuration loaded = Configuration.load(file, environment, SCHEMAS, ProfileFixture.PROJECT);

        assertThat(file).hasFileName(loaded.profile().profileId() + ".yaml");
        assertThat(loaded.profile().wiring().objectStore().root()).isEqualTo("s3://bucket/prefix");
        if (loaded.launcherPolicy().requestKeys().required()) {
            assertThat(loaded.warnings())
                    .as("no key is shipped in whose name requests could be signed")
                    .singleElement()
                    .asString()
                    .contains("request_keys");
            // Who may ask is for those to say who run it: a worker does not start before they have.
            assertThatThrownBy(loaded::requireUsableByWorkers)
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContainingAll("request_keys", "runbooks/sign-requests.md");
            assertThat(ConfigurationCheck.of(file, environment, SCHEMAS, ProfileFixture.PROJECT))
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.problem()).startsWith("request_keys: is empty"));
        } else {
            loaded.requireUsableByWorkers();
            assertThat(loaded.warnings()).isEmpty();
        }
        assertThat(loaded.triggerPolicy()).as("off unless it is asked for").isEmpty();
    }

    @ParameterizedTest
    @MethodSource("profiles")
    void accessIsOpenUnderTheLocalProfileOnly(Path file) throws IOException {
        String policy = Yaml.parse(Files.readAllBytes(file))
                .at("/policy/launcher_policy_ref")
                .textValue()
                // As without an environment.
                .replaceFirst("^\\$\\{[A-Z_]+:-(.*)}$", "$1");
        String profileId = file.getFileName().toString().replace(".yaml", "");

        AuthorisationPolicy authorisation = LauncherPolicy.of(
                        PolicyFile.read(policy, ProfileFixture.PROJECT, file), SCHEMAS, profileId)
                .authorisation();

        assertThat(authorisation.open()).isEqualTo(profileId.equals("local"));
        assertThat(authorisation.grants())
                .flatExtracting(AuthorisationPolicy.Grant::principalPrefixes)
                .as("prefixes that mean every system")
                .doesNotContain("SYSTEM::");
    }

    @Test
    void theLocalProfileNeedsNoEnvironment() {
        Configuration local = Configuration.load(ProfileFixture.LOCAL, Map.of(), SCHEMAS, ProfileFixture.PROJECT);

        assertThat(local.profile().wiring().kafka().bootstrapServers()).isEqualTo("localhost:9092");
        assertThat(local.launcherPolicy().requestBatchLimit()).isEqualTo(500);
    }

    @Test
    void theViewOfTheLocalProfileHasTheSameKeys() {
        ObjectNode view = Configuration.load(ProfileFixture.LOCAL, Map.of(), SCHEMAS, ProfileFixture.PROJECT)
                .redacted();

        ObjectNode written = ProfileFixture.local();
        // Blank, and therefore absent.
        ((ObjectNode) written.get("policy")).remove(List.of("required_platform_run_id", "trigger_policy_ref"));
        ((ObjectNode) written.at("/wiring/database")).remove("password");
        ((ObjectNode) written.at("/wiring/telemetry/otlp")).remove("endpoint");
        ((ObjectNode) written.at("/wiring/training")).remove(List.of("memory_limit", "memory_budget", "heap"));
        ((ObjectNode) written.at("/wiring/signing")).remove("key_file");
        ((ObjectNode) written.at("/wiring/requests")).remove("key_file");
        ((ObjectNode) written.at("/wiring/lineage")).remove(List.of("url", "headers_file", "file"));
        assertKeysOf(written, view, "");
    }

    @Test
    void productionHasEncryptionAuthenticationAndNoGuesses() throws IOException {
        JsonNode prod = Yaml.parse(Files.readAllBytes(ProfileFixture.PROJECT.resolve("config/profiles/prod.yaml")));

        assertThat(prod.at("/policy/require_run_config_digest").booleanValue()).isTrue();
        assertThat(prod.at("/wiring/kafka/properties/security.protocol").textValue())
                .isEqualTo("SASL_SSL");
        assertThat(prod.at("/wiring/schema_registry/properties/auto.register.schemas")
                        .booleanValue())
                .isFalse();
        assertThat(prod.at("/wiring/database").has("password")).isFalse();
        JsonNode launcher = Yaml.parse(Files.readAllBytes(ProfileFixture.PROJECT.resolve(
                prod.at("/policy/launcher_policy_ref").textValue())));
        assertThat(launcher.at("/launcher/require_signed_bundles").booleanValue())
                .isTrue();
        assertThat(launcher.at("/launcher/require_signed_requests").booleanValue())
                .isTrue();
        assertThat(prod.at("/wiring/signing/key_file").textValue()).contains("/run/secrets/model-factory/");
    }

    @Test
    void productionDiffersFromTheSharedPolicyBySignaturesOnly() throws IOException {
        Path policies = ProfileFixture.PROJECT.resolve("config/mf");
        ObjectNode shared = (ObjectNode) Yaml.parse(Files.readAllBytes(policies.resolve("launcher_policy_v0.yaml")));
        ObjectNode production =
                (ObjectNode) Yaml.parse(Files.readAllBytes(policies.resolve("launcher_policy_prod_v0.yaml")));

        shared.put("policy_id", "mf.launcher_policy.prod.v0");
        ((ObjectNode) shared.get("launcher"))
                .put("require_signed_bundles", true)
                .put("require_signed_requests", true);

        assertThat(production).isEqualTo(shared);
    }

    @ParameterizedTest
    @MethodSource("policies")
    void everyPolicyKeepsItsContract(Path file) throws IOException {
        String name = file.getFileName().toString();
        ContractDocument kind = Stream.of(
                        ContractDocument.LAUNCHER_POLICY,
                        ContractDocument.OWNERSHIP_BOUNDARIES,
                        ContractDocument.TRIGGER_POLICY,
                        ContractDocument.TRAINING_PROFILE,
                        ContractDocument.GOVERNANCE_PROFILE)
                .filter(candidate -> name.startsWith(candidate.documentName()))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " does not say in its name what it is"));

        assertThat(SCHEMAS.violations(kind, Yaml.parse(Files.readAllBytes(file))))
                .isEmpty();
    }

    /** Otherwise the trigger would have every announcement refused. */
    @ParameterizedTest
    @ValueSource(strings = {"launcher_policy_v0.yaml", "launcher_policy_prod_v0.yaml"})
    void theTriggersProfilesAreAllowedToItsRequester(String policy) throws IOException {
        Path policies = ProfileFixture.PROJECT.resolve("config/mf");
        AuthorisationPolicy authorisation = LauncherPolicy.of(
                        PolicyFile.read(policy, policies, policies.resolve("x")), SCHEMAS, "dev")
                .authorisation();
        JsonNode rules = Yaml.parse(Files.readAllBytes(policies.resolve("trigger_policy_v0.yaml")))
                .path("rules");

        assertThat(rules)
                .isNotEmpty()
                .allSatisfy(rule -> assertThat(authorisation.grants())
                        .filteredOn(grant -> grant.principals().contains("SYSTEM::offline_feature_plane"))
                        .singleElement()
                        .satisfies(grant -> {
                            assertThat(grant.trainingProfiles().refPrefixes())
                                    .contains(rule.at("/train_build/training_config_ref")
                                            .textValue());
                            assertThat(grant.governanceProfiles().refPrefixes())
                                    .contains(rule.at("/train_build/governance_profile_ref")
                                            .textValue());
                        }));
    }

    /**
     * What judges a model is what was agreed on, byte by byte. A change of a profile changes the policies with it,
     * which is a change of the run-config digest.
     */
    @ParameterizedTest
    @ValueSource(strings = {"launcher_policy_v0.yaml", "launcher_policy_prod_v0.yaml"})
    void everyShippedProfileIsPinnedByItsBytes(String policy) throws IOException {
        Path policies = ProfileFixture.PROJECT.resolve("config/mf");
        AuthorisationPolicy authorisation = LauncherPolicy.of(
                        PolicyFile.read(policy, policies, policies.resolve("x")), SCHEMAS, "dev")
                .authorisation();

        assertThat(authorisation.grants())
                .filteredOn(grant -> grant.commands().contains("train_build"))
                .isNotEmpty()
                .allSatisfy(grant -> {
                    assertPinned(grant.trainingProfiles(), "training_profile");
                    assertPinned(grant.governanceProfiles(), "governance_profile");
                });
    }

    private static void assertPinned(AuthorisationPolicy.ProfilePermission permission, String kind) throws IOException {
        Map<String, String> allowed = new TreeMap<>();
        for (Path file : policies().toList()) {
            String ref = "config/mf/" + file.getFileName();
            if (file.getFileName().toString().startsWith(kind)
                    && permission.refPrefixes().stream().anyMatch(ref::startsWith)) {
                allowed.put(ref, Sha256.hex(Files.readAllBytes(file)));
            }
        }
        assertThat(permission.sha256())
                .as("the digests of the profiles that the references allow: " + allowed)
                .containsExactlyInAnyOrderElementsOf(allowed.values());
    }

    private static void assertKeysOf(JsonNode written, JsonNode view, String path) {
        written.properties().forEach(member -> {
            String key = path + "/" + member.getKey();
            assertThat(view.has(member.getKey())).as(key).isTrue();
            assertKeysOf(member.getValue(), view.get(member.getKey()), key);
        });
    }

    private static Stream<Path> filesBelow(String folder) {
        try (Stream<Path> files = Files.list(ProfileFixture.PROJECT.resolve(folder))) {
            return files.sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
