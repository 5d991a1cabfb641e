package io.modelfactory.worker.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.evaluate.interval.ConfidenceInterval;
import io.modelfactory.worker.evaluate.interval.NormalDistribution;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.resolve.GovernanceProfile.Backtest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The {@code backtest} of an EvalReport's metrics: what each window says, and the means over them.
 *
 * <p>The windows test on different rows, so that the variance of a mean is the sum of theirs by the square of their
 * number; a window's own standard error is the distance of its number from the farther end of its interval, as the
 * other may be cut at the end of the metric's range, by the quantile of its level. It is that of the test rows: windows
 * share rows of training, which is not counted.
 */
public final class BacktestSummary {
    private static final String METHOD = "normal";

    private final List<WindowResult> windows;

    private BacktestSummary(List<WindowResult> windows) {
        this.windows = windows;
    }

    /** @param document of the window, and the reference that pins its bytes */
    public record WindowResult(JsonNode document, ArtifactRef ref) {
        JsonNode metrics() {
            return document.path("metrics");
        }
    }

    /** @param windows from the oldest to the newest */
    public static ObjectNode of(Backtest settings, List<WindowResult> windows) {
        ObjectNode json = Json.object()
                .put("windows", settings.windows())
                .put("train_days", settings.trainDays())
                .put("gap_days", settings.gapDays())
                .put("test_days", settings.testDays());
        ArrayNode results = json.putArray("results");
        windows.forEach(window -> results.add(result(window)));
        json.set("mean", new BacktestSummary(windows).mean());
        return json;
    }

    private static ObjectNode result(WindowResult window) {
        ObjectNode json = window.document().at("/split/window").deepCopy();
        json.set("report", Json.tree(window.ref()));
        json.set("metrics", numbers(window.metrics()));
        if (window.metrics().path("intervals").isObject()) {
            json.set("intervals", window.metrics().path("intervals"));
        }
        if (window.metrics().path("champion_recipe").isObject()) {
            json.set("champion_recipe", window.metrics().path("champion_recipe"));
        }
        JsonNode champion = window.metrics().path("baseline");
        // Where it saw a later event, its numbers on the window would be those of hindsight.
        if (champion.path("candidate").isObject()
                && champion.at("/comparison/left_out_rows").asLong() == 0) {
            json.set("champion", champion.path("metrics"));
        }
        return json;
    }

    private static ObjectNode numbers(JsonNode metrics) {
        ObjectNode numbers = Json.object();
        for (Metric metric : Metric.values()) {
            if (metrics.path(metric.key()).isNumber()) {
                numbers.set(metric.key(), metrics.path(metric.key()));
            }
        }
        return numbers;
    }

    private ObjectNode mean() {
        ObjectNode mean = Json.object();
        mean.set("metrics", means(WindowResult::metrics));
        JsonNode intervals = windows.get(0).metrics().path("intervals");
        if (intervals.isObject()) {
            double level = intervals.path("level").doubleValue();
            mean.set("intervals", intervals(level));
        }
        JsonNode recipe = windows.get(0).metrics().path("champion_recipe");
        if (recipe.isObject()) {
            ObjectNode champion = mean.putObject("champion_recipe");
            champion.set("metrics", means(window -> window.metrics().at("/champion_recipe/metrics")));
            if (recipe.path("difference").isObject()) {
                champion.set(
                        "difference", differences(recipe.at("/difference/level").doubleValue()));
            }
        }
        return mean;
    }

    /** Of the metrics that are defined in every window. */
    private ObjectNode means(Function<WindowResult, JsonNode> numbers) {
        ObjectNode means = Json.object();
        for (Metric metric : Metric.values()) {
            if (metric.describesTheModel()) {
                mean(window -> numbers.apply(window).path(metric.key()))
                        .ifPresent(value -> means.put(metric.key(), value));
            }
        }
        return means;
    }

    /** Empty if it is undefined in a window. */
    private Optional<Double> mean(Function<WindowResult, JsonNode> number) {
        double sum = 0;
        for (WindowResult window : windows) {
            JsonNode value = number.apply(window);
            if (!value.isNumber()) {
                return Optional.empty();
            }
            sum += value.doubleValue();
        }
        return Optional.of(sum / windows.size());
    }

    private ObjectNode intervals(double level) {
        ObjectNode json = Json.object().put("level", level);
        ObjectNode found = json.putObject("metrics");
        double quantile = NormalDistribution.quantile((1 + level) / 2);
        for (Metric metric : Metric.values()) {
            String path = "/intervals/metrics/" + metric.key();
            Optional<Double> value = mean(window -> window.metrics().path(metric.key()));
            Optional<Double> error = error(window -> {
                JsonNode interval = window.metrics().at(path);
                double number = window.metrics().path(metric.key()).doubleValue();
                return interval.has("lower")
                        ? Optional.of(Math.max(
                                        number - interval.path("lower").doubleValue(),
                                        interval.path("upper").doubleValue() - number)
                                / quantile)
                        : Optional.empty();
            });
            if (value.isPresent() && error.isPresent()) {
                double margin = quantile * error.get();
                found.set(
                        metric.key(),
                        new ConfidenceInterval(
                                        Math.max(
                                                value.get() - margin,
                                                metric.range().low()),
                                        Math.min(
                                                value.get() + margin,
                                                metric.range().high()),
                                        METHOD)
                                .toJson());
            }
        }
        return json;
    }

    /** Each with two one-sided bounds. */
    private ObjectNode differences(double level) {
        ObjectNode json = Json.object().put("level", level);
        ObjectNode found = json.putObject("metrics");
        double quantile = NormalDistribution.quantile(level);
        for (Metric metric : Metric.values()) {
            String path = "/champion_recipe/difference/metrics/" + metric.key();
            Optional<Double> value = mean(window -> window.metrics().at(path + "/difference"));
            Optional<Double> error = error(window -> {
                JsonNode one = window.metrics().at(path + "/standard_error");
                return one.isNumber() ? Optional.of(one.doubleValue()) : Optional.empty();
            });
            if (value.isPresent() && error.isPresent()) {
                double margin = quantile * error.get();
                ConfidenceInterval bounds = new ConfidenceInterval(value.get() - margin, value.get() + margin, METHOD);
                found.set(
                        metric.key(),
                        bounds.toJson().put("difference", value.get()).put("standard_error", error.get()));
            }
        }
        return json;
    }

    /** Of the mean; empty if a window has none. */
    private Optional<Double> error(Function<WindowResult, Optional<Double>> ofWindow) {
        double variances = 0;
        for (WindowResult window : windows) {
            Optional<Double> error = ofWindow.apply(window);
            if (error.isEmpty()) {
                return Optional.empty();
            }
            variances += error.get() * error.get();
        }
        return Optional.of(Math.sqrt(variances) / windows.size());
    }
}
