package io.modelfactory.worker.evaluate.interval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.evaluate.metric.MetricTotals;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Intervals of metrics, and of the differences of two models on the same rows. */
public final class MetricIntervals {
    private final IntervalSettings settings;
    private final float[] labels;
    private final TestBlocks blocks;
    private final BlockBootstrap bootstrap;

    public MetricIntervals(IntervalSettings settings, float[] labels, TestBlocks blocks) {
        this(settings, labels, blocks, new BlockBootstrap(labels, blocks, settings.draws()));
    }

    private MetricIntervals(IntervalSettings settings, float[] labels, TestBlocks blocks, BlockBootstrap bootstrap) {
        this.settings = settings;
        this.labels = labels;
        this.blocks = blocks;
        this.bootstrap = bootstrap;
    }

    /** Those of other metrics in the same draws. */
    public MetricIntervals comparing(Map<Metric, Double> margins) {
        return new MetricIntervals(
                new IntervalSettings(settings.level(), settings.draws(), settings.blocks(), List.of(), margins),
                labels,
                blocks,
                bootstrap);
    }

    public IntervalSettings settings() {
        return settings;
    }

    /**
     * The {@code intervals} of an EvalReport's metrics, two-sided. A metric without an interval is absent: of too few
     * rows, or undefined in too many draws.
     */
    public ObjectNode ofMetrics(float[] scores) {
        ObjectNode json = settings.header(blocks);
        ObjectNode numbers = json.putObject("metrics");
        double tail = (1 - settings.level()) / 2;
        Map<Metric, double[]> drawn = bootstrap.values(scores, bootstrapped(settings.metrics()));
        for (Metric metric : settings.metrics()) {
            Optional<ConfidenceInterval> interval = metric == Metric.AUC_ROC
                    ? DelongPlacements.of(labels, scores).map(auc -> auc.interval(settings.level()))
                    : Optional.ofNullable(drawn.get(metric)).flatMap(values -> BlockBootstrap.interval(values, tail));
            interval.ifPresent(found -> numbers.set(metric.key(), found.toJson()));
        }
        return json;
    }

    /**
     * The {@code difference} of an EvalReport's baseline: by how much the candidate is better, in the direction of each
     * metric, with two one-sided bounds and its standard error.
     */
    public ObjectNode ofDifferences(float[] candidate, float[] champion) {
        ObjectNode json = settings.header(blocks);
        ObjectNode numbers = json.putObject("metrics");
        List<Metric> drawn = bootstrapped(settings.compared());
        Map<Metric, double[]> ofCandidate = bootstrap.values(candidate, drawn);
        Map<Metric, double[]> ofChampion = bootstrap.values(champion, drawn);
        MetricTotals candidateTotals = MetricTotals.of(labels, candidate);
        MetricTotals championTotals = MetricTotals.of(labels, champion);
        PairedDifference.of(candidateTotals, championTotals, settings.compared())
                .forEach((metric, difference) -> {
                    Optional<ObjectNode> found = metric == Metric.AUC_ROC
                            ? difference.byDelong(labels, candidate, champion, settings)
                            : Optional.ofNullable(ofCandidate.get(metric))
                                    .flatMap(values -> Optional.ofNullable(ofChampion.get(metric))
                                            .flatMap(others -> difference.byBootstrap(values, others, settings)));
                    found.ifPresent(stated -> numbers.set(metric.key(), stated));
                });
        return json;
    }

    private static List<Metric> bootstrapped(Collection<Metric> metrics) {
        List<Metric> drawn = new ArrayList<>(metrics);
        drawn.remove(Metric.AUC_ROC);
        return drawn;
    }
}
