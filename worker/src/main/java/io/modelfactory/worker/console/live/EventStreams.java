package io.modelfactory.worker.console.live;

import io.javalin.http.ServiceUnavailableResponse;
import io.javalin.http.sse.SseClient;
import io.javalin.http.sse.SseHandler;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.console.live.LedgerWatch.LedgerChange;
import io.modelfactory.worker.console.route.RouteAnswer;
import io.modelfactory.worker.console.route.RouteRequest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The browsers that listen, and what each of them is told. A browser that takes nothing for a while misses what came
 * meanwhile, and is told the latest: a page that has changed is fetched as a whole anyway.
 */
public final class EventStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
    private static final int MOST = 1_000;
    private static final int SENDERS = 4;

    /** @param pending what was not sent yet */
    private record Listener(BooleanSupplier admitted, AtomicReference<Optional<LedgerChange>> pending) {}

    private final Map<SseClient, Listener> clients = new ConcurrentHashMap<>();
    private final ExecutorService senders = Executors.newFixedThreadPool(
            SENDERS,
            BasicThreadFactory.builder()
                    .namingPattern("console-events-%d")
                    .daemon()
                    .build());

    /**
     * Keeps the connection of a request open.
     *
     * @param admitted whether its viewer may still listen; asked before each event, so that nothing is told after a
     *     session has ended
     */
    public RouteAnswer open(RouteRequest request, BooleanSupplier admitted) {
        if (clients.size() >= MOST) {
            throw new ServiceUnavailableResponse("too many browsers listen");
        }
        // A proxy that collects what it passes on would keep events back.
        request.http().header("X-Accel-Buffering", "no");
        request.http().header("Cache-Control", "no-store");
        try {
            new SseHandler(client -> add(client, admitted)).handle(request.http());
        } catch (Exception e) {
            throw new IllegalStateException("the stream cannot be opened", e);
        }
        return new RouteAnswer.Answered();
    }

    private void add(SseClient client, BooleanSupplier admitted) {
        clients.put(client, new Listener(admitted, new AtomicReference<>(Optional.empty())));
        client.onClose(() -> clients.remove(client));
        client.keepAlive();
        client.sendEvent("hello", "{}");
    }

    /** Tells all who listen. */
    public void send(LedgerChange change) {
        clients.forEach((client, listener) -> {
            Optional<LedgerChange> unsent = listener.pending()
                    .getAndUpdate(before -> Optional.of(
                            before.map(earlier -> merged(earlier, change)).orElse(change)));
            if (unsent.isEmpty()) {
                senders.execute(() -> sendTo(client, listener));
            }
        });
    }

    /** What was not sent yet is part of what is sent next. */
    private static LedgerChange merged(LedgerChange before, LedgerChange change) {
        return new LedgerChange(before.changed() || change.changed(), change.reachable(), change.runs());
    }

    private void sendTo(SseClient client, Listener listener) {
        try {
            if (!listener.admitted().getAsBoolean()) {
                clients.remove(client);
                client.close();
                return;
            }
            listener.pending()
                    .getAndSet(Optional.empty())
                    .ifPresent(change -> client.sendEvent("ledger", Json.text(change)));
        } catch (RuntimeException gone) {
            LOG.debug("a browser has gone", gone);
            clients.remove(client);
            // One that is there after all hears that it no longer listens, and asks again.
            client.close();
        }
    }

    /** How many browsers listen. */
    public int size() {
        return clients.size();
    }

    @Override
    public void close() {
        senders.shutdownNow();
        clients.keySet().forEach(SseClient::close);
    }
}
