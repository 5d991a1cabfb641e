package io.modelfactory.worker.console.auth;

import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.SameSite;
import io.modelfactory.worker.config.ConsoleSecurity;
import io.modelfactory.worker.console.auth.TrustedProxies.RequestOrigin;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;

/**
 * The console's cookies, and where a request comes from. Over TLS a cookie's name begins with {@code __Host-}, by which
 * a browser promises that no other host and no unencrypted page has set it. No script can read one.
 */
public final class RequestCookies {
    static final String SESSION = "mf-session";
    static final String SIGN_IN_FORM = "mf-sign-in";
    static final String PROVIDER = "mf-provider";
    private static final String HOST_PREFIX = "__Host-";

    private final TrustedProxies proxies;
    private final Optional<String> publicUrl;

    RequestCookies(ConsoleSecurity security) {
        this.proxies = new TrustedProxies(security.trustedProxies());
        this.publicUrl = security.publicUrl();
    }

    Optional<String> read(Context request, String name) {
        return Optional.ofNullable(request.cookie(nameOf(request, name))).filter(value -> !value.isEmpty());
    }

    /** @param maxAge empty for as long as the browser runs */
    void write(Context request, String name, String value, Optional<Duration> maxAge) {
        request.cookie(new Cookie(
                nameOf(request, name),
                value,
                "/",
                maxAge.map(age -> (int) age.toSeconds()).orElse(-1),
                origin(request).secure(),
                true,
                null,
                SameSite.LAX));
    }

    void delete(Context request, String name) {
        write(request, name, "", Optional.of(Duration.ZERO));
    }

    private String nameOf(Context request, String name) {
        return origin(request).secure() ? HOST_PREFIX + name : name;
    }

    /** The address that a request comes from, whatever proxies are between. */
    String address(Context request) {
        return origin(request).address();
    }

    /** Whether no one between can read it: by TLS, or because it never leaves the machine. */
    boolean isConfidential(Context request) {
        RequestOrigin origin = origin(request);
        // Not the connection's own address, which is that of a proxy on this machine for callers from anywhere.
        return origin.secure() || isLoopback(origin.address());
    }

    /** Such as {@code https://console.example.org}. */
    String ownOrigin(Context request) {
        return publicUrl.orElseGet(() -> (origin(request).secure() ? "https://" : "http://") + request.header("Host"));
    }

    private RequestOrigin origin(Context request) {
        return proxies.origin(
                request.req().getRemoteAddr(),
                request.req().isSecure(),
                Optional.ofNullable(request.header("X-Forwarded-For")),
                Optional.ofNullable(request.header("X-Forwarded-Proto")));
    }

    private static boolean isLoopback(String address) {
        try {
            return InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
