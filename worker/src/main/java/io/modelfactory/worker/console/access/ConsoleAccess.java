package io.modelfactory.worker.console.access;

import io.javalin.http.Context;
import io.modelfactory.worker.console.route.ConsoleRoute;
import java.util.List;
import java.util.Optional;

/**
 * Admits requests to the console. It is asked before every route, and it alone says who someone is; the roles that a
 * route demands are compared in one place, by the server.
 */
public interface ConsoleAccess {
    /**
     * Refuses what must not come in at all, such as a request under a foreign host name, or a form without its token.
     *
     * @throws io.javalin.http.HttpResponseException to refuse it
     */
    void admit(Context request, ConsoleRoute route);

    /** Who asks; empty if a sign-in is needed first. */
    Optional<Viewer> viewer(Context request);

    /** Where someone who has not signed in is sent to; a page to come back to is added as {@code ?to=}. */
    Optional<String> signInPath();

    /** Whether buttons and endpoints that act are there at all. */
    boolean actionsEnabled();

    /**
     * Told before a route that was asked for by a viewer is answered.
     *
     * @throws io.modelfactory.worker.failure.TransientFaultException if that has to be recorded and cannot be; the
     *     route is then not answered
     */
    default void answering(Context request, ConsoleRoute route, Viewer viewer) {}

    /** Routes of its own, such as sign in and sign out. */
    List<ConsoleRoute> routes();
}
