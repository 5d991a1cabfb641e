package io.modelfactory.worker.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrySettingsTest {
    private static final String URL = "schema.registry.url";

    @Test
    void addressesComeAsTextOrAsList() {
        URI one = URI.create("http://one:8081");
        URI two = URI.create("https://two/registry");

        assertThat(RegistrySettings.of(Map.of(URL, "http://one:8081/, https://two/registry"))
                        .urls())
                .containsExactly(one, two);
        assertThat(RegistrySettings.of(Map.of(URL, List.of("http://one:8081", "https://two/registry")))
                        .urls())
                .containsExactly(one, two);
    }

    @Test
    void schemasAreRegisteredUnlessThatIsTurnedOff() {
        assertThat(RegistrySettings.of(Map.of(URL, "http://one")).autoRegister())
                .isTrue();
        assertThat(RegistrySettings.of(Map.of(URL, "http://one", "auto.register.schemas", false))
                        .autoRegister())
                .isFalse();
        assertRefused(
                Map.of(URL, "http://one", "auto.register.schemas", "no"),
                "auto.register.schemas must be true or false, not no");
    }

    @Test
    void credentialsComeFromEitherNameOfTheSettingOrFromTheAddress() {
        String expected = "Basic " + Base64.getEncoder().encodeToString("user:pa@ss".getBytes(StandardCharsets.UTF_8));

        assertThat(RegistrySettings.of(Map.of(URL, "http://user:pa%40ss@one:8081"))
                        .authorization())
                .contains(expected);
        for (String key : List.of("basic.auth.user.info", "schema.registry.basic.auth.user.info")) {
            assertThat(RegistrySettings.of(Map.of(
                                    URL, "http://one", "basic.auth.credentials.source", "USER_INFO", key, "user:pa@ss"))
                            .authorization())
                    .contains(expected);
        }
        assertThat(RegistrySettings.of(Map.of(
                                URL,
                                "http://one",
                                "basic.auth.credentials.source",
                                "USER_INFO",
                                "basic.auth.user.info",
                                new Password("user:pa@ss")))
                        .authorization())
                .contains(expected);
        assertThat(RegistrySettings.of(Map.of(URL, "http://one")).authorization())
                .isEmpty();
    }

    @Test
    void noSecretIsInTheAddressesOrTheText() {
        RegistrySettings settings = RegistrySettings.of(Map.of(URL, "http://user:pa%40ss@one:8081"));

        assertThat(settings.urls()).containsExactly(URI.create("http://one:8081"));
        assertThat(settings).hasToString("RegistrySettings[http://one:8081]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"registry:8081", "ftp://one", "http://", "http://user:secret@a b", "http://one,,http://two"})
    void whatIsNoAddressIsRefusedWithoutShowingIt(String url) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> RegistrySettings.of(Map.of(URL, url)))
                .withMessageContaining(URL + " must list addresses such as")
                .withMessageNotContaining("secret")
                .withNoCause();
    }

    @Test
    void whatIsMissingIsNamed() {
        assertRefused(Map.of(), "schema.registry.url is missing");
        assertRefused(
                Map.of(URL, "http://one", "basic.auth.credentials.source", "USER_INFO"),
                "basic.auth.user.info is missing");
        assertRefused(
                Map.of(URL, "http://one", "basic.auth.credentials.source", "SASL_INHERIT"),
                "must be URL or USER_INFO, not SASL_INHERIT");
        assertRefused(
                Map.of(URL, "http://one", "schema.registry.ssl.truststore.location", "/nowhere.p12"),
                "schema.registry.ssl.truststore.location: /nowhere.p12 cannot be read as a PKCS12 store");
    }

    @Test
    void whatConfluentWouldDoOtherwiseIsRefused() {
        assertRefused(Map.of(URL, "http://one", "use.latest.version", "true"), "use.latest.version is not supported");
        assertRefused(Map.of(URL, "http://one", "use.schema.id", 7), "use.schema.id is not supported");
        assertRefused(
                Map.of(
                        URL,
                        "http://one",
                        "value.subject.name.strategy",
                        "io.confluent.kafka.serializers.subject.RecordNameStrategy"),
                "value.subject.name.strategy must be TopicNameStrategy");
        assertThat(RegistrySettings.of(Map.of(
                                URL,
                                "http://one",
                                "use.latest.version",
                                "false",
                                "use.schema.id",
                                -1,
                                "value.subject.name.strategy",
                                "io.confluent.kafka.serializers.subject.TopicNameStrategy"))
                        .urls())
                .hasSize(1);
    }

    private static void assertRefused(Map<String, ?> settings, String message) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> RegistrySettings.of(settings))
                .withMessageContaining(message);
    }
}
