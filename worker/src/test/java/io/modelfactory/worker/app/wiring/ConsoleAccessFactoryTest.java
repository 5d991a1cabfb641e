package io.modelfactory.worker.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.config.ConsoleSecurity;
import io.modelfactory.worker.config.ConsoleSecurity.Authentication;
import io.modelfactory.worker.config.ConsoleSecurity.Tls;
import io.modelfactory.worker.console.ConsoleAccounts;
import io.modelfactory.worker.console.access.ConsoleAccess;
import io.modelfactory.worker.console.access.LoopbackAccess;
import io.modelfactory.worker.console.action.RecordedActions;
import io.modelfactory.worker.console.auth.SignInAccess;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsoleAccessFactoryTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "::1", "127.0.0.2"})
    void onTheLoopbackAddressAnyoneLooksAndNoOneActs(String host) {
        ConsoleAccess access = of(ConsoleSecurity.NONE, host);

        assertThat(access).isInstanceOf(LoopbackAccess.class);
        assertThat(access.actionsEnabled()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "no-such-host.invalid"})
    void anyOtherAddressNeedsAuthentication(String host) {
        assertRefused(ConsoleSecurity.NONE, host, "takes authentication; give wiring.console.authentication");
    }

    @Test
    void answeringToOtherNamesNeedsAuthenticationToo() {
        ConsoleSecurity named = new ConsoleSecurity(
                false,
                60,
                Optional.empty(),
                List.of("console.example.org"),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());

        assertRefused(named, "127.0.0.1", "allowed_hosts");
    }

    @Test
    void passwordsCrossNoNetworkInTheClear() {
        assertRefused(ConsoleAccounts.security(folder, true), "0.0.0.0", "in the clear");
        assertThat(of(ConsoleAccounts.security(folder, true), "127.0.0.1")).isInstanceOf(SignInAccess.class);
        assertThat(of(ConsoleAccounts.security(true, List.of("10.0.0.0/8"), authentication()), "0.0.0.0"))
                .isInstanceOf(SignInAccess.class);
    }

    @Test
    void aProxyThatIsNoAddressAndFilesThatAreNoKeyAreNamed() {
        assertRefused(
                ConsoleAccounts.security(true, List.of("10.0.0.0/99"), authentication()), "0.0.0.0", "trusted_proxies");
        ConsoleSecurity tls = new ConsoleSecurity(
                false,
                60,
                Optional.empty(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.of(new Tls(folder.resolve("server.crt"), folder.resolve("server.key"))),
                Optional.of(authentication()));
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> ConsoleAccessFactory.tls(tls))
                .withMessageContaining("wiring.console.tls")
                .withMessageContaining("cannot be read");
    }

    private Authentication authentication() {
        return ConsoleAccounts.security(folder, true).authentication().orElseThrow();
    }

    private static void assertRefused(ConsoleSecurity security, String host, String reason) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> of(security, host))
                .withMessageContaining("wiring.console.")
                .withMessageContaining(reason);
    }

    private static ConsoleAccess of(ConsoleSecurity security, String host) {
        return ConsoleAccessFactory.of(
                security, host, (principal, address, in) -> {}, new RecordedActions().routes(), Clock.systemUTC());
    }
}
