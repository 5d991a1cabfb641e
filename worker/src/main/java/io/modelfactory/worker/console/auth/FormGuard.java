package io.modelfactory.worker.console.auth;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * Tells a form of the console from one that a page of another site sends in a visitor's name: it comes from the
 * console's own origin and carries its session's token.
 */
public final class FormGuard {
    private FormGuard() {}

    /**
     * Why a request that changes something is refused; empty if it is not.
     *
     * @param expectedToken of the session, or of the form's own cookie before there is one
     * @param givenToken that the form carries
     * @param origin header, which every browser adds to a form that is posted
     * @param fetchSite header {@code Sec-Fetch-Site}, of browsers that add it
     * @param ownOrigin such as {@code https://console.example.org}
     */
    public static Optional<String> refusal(
            Optional<String> expectedToken,
            Optional<String> givenToken,
            Optional<String> origin,
            Optional<String> fetchSite,
            String ownOrigin) {
        if (fetchSite
                .filter(site -> !site.equals("same-origin") && !site.equals("none"))
                .isPresent()) {
            return Optional.of("the form was sent by another site");
        } else if (origin.map(FormGuard::normal)
                .filter(normal(ownOrigin)::equals)
                .isEmpty()) {
            return Optional.of("the form's Origin is not the console's own");
        }
        boolean same = expectedToken.isPresent()
                && givenToken
                        .map(given -> SessionStore.equal(expectedToken.get(), given))
                        .orElse(false);
        return same ? Optional.empty() : Optional.of("the form does not carry its session's token; load the page anew");
    }

    /** Scheme, host and port, the port of the scheme left out; the text itself if it is no origin. */
    private static String normal(String origin) {
        try {
            URI uri = URI.create(origin);
            if (uri.getScheme() == null || uri.getHost() == null) {
                return origin;
            }
            boolean implied = uri.getPort() == -1
                    || (uri.getScheme().equals("http") && uri.getPort() == 80)
                    || (uri.getScheme().equals("https") && uri.getPort() == 443);
            return (uri.getScheme() + "://" + uri.getHost() + (implied ? "" : ":" + uri.getPort()))
                    .toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return origin;
        }
    }
}
