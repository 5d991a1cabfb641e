package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.console.ConsoleServer;
import io.modelfactory.worker.console.LedgerSources;
import io.modelfactory.worker.console.access.LoopbackAccess;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.ServerProcessorTime;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;
import org.jdbi.v3.core.Jdbi;

/**
 * What the console costs those who work: runs that do nothing are claimed and published, in turns without viewers and
 * with many who listen and fetch a page each second. Viewers, console and workers share the machine, so that the ratio
 * of times bounds the cost from above; the processor time of those who work, and of the database's processes for them,
 * shows how much more they had to do, whatever else the machine does.
 */
final class ConsoleBench implements Benchmark {
    private static final String CONSOLE = "console";
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final int FETCHERS = 8;
    private static final List<String> PAGES = List.of("/", "/runs", "/runs?state=PUBLISHED", "/runs?requester=test");

    @Override
    public Map<String, String> defaults() {
        return Map.of(
                "runs",
                "1000",
                "rounds",
                "9",
                "warmup",
                "1000",
                "threads",
                "4",
                "viewers",
                "200",
                BenchSettings.JVM,
                "-Xmx1g");
    }

    @Override
    public ObjectNode measure(Path folder, BenchSettings settings) {
        int threads = settings.number("threads");
        int runs = settings.number("runs");
        int next = settings.number("warmup");
        List<Long> answers = Collections.synchronizedList(new ArrayList<>());
        try (BenchPlatform platform = new BenchPlatform();
                HikariDataSource ledger = platform.database("queue", threads);
                HikariDataSource looking = sameDatabase(ledger)) {
            NoOpRuns queue = new NoOpRuns(ledger);
            complete(queue, 0, next, threads, ledger);
            BenchPlatform.analyze(ledger);
            List<Double> ratios = new ArrayList<>();
            WorkTime alone = WorkTime.NONE;
            WorkTime watched = WorkTime.NONE;
            for (int round = 0; round < settings.number("rounds"); round++) {
                WorkTime before = complete(queue, next, next + runs, threads, ledger);
                next += runs;
                try (ConsoleServer console = ConsoleServer.start(
                                "127.0.0.1",
                                0,
                                "bench",
                                new LedgerSources(looking, LedgerFixture.settings()),
                                new LoopbackAccess());
                        ViewersOfPages viewers =
                                ViewersOfPages.of(console.url(), settings.number("viewers"), answers)) {
                    WorkTime then = complete(queue, next, next + runs, threads, ledger);
                    next += runs;
                    viewers.requireListening();
                    ratios.add(then.processor() / before.processor());
                    watched = watched.plus(then);
                }
                alone = alone.plus(before);
            }
            Collections.sort(ratios);
            int all = settings.number("rounds") * runs;
            long[] nanos = answers.stream().mapToLong(Long::longValue).sorted().toArray();
            return Json.object()
                    .put("ratio", FigureFormat.rounded(watched.clock() / alone.clock()))
                    .put("processor_ratio", FigureFormat.rounded(ratios.get(ratios.size() / 2)))
                    .put("processor_ratio_least", FigureFormat.rounded(ratios.get(0)))
                    .put("processor_ratio_most", FigureFormat.rounded(ratios.get(ratios.size() - 1)))
                    .put("runs_per_processor_s_alone", FigureFormat.rounded(all / alone.processor()))
                    .put("runs_per_processor_s_watched", FigureFormat.rounded(all / watched.processor()))
                    .put("runs_per_s_alone", FigureFormat.rounded(all / alone.clock()))
                    .put("runs_per_s_watched", FigureFormat.rounded(all / watched.clock()))
                    .put("pages", nanos.length)
                    .put("page_median_ms", FigureFormat.rounded(nanos[nanos.length / 2] / 1e6))
                    .put("page_p99_ms", FigureFormat.rounded(nanos[nanos.length * 99 / 100] / 1e6));
        }
    }

    /** A pool of its own, as the console has one. */
    private static HikariDataSource sameDatabase(HikariDataSource ledger) {
        HikariDataSource own = new HikariDataSource();
        ledger.copyStateTo(own);
        own.setPoolName(CONSOLE);
        own.addDataSourceProperty("ApplicationName", CONSOLE);
        own.setMaximumPoolSize(6);
        return own;
    }

    /**
     * What it took to complete runs, in seconds.
     *
     * @param processor of the threads that worked, and of the database's processes for them
     */
    private record WorkTime(double clock, double processor) {
        static final WorkTime NONE = new WorkTime(0, 0);

        WorkTime plus(WorkTime more) {
            return new WorkTime(clock + more.clock, processor + more.processor);
        }
    }

    private static WorkTime complete(NoOpRuns queue, int from, int to, int threads, DataSource ledger) {
        queue.queue(from, to);
        List<Integer> server = serverProcesses(ledger);
        long serverBefore = ServerProcessorTime.nanos(server);
        AtomicLong own = new AtomicLong();
        double clock = ParallelTasks.seconds(threads, thread -> {
            long before = THREADS.getCurrentThreadCpuTime();
            queue.completeAll();
            own.addAndGet(THREADS.getCurrentThreadCpuTime() - before);
        });
        return new WorkTime(clock, (own.get() + ServerProcessorTime.nanos(server) - serverBefore) / 1e9);
    }

    /** Those of all connections but the console's. */
    private static List<Integer> serverProcesses(DataSource ledger) {
        return Jdbi.create(ledger)
                .withHandle(handle -> handle.createQuery("""
                        SELECT pid FROM pg_stat_activity
                        WHERE datname = current_database() AND application_name <> :console
                        """)
                        .bind("console", CONSOLE)
                        .mapTo(Integer.class)
                        .list());
    }

    /** Browsers that listen, and of which each fetches a page once a second. */
    private record ViewersOfPages(HttpClient client, ScheduledExecutorService fetching, List<Boolean> listening)
            implements AutoCloseable {

        static ViewersOfPages of(String url, int viewers, List<Long> answers) {
            HttpClient client =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
            List<Boolean> listening = Collections.synchronizedList(new ArrayList<>());
            for (int viewer = 0; viewer < viewers; viewer++) {
                var unused = client.sendAsync(
                                HttpRequest.newBuilder(URI.create(url + "/events"))
                                        .header("Accept", "text/event-stream")
                                        .build(),
                                HttpResponse.BodyHandlers.fromLineSubscriber(new LineCounter(listening)))
                        .exceptionally(ended -> null);
            }
            ScheduledExecutorService fetching = Executors.newScheduledThreadPool(FETCHERS);
            for (int viewer = 0; viewer < viewers; viewer++) {
                String page = url + PAGES.get(viewer % PAGES.size());
                var unused = fetching.scheduleAtFixedRate(
                        () -> answers.add(fetch(client, page)),
                        viewer * 1_000L / viewers,
                        1_000,
                        TimeUnit.MILLISECONDS);
            }
            return new ViewersOfPages(client, fetching, listening);
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

        /** A figure without listeners would be of something else. */
        void requireListening() {
            if (listening.isEmpty()) {
                throw new IllegalStateException("no viewer has heard anything");
            }
        }

        @Override
        public void close() {
            fetching.shutdownNow();
        }
    }

    /** Notes each line that comes. */
    private static final class LineCounter implements Flow.Subscriber<String> {
        private final List<Boolean> heard;

        LineCounter(List<Boolean> heard) {
            this.heard = heard;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            heard.add(true);
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
