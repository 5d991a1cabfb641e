package io.modelfactory.worker.evaluate.interval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.resolve.Uncertainty;
import io.modelfactory.worker.resolve.Uncertainty.BlockUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which intervals an evaluation states.
 *
 * @param level of a two-sided interval of a metric, and of each one-sided bound of a comparison; such as 0.95
 * @param draws of the bootstrap
 * @param blocks rows that are drawn together; chosen by the test rows if empty
 * @param metrics of the candidate
 * @param margins by metric of candidate and champion: how far a candidate of the pinned effect truly lies above the
 *     least that passes
 */
public record IntervalSettings(
        double level, int draws, Optional<BlockUnit> blocks, List<Metric> metrics, Map<Metric, Double> margins) {
    public IntervalSettings {
        metrics = List.copyOf(metrics);
        margins = Map.copyOf(margins);
    }

    public static IntervalSettings of(Uncertainty pinned, List<Metric> metrics, Map<Metric, Double> margins) {
        return new IntervalSettings(pinned.confidence(), pinned.draws(), pinned.blocks(), metrics, margins);
    }

    /** The same of other metrics. */
    public IntervalSettings of(List<Metric> others) {
        return new IntervalSettings(level, draws, blocks, others, margins);
    }

    /** What is said of intervals before their ends. */
    public ObjectNode header(TestBlocks blocksOfRows) {
        ObjectNode json = Json.object().put("level", level);
        json.putObject("bootstrap")
                .put("recipe", BlockBootstrap.RECIPE)
                .put("draws", draws)
                .set("blocks", blocksOfRows.toJson());
        return json;
    }

    /** Metrics of candidate and champion, in their order. */
    List<Metric> compared() {
        return margins.keySet().stream().sorted().toList();
    }

    double marginOf(Metric metric) {
        return margins.getOrDefault(metric, 0.0);
    }
}
