package io.modelfactory.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.ConsoleSecurity.Authentication;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsoleSecurityTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private final ObjectNode profile = ProfileFixture.local();
    private final ObjectNode console = profile.withObject("/wiring/console");

    @Test
    void aConsoleThatNothingIsSaidAboutOnlyShowsAndToThisMachineOnly() {
        Wiring.Console read = load();

        assertThat(read.host()).isEqualTo("127.0.0.1");
        assertThat(read.security()).isEqualTo(ConsoleSecurity.NONE);
    }

    @Test
    void peopleSignInByAPasswordFileOrAProvider() {
        console.put("actions", true);
        ObjectNode authentication = console.withObject("/authentication");
        authentication.put("password_file", "passwords").put("principal", "HUMAN::{email}");
        authentication.withObject("/roles").putArray("operator").add("fraud-ops");
        authentication
                .withObject("/oidc")
                .put("issuer", "https://login.example.org/realms/fraud")
                .put("client_id", "mf-console")
                .put("client_secret", "hush");

        Authentication read = load().security().authentication().orElseThrow();

        assertThat(read.principal().text()).isEqualTo("HUMAN::{email}");
        assertThat(read.roles().operator()).containsExactly("fraud-ops");
        assertThat(read.idleTimeout()).isEqualTo(Duration.ofMinutes(30));
        assertThat(read.oidc()).get().satisfies(oidc -> {
            assertThat(oidc.scopes()).isEqualTo(List.of("openid", "profile"));
            assertThat(oidc.clientSecret().orElseThrow().reveal()).isEqualTo("hush");
            assertThat(Json.text(oidc)).doesNotContain("hush");
        });
    }

    @Test
    void actionsNeedSomeoneWhoAsks() {
        console.put("actions", true);

        assertProblem("wiring.console.actions: needs authentication");
    }

    @Test
    void authenticationWithoutAnyRoleIsRefused() {
        console.withObject("/authentication").put("password_file", "passwords");

        assertProblem("wiring.console.authentication.roles: lists no group");
    }

    @Test
    void everyOtherMistakeIsNamedByItsKey() {
        console.put("public_url", "console.example.org");
        console.putArray("allowed_hosts").add("https://console.example.org");
        console.putArray("trusted_proxies").add("proxy.example.org");
        console.withObject("/tls").put("certificate_file", "server.crt");
        console.withObject("/database").put("password", "hush");
        ObjectNode authentication = console.withObject("/authentication");
        authentication.put("principal", "{name}");
        authentication
                .withObject("/oidc")
                .put("issuer", "http://login.example.org")
                .put("client_secret", "hush")
                .put("client_secret_file", "secret");
        authentication.withObject("/oidc").putArray("scopes").add("email");

        assertProblem(
                "console.public_url: must be",
                "console.allowed_hosts: must list host names",
                "console.trusted_proxies: must list addresses",
                "console.tls.key_file: is missing",
                "console.database.user: is missing",
                "authentication.principal: must be a fixed beginning",
                "oidc.issuer: must be an https address",
                "oidc.client_id: is missing",
                "oidc.client_secret_file: is given beside",
                "oidc.scopes: must list openid");
    }

    private void assertProblem(String... problems) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(this::load)
                .satisfies(refusal ->
                        assertThat(refusal.getMessage()).contains(problems).doesNotContain("hush"));
    }

    private Wiring.Console load() {
        return ProfileFixture.load(profile, folder).wiring().console();
    }
}
