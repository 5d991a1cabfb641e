package io.modelfactory.worker.bench;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * From the SIGKILL of the worker that trains a run until another has resumed it, both by the database's clock. No
 * worker can know of the death before the lease has expired: that is the limit.
 */
final class RecoveryBench implements Benchmark {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final String LEASE = "duration_seconds: 30";
    private static final String HEARTBEAT = "heartbeat_seconds: 10";

    @Override
    public Map<String, String> defaults() {
        return Map.of(
                "kills",
                "5",
                "lease_s",
                "6",
                "heartbeat_s",
                "2",
                "rows",
                "300000",
                "seed",
                "7",
                "worker_jvm",
                "",
                BenchSettings.JVM,
                "-Xmx1g");
    }

    @Override
    public ObjectNode measure(Path folder, BenchSettings settings) throws IOException {
        int lease = settings.number("lease_s");
        List<Double> seconds = new ArrayList<>();
        try (BenchPlatform platform = new BenchPlatform();
                HikariDataSource ledger = platform.database()) {
            BenchRequests.writeCardFraud(platform.storeRoot(), settings);
            BenchRequests requests = BenchRequests.ofCardFraud();
            Path profile = profile(folder, settings);
            List<BenchWorker> workers = new ArrayList<>();
            try {
                workers.add(start(settings, profile, platform, folder, 0));
                for (int kill = 0; kill < settings.number("kills"); kill++) {
                    workers.add(start(settings, profile, platform, folder, kill + 1));
                    platform.send(requests, IntStream.of(kill));
                    seconds.add(secondsToResume(ledger, workers));
                    awaitIdle(ledger);
                }
            } finally {
                workers.forEach(BenchWorker::close);
            }
        }
        ObjectNode figures = Json.object()
                .put(
                        "ratio",
                        FigureFormat.rounded(
                                seconds.stream().max(Double::compare).orElseThrow() / lease))
                .put("goal_at_most_s", lease + 1);
        ArrayNode each = figures.putArray("kill_to_resumed_s");
        seconds.forEach(one -> each.add(FigureFormat.rounded(one)));
        return figures;
    }

    private static BenchWorker start(
            BenchSettings settings, Path profile, BenchPlatform platform, Path folder, int number) throws IOException {
        return BenchWorker.start(
                settings.options("worker_jvm"),
                profile,
                platform.environment(),
                folder.resolve("worker-" + number + ".log"));
    }

    /** Kills the worker that has been training for a second, and takes it from the list. */
    private static double secondsToResume(DataSource ledger, List<BenchWorker> workers) {
        String owner = await("a run in training")
                .atMost(TIMEOUT)
                .until(() -> text(ledger, """
                        SELECT lease_owner FROM mf_run
                        WHERE state = 'RUNNING' AND execution_started_at < now() - interval '1 second'
                        """), Optional::isPresent)
                .orElseThrow();
        BenchWorker victim = workers.stream()
                .filter(worker -> owner.startsWith("mf-" + worker.pid() + "-"))
                .findFirst()
                .orElseThrow();
        String killed = text(ledger, "SELECT clock_timestamp()::text").orElseThrow();
        victim.kill();
        workers.remove(victim);
        return await("the run resumed")
                .atMost(TIMEOUT)
                .until(
                        () -> text(
                                ledger,
                                "SELECT extract(epoch FROM max(occurred_at) - '" + killed + "'::timestamptz)::text"
                                        + " FROM mf_run_event WHERE event_type = 'RUN_RESUMED' AND occurred_at > '"
                                        + killed
                                        + "'::timestamptz"),
                        Optional::isPresent)
                .map(Double::parseDouble)
                .orElseThrow();
    }

    private static void awaitIdle(DataSource ledger) {
        await("the end of the run")
                .atMost(TIMEOUT)
                .until(() -> text(ledger, "SELECT count(*)::text FROM mf_run WHERE claimable")
                        .equals(Optional.of("0")));
    }

    private static Optional<String> text(DataSource ledger, String query) {
        try (Connection connection = ledger.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path profile(Path folder, BenchSettings settings) throws IOException {
        String local = Files.readString(Path.of("config/profiles/local.yaml"));
        return Files.writeString(
                folder.resolve("profile.yaml"),
                local.replace(LEASE, "duration_seconds: " + settings.number("lease_s"))
                        .replace(HEARTBEAT, "heartbeat_seconds: " + settings.number("heartbeat_s")));
    }
}
