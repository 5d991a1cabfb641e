package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * From the start of the worker's process until it takes requests. Its first start also creates the ledger's tables. The
 * peer is the same jar printing its version: a JVM and a command line, and nothing of a platform.
 */
final class StartupBench implements Benchmark {
    private static final Path PROFILE = Path.of("config/profiles/local.yaml");

    @Override
    public Map<String, String> defaults() {
        return Map.of("starts", "5", "worker_jvm", "", BenchSettings.JVM, "-Xmx1g");
    }

    @Override
    public ObjectNode measure(Path folder, BenchSettings settings) throws IOException {
        ObjectNode figures = Json.object();
        try (BenchPlatform platform = new BenchPlatform()) {
            ArrayNode seconds = figures.putArray("start_to_ready_s");
            for (int i = 0; i < settings.number("starts"); i++) {
                Path log = folder.resolve("worker-" + i + ".log");
                try (BenchWorker worker =
                        BenchWorker.start(settings.options("worker_jvm"), PROFILE, platform.environment(), log)) {
                    seconds.add(FigureFormat.rounded(worker.secondsToReady()));
                }
            }
        }
        return figures.put(
                "version_only_s",
                FigureFormat.rounded(
                        BenchWorker.versionSeconds(settings.options("worker_jvm"), folder.resolve("version.log"))));
    }
}
