package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.Consumer;

/** Sends batches of requests to one worker, each request for a run of its own, and measures how their runs come out. */
final class SmallRunBatch {
    /** From one run to the next: on a machine that does much else, many runs take long. */
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private static final Duration POLL = Duration.ofMillis(50);

    private final BenchPlatform platform;
    private final DataSource ledger;
    private final Consumer<byte[], byte[]> published;
    private final BenchWorker worker;
    private final String manifestRef;
    private final String trainingRef;
    private int sent;

    /** @param published subscribed to what the worker publishes */
    SmallRunBatch(
            BenchPlatform platform,
            DataSource ledger,
            Consumer<byte[], byte[]> published,
            BenchWorker worker,
            String manifestRef,
            String trainingRef) {
        this.platform = platform;
        this.ledger = ledger;
        this.published = published;
        this.worker = worker;
        this.manifestRef = manifestRef;
        this.trainingRef = trainingRef;
    }

    /** What all runs have left so far. */
    SmallRunFootprint footprint() throws IOException {
        return SmallRunFootprint.now(platform.storeRoot(), ledger);
    }

    /** Requests so far. */
    int sent() {
        return sent;
    }

    /** Sends so many requests at once and returns when all are published. */
    void run(String governanceRef, int runs) {
        platform.send(requests(governanceRef), IntStream.range(sent, sent + runs));
        sent += runs;
        await(runs);
    }

    /** The same with what a run took, while others waited behind it. */
    ObjectNode measure(String governanceRef, int runs) {
        double before = worker.processorSeconds();
        double beforeOfAll = BenchHost.processorSecondsWithChildren();
        long start = System.nanoTime();
        run(governanceRef, runs);
        double seconds = FigureFormat.secondsSince(start);
        double processor = worker.processorSeconds() - before;
        double ofAll = BenchHost.processorSecondsWithChildren() - beforeOfAll;
        ObjectNode figures = Json.object()
                .put("runs_per_s", FigureFormat.rounded(runs / seconds))
                .put("run_ms", FigureFormat.rounded(1000 * seconds / runs))
                .put("worker_cpu_ms", FigureFormat.rounded(1000 * processor / runs))
                .put("platform_cpu_ms", FigureFormat.rounded(1000 * (ofAll - processor) / runs));
        figures.set("ms_until", millisUntil(runs));
        return figures;
    }

    /** What one run takes that finds the worker idle, until its event is seen; each is sent when the last was seen. */
    ObjectNode measureSingly(String governanceRef, int runs) {
        LatencySamples samples = new LatencySamples();
        long total = 0;
        try (RequestSender sender = platform.sender(requests(governanceRef))) {
            for (int i = 0; i < runs; i++) {
                long start = System.nanoTime();
                sender.send(sent++);
                await(1);
                long took = System.nanoTime() - start;
                samples.add(took);
                total += took;
            }
        }
        ObjectNode figures = Json.object()
                .put("run_ms", FigureFormat.rounded(total / 1e6 / runs))
                .put("p50_ms", FigureFormat.rounded(samples.millis(0.5)))
                .put("p99_ms", FigureFormat.rounded(samples.millis(0.99)));
        figures.set("ms_until", millisUntil(runs));
        return figures;
    }

    private BenchRequests requests(String governanceRef) {
        return new BenchRequests(manifestRef, trainingRef, governanceRef);
    }

    private void await(int events) {
        long latest = System.nanoTime();
        int seen = 0;
        while (seen < events) {
            int arrived = published.poll(POLL).count();
            seen += arrived;
            latest = arrived > 0 ? System.nanoTime() : latest;
            if (FigureFormat.secondsSince(latest) > TIMEOUT.toSeconds()) {
                throw new IllegalStateException(seen + " of " + events + " runs were published in time");
            }
        }
    }

    /** Average time from one event of a run to the next, over the runs that came last: where the time of a run goes. */
    private ObjectNode millisUntil(int runs) {
        String sql = """
                SELECT event_type, 1000 * avg(extract(epoch FROM occurred_at - before)) AS millis
                FROM (SELECT event_type, occurred_at,
                        lag(occurred_at) OVER (PARTITION BY run_key ORDER BY seq) AS before
                    FROM mf_run_event JOIN (SELECT run_key FROM mf_run ORDER BY finished_at DESC LIMIT %d) AS last
                        USING (run_key)) AS step
                WHERE event_type NOT IN ('REQUEST_QUEUED', 'RUN_STARTED')
                GROUP BY event_type ORDER BY event_type
                """.formatted(runs);
        ObjectNode millis = Json.object();
        try (Connection connection = ledger.getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                millis.put(rows.getString(1), FigureFormat.rounded(rows.getDouble(2)));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return millis;
    }
}
