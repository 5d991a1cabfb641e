package io.modelfactory.worker.console;

import io.javalin.http.Context;
import io.javalin.http.ServiceUnavailableResponse;
import io.modelfactory.worker.console.access.ConsoleAccess;
import io.modelfactory.worker.console.access.LoopbackAccess;
import io.modelfactory.worker.console.access.Viewer;
import io.modelfactory.worker.console.route.ConsoleRoute;
import io.modelfactory.worker.console.route.RouteKind;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/** Lets everyone look, and fails where it is told to, as a server, a proxy or a network between may. */
final class FaultyAccess implements ConsoleAccess {
    private final LoopbackAccess loopback = new LoopbackAccess();
    private final AtomicBoolean failsNextSend = new AtomicBoolean();
    private volatile CountDownLatch held = new CountDownLatch(0);
    private volatile boolean refusesStreams;

    /** Pages are not answered from now on, nor refused. */
    void holdPages() {
        held = new CountDownLatch(1);
    }

    void releasePages() {
        held.countDown();
    }

    /** Whether no browser may listen, as where too many do. */
    void refuseStreams(boolean whether) {
        refusesStreams = whether;
    }

    /** The next event does not reach its browser. */
    void failNextSend() {
        failsNextSend.set(true);
    }

    /** Whether an event was lost since it was to be. */
    boolean hasFailed() {
        return !failsNextSend.get();
    }

    @Override
    public void admit(Context request, ConsoleRoute route) {
        loopback.admit(request, route);
        if (route.kind() == RouteKind.STREAM && refusesStreams) {
            throw new ServiceUnavailableResponse("too many browsers listen");
        } else if (route.kind() == RouteKind.PAGE) {
            try {
                held.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Of a stream that is open it is asked before each event. */
    @Override
    public Optional<Viewer> viewer(Context request) {
        if (request.path().equals("/events") && failsNextSend.compareAndSet(true, false)) {
            throw new IllegalStateException("the event is lost");
        }
        return loopback.viewer(request);
    }

    @Override
    public Optional<String> signInPath() {
        return loopback.signInPath();
    }

    @Override
    public boolean actionsEnabled() {
        return loopback.actionsEnabled();
    }

    @Override
    public List<ConsoleRoute> routes() {
        return loopback.routes();
    }
}
