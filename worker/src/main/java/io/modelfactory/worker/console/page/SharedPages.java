package io.modelfactory.worker.console.page;

import io.modelfactory.worker.console.route.RouteAnswer;
import io.modelfactory.worker.console.route.RouteHandler;
import io.modelfactory.worker.console.route.RouteRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;

/**
 * Pages that are the same for everyone are made once for all who ask within half a second, so that many who look at a
 * page that changes cost as much as one.
 */
public final class SharedPages {
    private static final long FRESH_NANOS = Duration.ofMillis(500).toNanos();
    private static final int KEPT = 100;

    private final LongSupplier nanoTime;
    private final Map<String, SharedAnswer> answers = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SharedAnswer> eldest) {
            return size() > KEPT;
        }
    };

    /** @param nanoTime {@link System#nanoTime} */
    public SharedPages(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    private record SharedAnswer(CompletableFuture<RouteAnswer> answer, long at) {}

    /** @param handler whose answers depend on the address alone */
    public RouteHandler shared(RouteHandler handler) {
        return request -> answer(handler, request);
    }

    private RouteAnswer answer(RouteHandler handler, RouteRequest request) {
        String address = request.http().path() + "?" + request.http().queryString();
        CompletableFuture<RouteAnswer> own = new CompletableFuture<>();
        CompletableFuture<RouteAnswer> shared = shared(address, own);
        if (shared != own) {
            return joined(shared);
        }
        try {
            RouteAnswer answer = handler.answer(request);
            own.complete(answer);
            return answer;
        } catch (RuntimeException e) {
            own.completeExceptionally(e);
            throw e;
        }
    }

    private static RouteAnswer joined(CompletableFuture<RouteAnswer> shared) {
        try {
            return shared.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException reason ? reason : e;
        }
    }

    private synchronized CompletableFuture<RouteAnswer> shared(String address, CompletableFuture<RouteAnswer> own) {
        long now = nanoTime.getAsLong();
        SharedAnswer known = answers.get(address);
        if (known != null && (!known.answer().isDone() || now - known.at() < FRESH_NANOS)) {
            return known.answer();
        }
        answers.remove(address);
        answers.put(address, new SharedAnswer(own, now));
        return own;
    }
}
