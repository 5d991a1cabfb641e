package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.folder.FolderTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Prepares a benchmark, runs it in a fresh JVM under the worker's own log settings, and prints what it found as one
 * line of JSON. To be started in the project's root.
 */
final class BenchmarkLauncher {
    private static final Map<String, Benchmark> ALL = Map.ofEntries(
            Map.entry("console", new ConsoleBench()),
            Map.entry("queue", new QueueBench()),
            Map.entry("intake", new IntakeBench()),
            Map.entry("history", new HistoryBench()),
            Map.entry("relay", new RelayBench()),
            Map.entry("relay_one_key", new RelayOneKeyBench()),
            Map.entry("training_run", new TrainingRunBench()),
            Map.entry("large_run", new LargeRunBench()),
            Map.entry("evaluate", new EvaluateBench()),
            Map.entry("recovery", new RecoveryBench()),
            Map.entry("smallruns", new SmallRunsBench()),
            Map.entry("spark", new SparkBench()),
            Map.entry("start", new StartupBench()));

    /** First argument of the JVM that measures; its second is the folder to work in. */
    private static final String MEASURE = "measure";

    private static final String RESULT = "result.json";

    private BenchmarkLauncher() {}

    /** @param arguments the benchmark's name, and settings such as {@code rows=200000} */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> words = Arrays.asList(arguments);
        if (words.size() > 2 && words.get(0).equals(MEASURE)) {
            measure(Path.of(words.get(1)), words.get(2), words.subList(3, words.size()));
        } else if (!words.isEmpty() && ALL.containsKey(words.get(0))) {
            launch(words.get(0), words.subList(1, words.size()));
        } else {
            throw new IllegalArgumentException("name a benchmark, one of " + ALL.keySet());
        }
    }

    private static void launch(String name, List<String> given) throws IOException, InterruptedException {
        Benchmark benchmark = benchmark(name);
        BenchSettings settings = BenchSettings.of(benchmark.defaults(), given);
        Path folder = Files.createTempDirectory("bench-" + name + "-");
        try {
            benchmark.prepare(folder, settings);
            ObjectNode line = Json.object().put("bench", name).put("load_before", BenchHost.load());
            Path log = Files.createDirectories(Path.of("worker", "target", "bench"))
                    .resolve(name + ".log");
            List<String> words = Stream.concat(
                            Stream.of(MEASURE, folder.toString(), name), settings.arguments().stream())
                    .toList();
            int exit = JavaProcess.ofThisClassPath(settings.jvmOptions(), BenchmarkLauncher.class, words, log)
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException(name + " ended with " + exit + "; its log is " + log.toAbsolutePath());
            }
            line.setAll((ObjectNode) Json.parse(Files.readAllBytes(folder.resolve(RESULT))));
            line.put("load_after", BenchHost.load()).set("machine", BenchHost.describe());
            line.set("settings", settings.toJson());
            System.out.println(line);
        } finally {
            FolderTree.delete(folder);
        }
    }

    private static void measure(Path folder, String name, List<String> given) throws IOException {
        Benchmark benchmark = benchmark(name);
        ObjectNode figures = benchmark.measure(folder, BenchSettings.of(benchmark.defaults(), given));
        Files.writeString(folder.resolve(RESULT), figures.toString());
    }

    private static Benchmark benchmark(String name) {
        return Objects.requireNonNull(ALL.get(name), name);
    }
}
