package io.modelfactory.worker.console.access;

import io.javalin.http.Context;
import io.javalin.http.ForbiddenResponse;
import io.modelfactory.worker.console.route.ConsoleRoute;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** For the loopback address without sign in: all who reach it may look, and act on nothing. */
public final class LoopbackAccess implements ConsoleAccess {
    private static final Pattern HOST =
            Pattern.compile("(localhost|127\\.0\\.0\\.1|\\[::1])(:\\d{1,5})?", Pattern.CASE_INSENSITIVE);

    private static final Viewer ANYONE =
            new Viewer("local viewer", Set.of(ConsoleRole.VIEWER), false, Optional.empty());

    private final List<ConsoleRoute> routes;

    public LoopbackAccess() {
        this(List.of());
    }

    /** @param routes that are refused here, because no one has signed in, rather than unknown */
    public LoopbackAccess(List<ConsoleRoute> routes) {
        this.routes = List.copyOf(routes);
    }

    /** A page of another site can make a browser ask here under that site's name, if its name is made to lead here. */
    @Override
    public void admit(Context request, ConsoleRoute route) {
        String host = String.valueOf(request.header("Host"));
        if (!HOST.matcher(host).matches()) {
            throw new ForbiddenResponse("the console answers to localhost only, not to the host name of this request");
        }
    }

    @Override
    public Optional<Viewer> viewer(Context request) {
        return Optional.of(ANYONE);
    }

    @Override
    public Optional<String> signInPath() {
        return Optional.empty();
    }

    @Override
    public boolean actionsEnabled() {
        return false;
    }

    @Override
    public List<ConsoleRoute> routes() {
        return routes;
    }
}
