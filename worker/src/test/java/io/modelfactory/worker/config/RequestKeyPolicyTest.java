package io.modelfactory.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.config.RequestKeyPolicy.RequestKey;
import io.modelfactory.worker.signing.KeyPairFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which keys a launcher policy takes, and whom it calls a person. */
class RequestKeyPolicyTest {
    private static final JsonSchemas SCHEMAS = new JsonSchemas();

    @TempDir
    private Path folder = Path.of("");

    private KeyPairFiles pair = new KeyPairFiles(folder, folder);

    @BeforeEach
    void makeKey() {
        pair = KeyPairFiles.generate(folder, "request");
    }

    @Test
    void aKeyIsKnownByItsId() throws IOException {
        LauncherPolicy policy = policy("""
                request_keys:
                  - public_key: %s
                    principals: [SYSTEM::run_operate]
                    principal_prefixes: ["HUMAN::ada::"]
                    revoked: true
                human_principal_prefixes: ["STAFF/"]
                """.formatted(pair.publicKeyBase64()));

        assertThat(policy.requestKeys())
                .isEqualTo(new RequestKeyPolicy(
                        false,
                        List.of(new RequestKey(
                                pair.keyId(),
                                pair.publicKeyBase64(),
                                List.of("SYSTEM::run_operate"),
                                List.of("HUMAN::ada::"),
                                true))));
        assertThat(policy.humanPrincipalPrefixes()).containsExactly("STAFF/");
    }

    @Test
    void withoutAKeyInUseARequiredSignatureMeansThatEveryRequestIsRefused() throws IOException {
        String key = "request_keys: [{public_key: '%s', principals: [A], revoked: %s}]";

        assertThat(signed("").requestKeys().deniesAll()).isTrue();
        assertThat(signed(key.formatted(pair.publicKeyBase64(), true))
                        .requestKeys()
                        .deniesAll())
                .isTrue();
        assertThat(signed(key.formatted(pair.publicKeyBase64(), false))
                        .requestKeys()
                        .deniesAll())
                .isFalse();
        assertThat(policy("").requestKeys()).isEqualTo(RequestKeyPolicy.unsigned());
        assertThat(policy("").requestKeys().deniesAll()).isFalse();
    }

    @Test
    void unlessThePolicySaysOtherwiseTwoPrefixesArePeople() throws IOException {
        assertThat(policy("").humanPrincipalPrefixes()).containsExactly("HUMAN::", "USER::");
    }

    @Test
    void aKeyThatIsNoneOrIsThereTwiceIsRefusedByItsPlace() {
        String none = "request_keys: [{public_key: '" + "A".repeat(59) + "=', principals: [A]}]";
        String entry = "{public_key: '" + pair.publicKeyBase64() + "', principals: [A]}";
        String twice = "request_keys: [" + entry + ", " + entry + "]";

        assertThatThrownBy(() -> policy(none))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("launcher.yaml", "request_keys[0].public_key", "BEGIN and END PUBLIC KEY");
        assertThatThrownBy(() -> policy(twice))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("request_keys[1].public_key", "twice");
    }

    @Test
    void aKeyForNoPrincipalOrOfAnotherFormBreaksTheContract() throws IOException {
        String key = pair.publicKeyBase64();

        assertThat(violations("request_keys: [{public_key: '" + key + "'}]")).isNotEmpty();
        assertThat(violations("request_keys: [{public_key: short, principals: [A]}]"))
                .isNotEmpty();
        assertThat(violations("request_keys: [{public_key: '" + key + "', principal_prefixes: [HUMAN]}]"))
                .isNotEmpty();
        assertThat(violations("request_keys: [{public_key: '" + key + "', principals: [A]}]"))
                .isEmpty();
    }

    private static LauncherPolicy signed(String rest) throws IOException {
        return LauncherPolicy.of(file(", require_signed_requests: true", rest), SCHEMAS, "test");
    }

    private static LauncherPolicy policy(String rest) throws IOException {
        return LauncherPolicy.of(file("", rest), SCHEMAS, "test");
    }

    private static List<String> violations(String rest) throws IOException {
        return SCHEMAS.violations(
                ContractDocument.LAUNCHER_POLICY, file("", rest).document());
    }

    private static PolicyFile file(String launcher, String rest) throws IOException {
        String text = """
                policy_id: p
                revision: r1
                launcher: {max_publish_retry_attempts: 4, request_poll_seconds: 0.5, request_batch_limit: 100%s}
                """.formatted(launcher) + rest;
        return new PolicyFile("launcher.yaml", "0".repeat(64), Yaml.parse(text.getBytes(StandardCharsets.UTF_8)));
    }
}
