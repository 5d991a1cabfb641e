package io.modelfactory.worker.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import io.modelfactory.worker.algorithm.Trainer;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.DataSize;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.evaluate.FeatureContributions;
import io.modelfactory.worker.evaluate.GatedMeasures;
import io.modelfactory.worker.evaluate.IntervalSettings;
import io.modelfactory.worker.gate.Gate;
import io.modelfactory.worker.model.ModelStructure;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import io.modelfactory.worker.resolve.TrainingProfile;
import io.modelfactory.worker.training.BuildExecution;
import io.modelfactory.worker.training.BuildSpec;
import io.modelfactory.worker.training.InProcessBuildExecutor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What it costs to judge a model by the shipped fraud profiles (scorecard, cost curve, weeks, groups, intervals by 999
 * draws, and the contributions of features), beside the training of that model: processor time of this process, over
 * all threads, so that a busy neighbour changes little.
 */
final class EvaluateBench implements Benchmark {
    private static final int THREADS = Runtime.getRuntime().availableProcessors();
    private static final double NANOS = 1e9;
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    @Override
    public Map<String, String> defaults() {
        return Map.of(
                "rows",
                "1000000",
                "repeats",
                "2",
                "seed",
                "7",
                "memory_limit",
                "1GB",
                BenchSettings.JVM,
                "-Xmx1500m,-XX:+UseSerialGC");
    }

    @Override
    public void prepare(Path folder, BenchSettings settings) throws IOException {
        BenchRequests.writeCardFraud(folder.resolve("store"), settings);
    }

    @Override
    public ObjectNode measure(Path folder, BenchSettings settings) {
        DataSize memory = new DataSize(settings.text("memory_limit"));
        double training = Double.MAX_VALUE;
        double plain = Double.MAX_VALUE;
        double scored = Double.MAX_VALUE;
        double judged = Double.MAX_VALUE;
        double reasons = Double.MAX_VALUE;
        try (BenchStages bench = BenchStages.open(folder.resolve("store"), folder, THREADS, memory, Optional.empty())) {
            ResolvedTrainPlan plan = bench.plan(BenchRequests.ofCardFraud().document(0));
            PreparedDataset dataset = bench.prepare(plan);
            for (int i = 0; i < settings.number("repeats"); i++) {
                training = Math.min(training, training(dataset, plan.trainingProfile(), bench.stageSeed(plan)));
                Path scratch = folder.resolve("judged-" + i);
                judged = Math.min(judged, evaluation(bench, plan, judgedSpec(bench, plan), scratch));
                reasons = Math.min(reasons, reasons(dataset, plan.trainingProfile(), model(scratch)));
                scored = Math.min(
                        scored, evaluation(bench, plan, scoredSpec(bench, plan), folder.resolve("scored-" + i)));
                plain = Math.min(plain, evaluation(bench, plan, plainSpec(bench, plan), folder.resolve("plain-" + i)));
            }
            return Json.object()
                    .put("ratio", FigureFormat.rounded((judged - plain + reasons) / training))
                    .put("goal_at_most", 0.15)
                    .put("whole_ratio", FigureFormat.rounded(judged / training))
                    .put("training_cpu_s", FigureFormat.rounded(training))
                    .put("evaluate_cpu_s", FigureFormat.rounded(judged))
                    .put("scorecard_cpu_s", FigureFormat.rounded(scored - plain))
                    .put("intervals_cpu_s", FigureFormat.rounded(judged - scored))
                    .put("shap_cpu_s", FigureFormat.rounded(reasons))
                    .put("evaluate_without_scorecard_and_intervals_cpu_s", FigureFormat.rounded(plain))
                    .put("train_rows", dataset.train().rows())
                    .put("test_rows", dataset.test().rows())
                    .put("threads", THREADS);
        }
    }

    private static Path model(Path scratch) {
        return scratch.resolveSibling(scratch.getFileName() + ".ubj");
    }

    /** Processor seconds of the contributions in the report, which every evaluation has. */
    private static double reasons(PreparedDataset dataset, TrainingProfile profile, Path model) {
        ModelStructure opened = TrainerRegistry.discover()
                .provider(profile.algorithmId())
                .structure(read(model))
                .orElseThrow();
        long start = PROCESS.getProcessCpuTime();
        FeatureContributions.of(opened, dataset.features(), dataset.test().features());
        return (PROCESS.getProcessCpuTime() - start) / NANOS;
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double training(PreparedDataset dataset, TrainingProfile profile, int seed) {
        Trainer trainer =
                TrainerRegistry.discover().provider(profile.algorithmId()).trainer(THREADS);
        long start = PROCESS.getProcessCpuTime();
        trainer.train(dataset.train(), dataset.validation(), dataset.features(), profile.hyperParameters(), seed);
        return (PROCESS.getProcessCpuTime() - start) / NANOS;
    }

    private static BuildSpec judgedSpec(BenchStages bench, ResolvedTrainPlan plan) {
        Gate gate = Gate.of(plan.governanceProfile());
        return spec(
                bench,
                plan,
                plan.trainingProfile(),
                plan.governanceProfile()
                        .uncertainty()
                        .map(pinned -> IntervalSettings.of(pinned, gate.metrics(), gate.margins())),
                gate.gatedMeasures());
    }

    private static BuildSpec scoredSpec(BenchStages bench, ResolvedTrainPlan plan) {
        return spec(bench, plan, plan.trainingProfile(), Optional.empty(), GatedMeasures.none());
    }

    private static BuildSpec plainSpec(BenchStages bench, ResolvedTrainPlan plan) {
        return spec(bench, plan, withoutScorecard(plan.trainingProfile()), Optional.empty(), GatedMeasures.none());
    }

    private static TrainingProfile withoutScorecard(TrainingProfile profile) {
        ObjectNode json = Json.objectTree(profile);
        json.putObject("evaluation").put("decision_threshold", 0.5);
        try {
            return Json.convert(json, TrainingProfile.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static BuildSpec spec(
            BenchStages bench,
            ResolvedTrainPlan plan,
            TrainingProfile profile,
            Optional<IntervalSettings> intervals,
            GatedMeasures gated) {
        return new BuildSpec(
                plan.identity().runKey(),
                plan.datasets(),
                profile,
                bench.stageSeed(plan),
                Instant.parse("2026-02-10T14:20:00Z"),
                Optional.empty(),
                intervals,
                gated,
                Optional.empty(),
                Optional.empty());
    }

    /** Processor seconds of the step that evaluates. */
    private static double evaluation(BenchStages bench, ResolvedTrainPlan plan, BuildSpec spec, Path scratch) {
        InProcessBuildExecutor executor =
                new InProcessBuildExecutor(TrainerRegistry.discover(), scratch, THREADS, "1GB");
        try (BuildExecution build = executor.start(spec, () -> true)) {
            build.prepare(bench.inputs(plan));
            build.measureChampion();
            build.train(model(scratch));
            build.score();
            long start = PROCESS.getProcessCpuTime();
            build.evaluate();
            return (PROCESS.getProcessCpuTime() - start) / NANOS;
        }
    }
}
