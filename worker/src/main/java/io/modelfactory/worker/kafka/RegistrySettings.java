package io.modelfactory.worker.kafka;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigException;

/**
 * The registry part of a serializer's settings, under Confluent's names.
 *
 * @param urls where the registry is, without user and password; the first that answers is asked
 * @param authorization value of the Authorization header: a secret
 * @param timeout for one question with all its repetitions, for who has a person wait; empty for a worker
 */
record RegistrySettings(
        List<URI> urls,
        boolean autoRegister,
        Optional<String> authorization,
        Optional<SSLContext> ssl,
        Optional<Duration> timeout) {

    /** Our own, in milliseconds; no name of Confluent's. */
    static final String TIMEOUT = "mf.registry.timeout.ms";

    private static final String URL = "schema.registry.url";
    private static final String AUTO_REGISTER = "auto.register.schemas";
    private static final String CREDENTIALS_SOURCE = "basic.auth.credentials.source";
    private static final String USER_INFO = "basic.auth.user.info";
    private static final List<String> SUBJECT_STRATEGIES =
            List.of("key.subject.name.strategy", "value.subject.name.strategy");
    /** Each would make Confluent's serializers behave otherwise than these do. */
    private static final List<String> UNSUPPORTED =
            List.of("use.latest.version", "use.schema.id", "normalize.schemas", "bearer.auth.credentials.source");

    private static final Set<String> DISABLED_VALUES = Set.of("false", "-1");

    /** @throws ConfigException naming the setting that is missing, unusable or not supported */
    static RegistrySettings of(Map<String, ?> values) {
        SerdeSettings settings = new SerdeSettings(values);
        refuseUnsupported(settings);
        String urls = settings.text(URL)
                .orElseThrow(() -> new ConfigException(URL + " is missing; give the registry's address"));
        List<URI> given =
                Arrays.stream(urls.split(",")).map(RegistrySettings::url).toList();
        return new RegistrySettings(
                given.stream().map(RegistrySettings::withoutUserInfo).toList(),
                settings.flag(AUTO_REGISTER, true),
                credentials(settings, given).map(RegistrySettings::basic),
                RegistryTls.context(settings),
                settings.text(TIMEOUT).map(Long::valueOf).map(Duration::ofMillis));
    }

    /** The addresses only: the rest is secret. */
    @Override
    public String toString() {
        return "RegistrySettings" + urls;
    }

    private static void refuseUnsupported(SerdeSettings settings) {
        for (String key : UNSUPPORTED) {
            settings.text(key).filter(value -> !DISABLED_VALUES.contains(value)).ifPresent(value -> {
                throw new ConfigException(key + " is not supported by this serializer; leave it out");
            });
        }
        for (String key : SUBJECT_STRATEGIES) {
            settings.text(key)
                    .filter(strategy -> !strategy.endsWith("TopicNameStrategy"))
                    .ifPresent(strategy -> {
                        throw new ConfigException(key + " must be TopicNameStrategy, not " + strategy);
                    });
        }
    }

    private static URI url(String text) {
        try {
            URI url = URI.create(text.strip().replaceAll("/+$", ""));
            if (url.getHost() != null && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // Its message would show the text, and with it a password.
            throw notAnUrl();
        }
        throw notAnUrl();
    }

    private static ConfigException notAnUrl() {
        return new ConfigException(URL + " must list addresses such as https://registry:8081, parted by commas");
    }

    private static URI withoutUserInfo(URI url) {
        return URI.create(url.toString().replaceFirst("//[^/]*@", "//"));
    }

    private static Optional<String> credentials(SerdeSettings settings, List<URI> urls) {
        String source = settings.text(CREDENTIALS_SOURCE).orElse("URL");
        return switch (source) {
            case "URL" ->
                urls.stream()
                        .flatMap(url -> Optional.ofNullable(url.getUserInfo()).stream())
                        .findFirst();
            case "USER_INFO" ->
                Optional.of(settings.text(USER_INFO)
                        .or(() -> settings.text("schema.registry." + USER_INFO))
                        .orElseThrow(() -> new ConfigException(
                                USER_INFO + " is missing; " + CREDENTIALS_SOURCE + "=USER_INFO needs it")));
            default -> throw new ConfigException(CREDENTIALS_SOURCE + " must be URL or USER_INFO, not " + source);
        };
    }

    private static String basic(String userInfo) {
        return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }
}
