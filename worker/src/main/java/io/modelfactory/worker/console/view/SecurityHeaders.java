package io.modelfactory.worker.console.view;

import io.javalin.http.Context;

/** What browsers are told to refuse on every page. */
public final class SecurityHeaders {
    /** Nothing but style, script, pictures and data of the console itself; nothing inline. */
    public static final String POLICY = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self';"
            + " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private SecurityHeaders() {}

    /** Sets them; a route that knows better sets its own afterwards. */
    public static void set(Context response) {
        response.header("Content-Security-Policy", POLICY)
                .header("X-Content-Type-Options", "nosniff")
                .header("X-Frame-Options", "DENY")
                // Forms need an Origin header, which `no-referrer` would take from them.
                .header("Referrer-Policy", "same-origin")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Cross-Origin-Resource-Policy", "same-origin")
                .header("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
                .header("Cache-Control", "no-store")
                .header("Vary", "Accept, Cookie");
    }
}
