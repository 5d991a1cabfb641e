package io.modelfactory.worker.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Whom the worker trusts as registry and who it says it is, from {@code schema.registry.ssl.*}. */
final class RegistryTls {
    private static final String SSL = "schema.registry.ssl.";

    private final SerdeSettings settings;

    private RegistryTls(SerdeSettings settings) {
        this.settings = settings;
    }

    /**
     * Absent if neither a trust store nor a key store is given: the JDK's own trust applies.
     *
     * @throws ConfigException naming the store that cannot be used
     */
    static Optional<SSLContext> context(SerdeSettings settings) {
        RegistryTls tls = new RegistryTls(settings);
        Optional<KeyStore> trust = tls.store("truststore");
        Optional<KeyStore> keys = tls.store("keystore");
        if (trust.isEmpty() && keys.isEmpty()) {
            return Optional.empty();
        }
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(tls.keyManagers(keys), trustManagers(trust), null);
            return Optional.of(context);
        } catch (GeneralSecurityException e) {
            throw new ConfigException(SSL + "*: " + e.getMessage());
        }
    }

    /** Null, as the JDK has it, for a client that does not say who it is. */
    private KeyManager @Nullable [] keyManagers(Optional<KeyStore> keys) throws GeneralSecurityException {
        if (keys.isEmpty()) {
            return null;
        }
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        char[] password =
                settings.text(SSL + "key.password").map(String::toCharArray).orElseGet(() -> storePassword("keystore"));
        factory.init(keys.get(), password);
        return factory.getKeyManagers();
    }

    /** Null, as the JDK has it, for its own trust. */
    private static TrustManager @Nullable [] trustManagers(Optional<KeyStore> trust) throws GeneralSecurityException {
        if (trust.isEmpty()) {
            return null;
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trust.get());
        return factory.getTrustManagers();
    }

    private Optional<KeyStore> store(String which) {
        return settings.text(SSL + which + ".location").map(location -> load(which, location));
    }

    private KeyStore load(String which, String location) {
        String type = settings.text(SSL + which + ".type").orElse("PKCS12");
        try (InputStream in = Files.newInputStream(Path.of(location))) {
            KeyStore store = KeyStore.getInstance(type);
            store.load(in, storePassword(which));
            return store;
        } catch (IOException | GeneralSecurityException e) {
            throw new ConfigException(SSL + which + ".location: " + location + " cannot be read as a " + type
                    + " store; check the file, its type and its password");
        }
    }

    private char[] storePassword(String which) {
        return settings.text(SSL + which + ".password").orElse("").toCharArray();
    }
}
