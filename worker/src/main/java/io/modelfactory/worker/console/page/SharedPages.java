package io.modelfactory.worker.console.page;

import io.modelfactory.worker.console.route.RouteAnswer;
import io.modelfactory.worker.console.route.RouteHandler;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Pages that are the same for everyone are made once for all who ask within a while, so that many who look at a page
 * that changes cost as much as one. The while is half a second, or as much longer, up to five seconds, as it takes for
 * all pages together to be made for no more than a fiftieth of the time: what they cost the database is taken from
 * those who work.
 */
public final class SharedPages {
    private static final long LEAST_FRESH_NANOS = Duration.ofMillis(500).toNanos();
    private static final long MOST_FRESH_NANOS = Duration.ofSeconds(5).toNanos();
    private static final int TIMES_ITS_COST = 50;
    private static final int KEPT = 300;

    private final LongSupplier nanoTime;
    private final Map<String, SharedPage> pages = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SharedPage> eldest) {
            return size() > KEPT;
        }
    };

    /** @param nanoTime {@link System#nanoTime} */
    public SharedPages(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** @param madeAt when its making began */
    private record SharedPage(CompletableFuture<RouteAnswer> answer, long madeAt, PageCost cost) {}

    /** @param handler whose answers depend on the address alone */
    public RouteHandler shared(RouteHandler handler) {
        return request ->
                answer(request.http().path() + "?" + request.http().queryString(), () -> handler.answer(request));
    }

    /** The answer that is still fresh, or else the one that {@code make} gives. */
    RouteAnswer answer(String address, Supplier<RouteAnswer> make) {
        CompletableFuture<RouteAnswer> own = new CompletableFuture<>();
        SharedPage page = freshOr(address, own);
        if (page.answer() != own) {
            RouteAnswer answer = joined(page.answer());
            return answer.aged(Duration.ofNanos(nanoTime.getAsLong() - page.madeAt()));
        }
        try {
            RouteAnswer answer = make.get();
            own.complete(answer);
            return answer;
        } catch (RuntimeException e) {
            own.completeExceptionally(e);
            throw e;
        } finally {
            keepCost(address, page);
        }
    }

    private static RouteAnswer joined(CompletableFuture<RouteAnswer> shared) {
        try {
            return shared.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException reason ? reason : e;
        }
    }

    private synchronized SharedPage freshOr(String address, CompletableFuture<RouteAnswer> own) {
        long now = nanoTime.getAsLong();
        SharedPage known = pages.get(address);
        if (known != null && (!known.answer().isDone() || now - known.madeAt() < freshNanos(now))) {
            return known;
        }
        SharedPage page = new SharedPage(own, now, known == null ? PageCost.UNKNOWN : known.cost());
        // Behind those that were made before it.
        pages.remove(address);
        pages.put(address, page);
        return page;
    }

    private long freshNanos(long now) {
        long cost = pages.values().stream()
                .filter(page -> now - page.madeAt() < MOST_FRESH_NANOS)
                .mapToLong(page -> page.cost().nanos())
                .sum();
        return Math.max(LEAST_FRESH_NANOS, Math.min(MOST_FRESH_NANOS, TIMES_ITS_COST * cost));
    }

    private synchronized void keepCost(String address, SharedPage made) {
        PageCost cost = made.cost().after(nanoTime.getAsLong() - made.madeAt());
        pages.replace(address, made, new SharedPage(made.answer(), made.madeAt(), cost));
    }
}
