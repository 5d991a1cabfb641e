package io.modelfactory.worker.console.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.modelfactory.worker.console.auth.TrustedProxies.RequestOrigin;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestOriginTest {
    private static final String OWN = "https://console.example.org";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:7474",
                "LOCALHOST:1",
                "127.0.0.1:7474",
                "[::1]:7474",
                "[::1]",
                "console.example.org",
                "Console.Example.org:443"
            })
    void itsOwnNamesAreAnswered(String host) {
        assertThat(new AllowedHosts(List.of("console.example.org")).allow(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "evil.example",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "evil.example:7474",
                "127.0.0.2",
                "[::2]",
                "localhost:7474:7474",
                "localhost, evil.example",
                "localhost@evil.example",
                "localhost/evil"
            })
    void aNameThatIsMadeToLeadHereIsNot(String host) {
        assertThat(new AllowedHosts(List.of()).allow(host)).isFalse();
    }

    @Test
    void fromAnyoneButATrustedProxyForwardedHeadersMeanNothing() {
        TrustedProxies proxies = new TrustedProxies(List.of("10.0.0.0/8"));

        assertThat(proxies.origin("192.0.2.9", false, Optional.of("198.51.100.1"), Optional.of("https")))
                .isEqualTo(new RequestOrigin("192.0.2.9", false));
        assertThat(new TrustedProxies(List.of())
                        .origin("127.0.0.1", false, Optional.of("198.51.100.1"), Optional.of("https")))
                .isEqualTo(new RequestOrigin("127.0.0.1", false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "198.51.100.1 | 198.51.100.1",
                "1.2.3.4, 198.51.100.1 | 198.51.100.1",
                "1.2.3.4, 198.51.100.1, 10.1.1.1 | 198.51.100.1",
                "forged, 198.51.100.1 | 198.51.100.1",
                "2001:db8::5 | 2001:db8::5",
                "evil.example | 10.0.0.1"
            })
    void theLastAddressThatIsNoProxysIsTheCallers(String header, String caller) {
        assertThat(new TrustedProxies(List.of("10.0.0.0/8"))
                        .origin("10.0.0.1", false, Optional.of(header), Optional.of("https")))
                .isEqualTo(new RequestOrigin(caller, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy.example.org", "10.0.0.0/33", "10.0.0.0/x", "10.0.0/8", "", "::/129"})
    void aProxyIsNamedByItsAddress(String range) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrustedProxies(List.of(range)))
                .withMessageContaining("10.0.0.0/8");
    }

    @Test
    void aFormOfTheConsoleWithItsTokenIsAccepted() {
        assertThat(refusal("token", "token", OWN, "same-origin")).isEmpty();
        assertThat(refusal("token", "token", OWN + ":443", null)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "token, other, https://console.example.org, same-origin",
                "token, '', https://console.example.org, same-origin",
                "token, -, https://console.example.org, same-origin",
                "-, token, https://console.example.org, same-origin",
                "-, -, https://console.example.org, same-origin",
                "token, token, https://evil.example, -",
                "token, token, http://console.example.org, -",
                "token, token, https://console.example.org:8443, -",
                "token, token, https://console.example.org.evil.example, -",
                "token, token, null, -",
                "token, token, -, -",
                "token, token, https://console.example.org, cross-site",
                "token, token, https://console.example.org, same-site"
            })
    void aFormOfAnotherSiteOrWithoutTheTokenIsRefused(String expected, String given, String origin, String fetchSite) {
        assertThat(refusal(expected, given, origin, fetchSite)).isPresent();
    }

    private static Optional<String> refusal(
            @Nullable String expected, @Nullable String given, @Nullable String origin, @Nullable String fetchSite) {
        return FormGuard.refusal(
                Optional.ofNullable(expected),
                Optional.ofNullable(given),
                Optional.ofNullable(origin),
                Optional.ofNullable(fetchSite),
                OWN);
    }
}
