package io.modelfactory.worker.app.wiring;

import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.config.ConsoleSecurity;
import io.modelfactory.worker.console.access.ConsoleAccess;
import io.modelfactory.worker.console.access.LoopbackAccess;
import io.modelfactory.worker.console.action.ActionRoutes;
import io.modelfactory.worker.console.auth.SignInAccess;
import io.modelfactory.worker.console.auth.SignInAudit;
import io.modelfactory.worker.console.auth.TrustedProxies;
import io.modelfactory.worker.signing.PemKeyStore;
import io.modelfactory.worker.signing.UnusableKeyException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.KeyStore;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Who is let in to the console of a profile. What would let in anyone, or show a password on its way, does not start.
 */
final class ConsoleAccessFactory {
    private ConsoleAccessFactory() {}

    /**
     * @param host the address that the console is to listen on
     * @param actions what people may do there, if it is enabled
     * @throws ConfigurationException with one line that names what to change
     */
    static ConsoleAccess of(
            ConsoleSecurity security, String host, SignInAudit audit, ActionRoutes actions, Clock clock) {
        requireValid(security);
        boolean loopback = isLoopback(host);
        if (security.authentication().isEmpty()) {
            if (!loopback) {
                throw refused("host: " + host + " can be reached from other machines, which takes authentication; give"
                        + " wiring.console.authentication.password_file or .oidc, or listen on 127.0.0.1");
            } else if (!security.allowedHosts().isEmpty()
                    || security.publicUrl().isPresent()) {
                throw refused("allowed_hosts: answering to the names of other machines takes authentication; give"
                        + " wiring.console.authentication.password_file or .oidc, or remove allowed_hosts and"
                        + " public_url");
            }
            return new LoopbackAccess(actions.all());
        } else if (!loopback
                && security.tls().isEmpty()
                && security.trustedProxies().isEmpty()) {
            throw refused("tls: passwords and sessions would cross the network in the clear on " + host + "; give"
                    + " wiring.console.tls.certificate_file and .key_file, or name the proxies that speak TLS in"
                    + " wiring.console.trusted_proxies");
        }
        return new SignInAccess(security, audit, actions, clock);
    }

    /** @throws ConfigurationException if the files hold no key and certificate that belong together */
    static Optional<KeyStore> tls(ConsoleSecurity security) {
        return security.tls().map(files -> {
            try {
                return PemKeyStore.read(files.certificateFile(), files.keyFile());
            } catch (UnusableKeyException unusable) {
                throw refused("tls: " + unusable.getMessage());
            }
        });
    }

    private static void requireValid(ConsoleSecurity security) {
        try {
            TrustedProxies.requireValid(security.trustedProxies());
        } catch (IllegalArgumentException e) {
            throw refused("trusted_proxies: " + e.getMessage());
        }
    }

    private static boolean isLoopback(String host) {
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (!address.isLoopbackAddress()) {
                    return false;
                }
            }
            return true;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static ConfigurationException refused(String problem) {
        return new ConfigurationException("profile", List.of("wiring.console." + problem));
    }
}
