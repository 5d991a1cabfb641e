package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.evaluate.metric.Evaluator;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.model.TrainedModel;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.TreeMap;

/**
 * The algorithms beside each other on the same matrix, in turn: what the training takes, and what the model reaches on
 * the test rows. LightGBM has as many rounds of the same step, and as many leaves as the XGBoost of the profile can
 * have.
 */
final class AlgorithmComparison {
    private static final double NANOS = 1e9;
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private static final String LIGHTGBM = "lightgbm";

    private final Map<String, Figures> best = new TreeMap<>();
    private final String profilesAlgorithm;

    /** @param profilesAlgorithm whose hyper-parameters are those of the profile */
    AlgorithmComparison(String profilesAlgorithm) {
        this.profilesAlgorithm = profilesAlgorithm;
    }

    private record Figures(double seconds, double processorSeconds, double auc) {}

    void run(PreparedDataset dataset, Map<String, JsonNode> ofProfile, int seed, int threads) {
        measure(profilesAlgorithm, dataset, ofProfile, seed, threads);
        measure(LIGHTGBM, dataset, likeXgboost(ofProfile), seed, threads);
        measure("logistic_regression", dataset, Map.of(), seed, threads);
    }

    private static Map<String, JsonNode> likeXgboost(Map<String, JsonNode> ofProfile) {
        int depth = number(ofProfile, "max_depth", 6).intValue();
        return Map.of(
                "rounds", number(ofProfile, "rounds", 100),
                "learning_rate", number(ofProfile, "learning_rate", 0.3),
                "max_depth", IntNode.valueOf(depth),
                "num_leaves", IntNode.valueOf(1 << depth),
                "max_bin", number(ofProfile, "max_bin", 256),
                "feature_fraction", number(ofProfile, "colsample_bytree", 1),
                "lambda_l2", number(ofProfile, "reg_lambda", 1),
                "min_sum_hessian_in_leaf", number(ofProfile, "min_child_weight", 1));
    }

    private static JsonNode number(Map<String, JsonNode> ofProfile, String name, double other) {
        return ofProfile.getOrDefault(name, DoubleNode.valueOf(other));
    }

    private void measure(
            String algorithm, PreparedDataset dataset, Map<String, JsonNode> parameters, int seed, int threads) {
        TrainerProvider provider = TrainerRegistry.discover().provider(algorithm);
        long processor = PROCESS.getProcessCpuTime();
        long start = System.nanoTime();
        TrainedModel model = provider.trainer(threads)
                .train(dataset.train(), dataset.validation(), dataset.features(), parameters, seed);
        double seconds = FigureFormat.secondsSince(start);
        double processorSeconds = (PROCESS.getProcessCpuTime() - processor) / NANOS;
        try (ModelScorer scorer = provider.load(model.content())) {
            double auc = Evaluator.metrics(
                            dataset.test().labels().toArray(),
                            scorer.score(dataset.test().features()),
                            0.5,
                            Map.of())
                    .path("auc_roc")
                    .doubleValue();
            best.merge(
                    algorithm,
                    new Figures(seconds, processorSeconds, auc),
                    (one, other) -> one.processorSeconds() < other.processorSeconds() ? one : other);
        }
    }

    /** By algorithm the run that took least; and LightGBM's processor time by that of the profile's algorithm. */
    ObjectNode toJson() {
        ObjectNode json = Json.object();
        best.forEach((algorithm, figures) -> json.putObject(algorithm)
                .put("train_s", FigureFormat.rounded(figures.seconds()))
                .put("train_cpu_s", FigureFormat.rounded(figures.processorSeconds()))
                .put("test_auc_roc", FigureFormat.rounded(figures.auc())));
        Figures ours = best.get(profilesAlgorithm);
        Figures others = best.get(LIGHTGBM);
        return ours == null || others == null
                ? json
                : json.put(
                        "lightgbm_cpu_ratio",
                        FigureFormat.rounded(others.processorSeconds() / ours.processorSeconds()));
    }
}
