package io.modelfactory.worker.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** The registry part of a serializer's settings, under Confluent's names. Holds secrets, so it has no text form. */
final class RegistrySettings {
    private static final String URL = "schema.registry.url";
    private static final String AUTO_REGISTER = "auto.register.schemas";
    private static final String CREDENTIALS_SOURCE = "basic.auth.credentials.source";
    private static final List<String> USER_INFO =
            List.of("basic.auth.user.info", "schema.registry.basic.auth.user.info");
    private static final String SUBJECT_STRATEGY = "value.subject.name.strategy";
    private static final String SSL = "schema.registry.ssl.";

    private final List<URI> urls;
    private final boolean autoRegister;
    private final Optional<String> authorization;
    private final Optional<SSLContext> ssl;

    private RegistrySettings(
            List<URI> urls, boolean autoRegister, Optional<String> authorization, Optional<SSLContext> ssl) {
        this.urls = List.copyOf(urls);
        this.autoRegister = autoRegister;
        this.authorization = authorization;
        this.ssl = ssl;
    }

    /** @throws ConfigException naming the setting that is missing, unusable or not supported */
    static RegistrySettings of(Map<String, ?> settings) {
        refuseUnsupported(settings);
        List<URI> urls = Arrays.stream(text(settings, URL)
                        .orElseThrow(() -> new ConfigException(URL + " is required"))
                        .split(","))
                .map(url -> URI.create(url.strip().replaceAll("/+$", "")))
                .toList();
        boolean autoRegister =
                text(settings, AUTO_REGISTER).map(Boolean::parseBoolean).orElse(true);
        return new RegistrySettings(
                urls.stream().map(RegistrySettings::withoutUserInfo).toList(),
                autoRegister,
                credentials(settings, urls.get(0)).map(RegistrySettings::basic),
                sslContext(settings));
    }

    List<URI> urls() {
        return urls;
    }

    boolean autoRegister() {
        return autoRegister;
    }

    /** Value of the Authorization header. */
    Optional<String> authorization() {
        return authorization;
    }

    Optional<SSLContext> ssl() {
        return ssl;
    }

    private static void refuseUnsupported(Map<String, ?> settings) {
        if (text(settings, "use.latest.version").filter("true"::equals).isPresent()) {
            throw new ConfigException(
                    "use.latest.version is not supported: messages carry the schema they were built with");
        }
        text(settings, SUBJECT_STRATEGY)
                .filter(strategy -> !strategy.endsWith("TopicNameStrategy"))
                .ifPresent(strategy -> {
                    throw new ConfigException(SUBJECT_STRATEGY + " must be TopicNameStrategy, not " + strategy);
                });
    }

    private static Optional<String> credentials(Map<String, ?> settings, URI url) {
        String source = text(settings, CREDENTIALS_SOURCE).orElse("URL");
        return switch (source) {
            case "URL" -> Optional.ofNullable(url.getUserInfo());
            case "USER_INFO" ->
                Optional.of(USER_INFO.stream()
                        .flatMap(key -> text(settings, key).stream())
                        .findFirst()
                        .orElseThrow(() -> new ConfigException(USER_INFO.get(0) + " is required with USER_INFO")));
            default -> throw new ConfigException(CREDENTIALS_SOURCE + " must be URL or USER_INFO, not " + source);
        };
    }

    private static String basic(String userInfo) {
        return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
    }

    private static URI withoutUserInfo(URI url) {
        return URI.create(url.toString().replaceFirst("//[^/@]*@", "//"));
    }

    private static Optional<SSLContext> sslContext(Map<String, ?> settings) {
        Optional<KeyStore> trust = store(settings, "truststore");
        Optional<KeyStore> keys = store(settings, "keystore");
        if (trust.isEmpty() && keys.isEmpty()) {
            return Optional.empty();
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers(settings, keys), trustManagers(trust), null);
            return Optional.of(context);
        } catch (GeneralSecurityException e) {
            throw new ConfigException(SSL + "*: " + e.getMessage());
        }
    }

    private static KeyManager @Nullable [] keyManagers(Map<String, ?> settings, Optional<KeyStore> keys)
            throws GeneralSecurityException {
        if (keys.isEmpty()) {
            return null;
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        String password = text(settings, SSL + "key.password")
                .or(() -> text(settings, SSL + "keystore.password"))
                .orElse("");
        factory.init(keys.get(), password.toCharArray());
        return factory.getKeyManagers();
    }

    private static TrustManager @Nullable [] trustManagers(Optional<KeyStore> trust) throws GeneralSecurityException {
        if (trust.isEmpty()) {
            return null;
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trust.get());
        return factory.getTrustManagers();
    }

    private static Optional<KeyStore> store(Map<String, ?> settings, String which) {
        Optional<String> location = text(settings, SSL + which + ".location");
        if (location.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(Path.of(location.get()))) {
            KeyStore store =
                    KeyStore.getInstance(text(settings, SSL + which + ".type").orElse("PKCS12"));
            store.load(in, text(settings, SSL + which + ".password").orElse("").toCharArray());
            return Optional.of(store);
        } catch (IOException | GeneralSecurityException e) {
            throw new ConfigException(SSL + which + ".location: cannot be read as a key store");
        }
    }

    /** Confluent's settings come as texts or, from a properties map, as lists and booleans. */
    private static Optional<String> text(Map<String, ?> settings, String key) {
        Object value = settings.get(key);
        if (value == null) {
            return Optional.empty();
        }
        String text = value instanceof List<?> list
                ? String.join(",", list.stream().map(String::valueOf).toList())
                : value.toString();
        return Optional.of(text).filter(present -> !present.isBlank());
    }
}
