package io.modelfactory.worker.app.wiring;

import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.config.ConsoleSecurity;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.signing.Signer;
import io.modelfactory.worker.signing.SigningKey;
import io.modelfactory.worker.signing.TrustedKeys;
import io.modelfactory.worker.signing.UnusableKeyException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who signs the bundles of a configuration. Keys are read here, not with the profile: who only looks needs none. */
public final class SignerFactory {
    private static final Logger LOG = LoggerFactory.getLogger(SignerFactory.class);

    private SignerFactory() {}

    /** @throws ConfigurationException if a key cannot be used, or the launcher policy wants one and there is none */
    public static Signer of(Configuration configuration) {
        Wiring.Signing signing = configuration.profile().wiring().signing();
        boolean required = configuration.launcherPolicy().requireSignedBundles();
        if (required && signing.keyFile().isEmpty()) {
            throw refused("key_file: is missing, and the launcher policy requires signed bundles; mount a key");
        }
        Optional<SigningKey> key = signing.keyFile().map(file -> usable("key_file", () -> SigningKey.read(file)));
        return new Signer(key, trustedKeys(signing.trustedKeys()), required);
    }

    /**
     * The key that signs the requests that commands send; empty if the profile names none.
     *
     * @throws ConfigurationException if the file holds no private key
     */
    public static Optional<SigningKey> requestKey(Configuration configuration) {
        return configuration
                .profile()
                .wiring()
                .requests()
                .keyFile()
                .map(file -> read(file, "wiring.requests.key_file"));
    }

    /**
     * The key that signs the requests of the console: its own, or that of commands. A console that only shows sends
     * none, and reads none.
     *
     * @throws ConfigurationException if the file holds no private key, or there is none where unsigned requests are
     *     refused
     */
    public static Optional<SigningKey> consoleKey(Configuration configuration) {
        ConsoleSecurity security = configuration.profile().wiring().console().security();
        if (!security.actions()) {
            return Optional.empty();
        }
        Optional<SigningKey> key = security.requestKeyFile().isEmpty()
                ? requestKey(configuration)
                : security.requestKeyFile().map(file -> read(file, "wiring.console.request_key_file"));
        if (key.isEmpty() && configuration.launcherPolicy().requestKeys().required()) {
            throw new ConfigurationException(
                    "profile",
                    List.of(
                            "wiring.console.request_key_file: is missing, and the launcher policy requires signed requests,"
                                    + " so that all that people ask for here would be refused; give a private key, or set"
                                    + " wiring.console.actions to false"));
        }
        return key;
    }

    private static SigningKey read(Path file, String setting) {
        try {
            return SigningKey.read(file);
        } catch (UnusableKeyException unusable) {
            throw new ConfigurationException("profile", List.of(setting + ": " + unusable.getMessage()));
        }
    }

    /** @throws ConfigurationException if one of the files holds no public key */
    static TrustedKeys trustedKeys(List<Path> files) {
        return usable("trusted_keys", () -> TrustedKeys.read(files));
    }

    /** For the log of a worker: which public key its bundles are to be verified with. */
    public static void logPublicKey(Signer signatory) {
        signatory
                .key()
                .ifPresentOrElse(
                        key -> LOG.info(
                                "bundles are signed by key {}",
                                key.verificationKey().id()),
                        () -> LOG.info("bundles are not signed: wiring.signing.key_file is not set"));
    }

    private static <T> T usable(String setting, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (UnusableKeyException unusable) {
            throw refused(setting + ": " + unusable.getMessage());
        }
    }

    private static ConfigurationException refused(String problem) {
        return new ConfigurationException("profile", List.of("wiring.signing." + problem));
    }
}
