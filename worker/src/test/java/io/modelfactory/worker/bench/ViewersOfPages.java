package io.modelfactory.worker.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Browsers that listen to a console, and of which each fetches a page once a second.
 *
 * @param heard lines of events so far
 */
record ViewersOfPages(HttpClient client, ScheduledExecutorService fetching, AtomicLong heard) implements AutoCloseable {
    private static final int FETCHERS = 8;
    private static final int CONNECT_SECONDS = 30;
    private static final List<String> PAGES = List.of("/", "/runs", "/runs?state=PUBLISHED", "/runs?requester=test");

    /**
     * Returns once all of them listen.
     *
     * @param answers takes how many nanoseconds each page took
     */
    static ViewersOfPages of(String url, int viewers, List<Long> answers) {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        AtomicLong heard = new AtomicLong();
        CountDownLatch listening = new CountDownLatch(viewers);
        for (int viewer = 0; viewer < viewers; viewer++) {
            var unused = client.sendAsync(
                            HttpRequest.newBuilder(URI.create(url + "/events"))
                                    .header("Accept", "text/event-stream")
                                    .build(),
                            HttpResponse.BodyHandlers.fromLineSubscriber(new LineCounter(heard, listening)))
                    .exceptionally(ended -> null);
        }
        await(listening);
        ScheduledExecutorService fetching = Executors.newScheduledThreadPool(FETCHERS);
        for (int viewer = 0; viewer < viewers; viewer++) {
            String page = url + PAGES.get(viewer % PAGES.size());
            var unused = fetching.scheduleAtFixedRate(
                    () -> answers.add(fetch(client, page)), viewer * 1_000L / viewers, 1_000, TimeUnit.MILLISECONDS);
        }
        return new ViewersOfPages(client, fetching, heard);
    }

    private static void await(CountDownLatch listening) {
        try {
            if (!listening.await(CONNECT_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(listening.getCount() + " viewers hear nothing");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Nanoseconds until the page was there. */
    private static long fetch(HttpClient client, String page) {
        long start = System.nanoTime();
        try {
            HttpResponse<Void> answer = client.send(
                    HttpRequest.newBuilder(URI.create(page))
                            .header("Accept", "text/html")
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
            if (answer.statusCode() != 200) {
                throw new IllegalStateException(page + " answers " + answer.statusCode());
            }
        } catch (IOException e) {
            throw new IllegalStateException(page, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return System.nanoTime() - start;
    }

    @Override
    public void close() {
        fetching.shutdownNow();
    }

    /** Counts each line that comes. */
    private static final class LineCounter implements Flow.Subscriber<String> {
        private final AtomicLong heard;
        private final CountDownLatch listening;
        private boolean first = true;

        LineCounter(AtomicLong heard, CountDownLatch listening) {
            this.heard = heard;
            this.listening = listening;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            heard.incrementAndGet();
            if (first) {
                first = false;
                listening.countDown();
            }
        }

        @Override
        public void onError(Throwable ended) {
            // The console has ended.
        }

        @Override
        public void onComplete() {
            // The console has ended.
        }
    }
}
