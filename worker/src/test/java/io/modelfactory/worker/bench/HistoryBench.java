package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import java.nio.file.Path;
import java.util.Map;

/**
 * How long a claim takes beside a million finished runs, and beside none. The two ledgers are claimed from in turn, so
 * that whatever else the machine does meets both alike.
 */
final class HistoryBench implements Benchmark {

    @Override
    public Map<String, String> defaults() {
        return Map.of("history", "1000000", "warmup", "500", "claims", "3000", BenchSettings.JVM, "-Xmx512m");
    }

    @Override
    public ObjectNode measure(Path folder, BenchSettings settings) {
        int warmup = settings.number("warmup");
        int claims = settings.number("claims");
        try (BenchPlatform platform = new BenchPlatform();
                HikariDataSource young = platform.database("young");
                HikariDataSource old = platform.database("old")) {
            NoOpRuns few = new NoOpRuns(young);
            NoOpRuns many = new NoOpRuns(old);
            FinishedRunFixture history = FinishedRunFixture.fill(many, old, settings.number("history"));
            few.queue(0, warmup + claims);
            many.queue(0, warmup + claims);
            for (int i = 0; i < warmup; i++) {
                few.completeRun(few.claim().orElseThrow());
                many.completeRun(many.claim().orElseThrow());
            }
            BenchPlatform.analyze(young);
            BenchPlatform.analyze(old);
            LatencySamples empty = new LatencySamples();
            LatencySamples full = new LatencySamples();
            for (int i = 0; i < claims; i++) {
                claim(few, empty);
                claim(many, full);
            }
            return Json.object()
                    .put("ratio", FigureFormat.rounded(full.millis(0.99) / empty.millis(0.99)))
                    .put("goal_at_most", 1.5)
                    .put("claim_p99_ms", FigureFormat.rounded(full.millis(0.99)))
                    .put("claim_p99_ms_empty", FigureFormat.rounded(empty.millis(0.99)))
                    .put("claim_p50_ms", FigureFormat.rounded(full.millis(0.5)))
                    .put("claim_p50_ms_empty", FigureFormat.rounded(empty.millis(0.5)))
                    .set("bytes_per_run", history.bytesPerRun());
        }
    }

    private static void claim(NoOpRuns runs, LatencySamples latencies) {
        long start = System.nanoTime();
        ClaimedRun claimed = runs.claim().orElseThrow();
        latencies.add(System.nanoTime() - start);
        runs.completeRun(claimed);
    }
}
