package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.config.DataSize;
import io.modelfactory.worker.config.Yaml;
import io.modelfactory.worker.publish.PublishStage.Publication;
import io.modelfactory.worker.training.process.ExecutorChoice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * One governed run over more rows than its trainer process could hold in memory, from the resolved request to the
 * published bundle: what the process took at its peak, of which the system could not take back what is anonymous, and
 * its processor time. There is no peer: the library alone would have to hold the rows.
 */
final class LargeRunBench implements Benchmark {
    private static final String TRAINING = "bench/training_profile.yaml";
    private static final String SHIPPED = "config/mf/training_profile_fraud_v0.yaml";
    private static final String MANIFEST = "manifest_ref";
    private static final int ROWS_PER_ALERT = 50_000;
    private static final String TRAINER_HEAP = "trainer_heap";
    private static final String EXECUTOR = "executor";
    private static final String THREADS = "threads";
    private static final String ROUNDS = "rounds";
    private static final String LEARNING_RATE = "learning_rate";
    private static final double LARGEST_STEP = 0.3;
    private static final String ALERTS = "alerts_per_day";
    private static final String ROWS = "rows";

    @Override
    public Map<String, String> defaults() {
        return Map.ofEntries(
                Map.entry(ROWS, "10000000"),
                Map.entry("seed", "7"),
                Map.entry(CopiedPayments.COPIES, "1"),
                Map.entry(ROUNDS, "200"),
                Map.entry(THREADS, String.valueOf(Runtime.getRuntime().availableProcessors())),
                Map.entry("memory_limit", "300MB"),
                Map.entry(TRAINER_HEAP, "600MB"),
                Map.entry(EXECUTOR, "disk"),
                Map.entry(BenchSettings.JVM, "-Xmx256m,-XX:+UseSerialGC"));
    }

    @Override
    public void prepare(Path folder, BenchSettings settings) throws IOException {
        Path store = folder.resolve("store");
        String manifestRef = CopiedPayments.writeCardFraud(folder, store, settings);
        Files.createDirectories(store.resolve(TRAINING).getParent());
        Files.write(store.resolve(TRAINING), CanonicalJson.bytes(profile(settings)));
        Path governance = store.resolve(BenchRequests.GOVERNANCE);
        ObjectNode judged = (ObjectNode) Json.parse(Files.readAllBytes(governance));
        // It is trained and measured all the same; a few rounds are worth less than it.
        judged.remove("logistic_baseline");
        Files.write(governance, CanonicalJson.bytes(judged));
        Files.writeString(folder.resolve(MANIFEST), manifestRef);
    }

    /**
     * The shipped profile in so many rounds, which go as far together as long as no step gets too large, and with as
     * many alerts for each payment: a team that has ten times the payments looks at ten times the alerts.
     */
    private static ObjectNode profile(BenchSettings settings) throws IOException {
        ObjectNode profile = (ObjectNode) Yaml.parse(Files.readAllBytes(Path.of(SHIPPED)));
        ObjectNode trees = (ObjectNode) profile.required("hyper_parameters");
        int rounds = settings.number(ROUNDS);
        double way = trees.required(LEARNING_RATE).doubleValue()
                * trees.required(ROUNDS).intValue();
        trees.put(ROUNDS, rounds).put(LEARNING_RATE, Math.min(LARGEST_STEP, way / rounds));
        ObjectNode evaluation = (ObjectNode) profile.required("evaluation");
        int alerts = evaluation.required(ALERTS).intValue();
        evaluation.put(ALERTS, Math.max(alerts, settings.number(ROWS) / ROWS_PER_ALERT));
        return profile;
    }

    private static BenchRequests requests(Path folder) throws IOException {
        return new BenchRequests(Files.readString(folder.resolve(MANIFEST)), TRAINING, BenchRequests.GOVERNANCE);
    }

    @Override
    public ObjectNode measure(Path folder, BenchSettings settings) throws IOException {
        int threads = settings.number(THREADS);
        Optional<DataSize> memoryLimit = settings.size("memory_limit");
        Optional<DataSize> heap = Optional.of(new DataSize(settings.text(TRAINER_HEAP)));
        ExecutorChoice executor = ExecutorChoice.valueOf(settings.text(EXECUTOR).toUpperCase(Locale.ROOT));
        try (BenchStages bench =
                        BenchStages.open(folder.resolve("store"), folder, threads, memoryLimit, heap, executor);
                TrainerSampler trainer = TrainerSampler.start()) {
            long start = System.nanoTime();
            Publication published = bench.runStages(requests(folder).document(0));
            ObjectNode figures = Json.object().put("whole_s", FigureFormat.rounded(FigureFormat.secondsSince(start)));
            figures.setAll(trainer.toJson());
            ObjectNode stages = figures.putObject("stages_s");
            bench.stageSeconds().forEach((stage, seconds) -> stages.put(stage, FigureFormat.rounded(seconds)));
            return figures.put(
                    "model_sha256", Sha256.hex(Files.readAllBytes(bench.file(published, ArtifactName.MODEL))));
        }
    }
}
