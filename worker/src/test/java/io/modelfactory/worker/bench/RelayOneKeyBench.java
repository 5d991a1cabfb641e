package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.ledger.LedgerFixture;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.jdbi.v3.core.Jdbi;

/** A backlog whose messages all have one key, from their commit to a consumer: none may overtake another. */
final class RelayOneKeyBench implements Benchmark {
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    @Override
    public Map<String, String> defaults() {
        return Map.of("rows", "20000", "warmup", "5000", BenchSettings.JVM, "-Xmx1g");
    }

    @Override
    public ObjectNode measure(Path folder, BenchSettings settings) {
        int warmup = settings.number("warmup");
        int rows = settings.number("rows");
        try (BenchPlatform platform = new BenchPlatform();
                HikariDataSource database = platform.database("relay");
                Consumer<byte[], byte[]> relayed = platform.kafka().consumer("bench-one-key", 2_000)) {
            relayed.subscribe(List.of(LedgerFixture.RUN_EVENTS));
            NoOpRuns runs = new NoOpRuns(database);
            drain(platform, database, runs, 0, warmup, relayed);
            double seconds = drain(platform, database, runs, warmup, warmup + rows, relayed);
            return Json.object()
                    .put("relayed_per_s", FigureFormat.rounded(rows / seconds))
                    .put("goal_at_least", 5_000);
        }
    }

    private static double drain(
            BenchPlatform platform,
            HikariDataSource database,
            NoOpRuns runs,
            int from,
            int to,
            Consumer<byte[], byte[]> consumer) {
        runs.queue(from, to);
        Jdbi.create(database)
                .useHandle(sql -> sql.execute("UPDATE mf_outbox SET record_key = 'one' WHERE relayed_at IS NULL"));
        return RelayBench.whileRelaying(
                platform,
                database,
                () -> MessageBacklog.read(consumer, to - from, TIMEOUT).seconds());
    }
}
