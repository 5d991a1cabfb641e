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
import io.modelfactory.worker.evaluate.HoldoutEvaluation;
import io.modelfactory.worker.evaluate.RequestedMeasures;
import io.modelfactory.worker.evaluate.interval.IntervalSettings;
import io.modelfactory.worker.gate.Gate;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.model.ModelStructure;
import io.modelfactory.worker.resolve.ReportPart;
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
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What it costs to judge a model by the shipped fraud profiles, beside the training of that model, each part with a
 * line of its own: metrics that every evaluation has; drift; scorecard, cost curve, weeks and groups; intervals by 999
 * draws; contributions of features; verdict, card and documents. Processor time of this process, over all threads, so
 * that a busy neighbour changes little; the least of the repetitions.
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
                "5",
                "seed",
                "7",
                "memory_limit",
                "1GB",
                "small_runs",
                "40",
                BenchSettings.JVM,
                "-Xmx1500m,-XX:+UseSerialGC");
    }

    @Override
    public void prepare(Path folder, BenchSettings settings) throws IOException {
        BenchRequests.writeCardFraud(folder.resolve("store"), settings);
    }

    @Override
    public ObjectNode measure(Path folder, BenchSettings settings) {
        Optional<DataSize> memory = settings.size("memory_limit");
        int repeats = settings.number("repeats");
        try (BenchStages bench = BenchStages.open(folder.resolve("store"), folder, THREADS, memory, Optional.empty())) {
            ResolvedTrainPlan plan = bench.plan(BenchRequests.ofCardFraud().document(0));
            PreparedDataset dataset = bench.prepare(plan);
            Path plainScratch = folder.resolve("plain");
            double[] plain = evaluations(bench, plan, plainSpec(bench, plan), plainScratch, repeats);
            double scored = least(evaluations(bench, plan, scoredSpec(bench, plan), folder.resolve("scored"), repeats));
            double judged = least(evaluations(bench, plan, judgedSpec(bench, plan), folder.resolve("judged"), repeats));
            double training = least(times(2, () -> train(dataset, plan.trainingProfile(), bench.stageSeed(plan))));
            byte[] model = read(model(plainScratch));
            HoldoutEvaluation measured =
                    HoldoutEvaluation.of(dataset, Optional.empty(), Optional.empty(), RequestedMeasures.none());
            double[] apart = apart(measured, plan.trainingProfile(), model, repeats);
            double reasons = reasons(dataset, plan.trainingProfile(), model, repeats);
            double documentsOfFirst = documents(bench, BenchRequests.ofCardFraud(), 1);
            finishSmallRuns(folder.resolve("small"), settings.number("small_runs"));
            double documents = documents(bench, BenchRequests.ofCardFraud(), 2);
            double drift = apart[0];
            double core = least(plain) + apart[1];
            return Json.object()
                    .put("ratio", FigureFormat.rounded((judged - least(plain) + reasons) / training))
                    .put("goal_at_most", 0.15)
                    .put("core_ratio", FigureFormat.rounded((core + documents) / training))
                    .put("core_and_drift_ratio", FigureFormat.rounded((core + drift + documents) / training))
                    .put("core_goal_at_most", 0.05)
                    .put("whole_ratio", FigureFormat.rounded((judged + documents) / training))
                    .put("training_cpu_s", FigureFormat.rounded(training))
                    .put("core_cpu_s", FigureFormat.rounded(core))
                    .put("drift_cpu_s", FigureFormat.rounded(drift))
                    .put("scorecard_cpu_s", FigureFormat.rounded(scored - least(plain)))
                    .put("intervals_cpu_s", FigureFormat.rounded(judged - scored))
                    .put("contributions_cpu_s", FigureFormat.rounded(reasons))
                    .put("gate_card_and_evidence_cpu_s", FigureFormat.rounded(documents))
                    .put("gate_card_and_evidence_of_first_run_cpu_s", FigureFormat.rounded(documentsOfFirst))
                    .put("core_of_a_cold_jvm_cpu_s", FigureFormat.rounded(plain[0]))
                    .put("train_rows", dataset.train().rows())
                    .put("validation_rows", dataset.validation().rows())
                    .put("test_rows", dataset.test().rows())
                    .put("threads", THREADS);
        }
    }

    private static Path model(Path scratch) {
        return scratch.resolveSibling(scratch.getFileName() + ".ubj");
    }

    /** Processor seconds of each repetition. */
    private static double[] times(int repeats, Runnable work) {
        double[] seconds = new double[repeats];
        for (int i = 0; i < repeats; i++) {
            long start = PROCESS.getProcessCpuTime();
            work.run();
            seconds[i] = (PROCESS.getProcessCpuTime() - start) / NANOS;
        }
        return seconds;
    }

    private static double least(double[] seconds) {
        return Arrays.stream(seconds).min().orElseThrow();
    }

    /** What a build computes beside other steps: the drift, and the metrics of the validation rows. */
    private static double[] apart(HoldoutEvaluation measured, TrainingProfile profile, byte[] model, int repeats) {
        try (ModelScorer scorer =
                TrainerRegistry.discover().provider(profile.algorithmId()).load(model)) {
            float[] trainingScores = measured.scoreTraining(scorer);
            float[] validationScores = measured.scoreValidation(scorer);
            float[] scores = measured.score(scorer);
            return new double[] {
                least(times(repeats, () -> measured.drift(trainingScores, scores))),
                least(times(repeats, () -> measured.validationMetrics(validationScores)))
            };
        }
    }

    /** The contributions in the report. */
    private static double reasons(PreparedDataset dataset, TrainingProfile profile, byte[] model, int repeats) {
        ModelStructure opened = TrainerRegistry.discover()
                .provider(profile.algorithmId())
                .structure(model)
                .orElseThrow();
        return least(times(
                repeats,
                () -> FeatureContributions.of(
                        opened, dataset.features(), dataset.test().features())));
    }

    /** The verdict, the model card, and all documents of a run behind its report, packed and published. */
    private static double documents(BenchStages bench, BenchRequests requests, int number) {
        BenchStages.BuiltRun run = bench.build(requests.document(number));
        return least(times(1, () -> bench.finish(run)));
    }

    /**
     * A large run is built but once; a worker that has finished others before has compiled what it finishes runs by.
     */
    private static void finishSmallRuns(Path folder, int runs) {
        Path store = folder.resolve("store");
        try {
            BenchRequests requests = SmallRunsBench.writeCore(Files.createDirectories(store));
            try (BenchStages bench = BenchStages.open(store, folder, THREADS, Optional.empty(), Optional.empty())) {
                for (int number = 0; number < runs; number++) {
                    documents(bench, requests, number);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void train(PreparedDataset dataset, TrainingProfile profile, int seed) {
        Trainer trainer =
                TrainerRegistry.discover().provider(profile.algorithmId()).trainer(THREADS);
        trainer.train(dataset.train(), dataset.validation(), dataset.features(), profile.hyperParameters(), seed);
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
                // What else is reported has lines of its own.
                withReports(gate.requestedMeasures(), Set.of(ReportPart.LOGISTIC_BASELINE)));
    }

    private static RequestedMeasures withReports(RequestedMeasures requested, Set<ReportPart> reports) {
        return new RequestedMeasures(
                requested.slices(), requested.weeks(), requested.scorecard(), requested.gains(), reports);
    }

    private static RequestedMeasures nothing() {
        return withReports(RequestedMeasures.none(), Set.of());
    }

    private static BuildSpec scoredSpec(BenchStages bench, ResolvedTrainPlan plan) {
        return spec(bench, plan, plan.trainingProfile(), Optional.empty(), nothing());
    }

    private static BuildSpec plainSpec(BenchStages bench, ResolvedTrainPlan plan) {
        return spec(bench, plan, withoutScorecard(plan.trainingProfile()), Optional.empty(), nothing());
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
            RequestedMeasures requested) {
        return new BuildSpec(
                plan.identity().runKey(),
                plan.datasets(),
                profile,
                bench.stageSeed(plan),
                Instant.parse("2026-02-10T14:20:00Z"),
                Optional.empty(),
                intervals,
                requested,
                Optional.empty(),
                Optional.empty());
    }

    /** Processor seconds of the step that evaluates, each time that it is repeated for one model. */
    private static double[] evaluations(
            BenchStages bench, ResolvedTrainPlan plan, BuildSpec spec, Path scratch, int repeats) {
        InProcessBuildExecutor executor =
                new InProcessBuildExecutor(TrainerRegistry.discover(), scratch, THREADS, "1GB");
        try (BuildExecution build = executor.start(spec, () -> true)) {
            build.prepare(bench.inputs(plan));
            build.measureChampion();
            build.train(model(scratch));
            build.score();
            return times(repeats, build::evaluate);
        }
    }
}
