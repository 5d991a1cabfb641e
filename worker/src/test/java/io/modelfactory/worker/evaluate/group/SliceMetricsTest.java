package io.modelfactory.worker.evaluate.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.encoding.SliceColumn;
import io.modelfactory.worker.evaluate.metric.Evaluator;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SliceMetricsTest {
    private static final float[] LABELS = {1, 0, 1, 0, 0};
    private static final float[] SCORES = {0.75f, 0.25f, 0.5f, 0.5f, 0.5f};

    @Test
    void everySliceIsMeasuredByItselfAndTheMissingValuesComeLast() {
        ArrayNode slices = slices(column("Home", Float.NaN, 0, 1, 1, 0));

        assertThat(slices).hasSize(3);
        assertThat(slices.get(0).path("column").asText()).isEqualTo("Home");
        assertThat(slices.get(0).path("value").asText()).isEqualTo("own");
        // Negatives of 0.25 and 0.5 only: (0.25^2 + 0.5^2) / 2
        assertThat(slices.get(0).path("metrics"))
                .isEqualTo(Evaluator.metricValues(new float[] {0, 0}, new float[] {0.25f, 0.5f}));
        assertThat(slices.get(0).at("/metrics/brier").doubleValue()).isEqualTo((0.0625 + 0.25) / 2);
        assertThat(slices.get(0).path("metrics").has("auc_roc")).isFalse();
        assertThat(slices.get(0).at("/reference/constant_score/metrics/brier").doubleValue())
                .isEqualTo(0.16, within(1e-7));
        assertThat(slices.get(1).path("value").asText()).isEqualTo("rent");
        assertThat(slices.get(1).at("/metrics/auc_roc").doubleValue()).isEqualTo(0.5);
        assertThat(slices.get(2).path("value").isNull()).isTrue();
        assertThat(slices.get(2).at("/metrics/test_rows").intValue()).isEqualTo(1);
        assertThat(slices.get(2).at("/metrics/test_positives").intValue()).isEqualTo(1);
    }

    @Test
    void withoutMissingValuesThereIsNoSliceOfThem() {
        assertThat(slices(column("Home", 0, 0, 1, 1, 0))).hasSize(2);
    }

    @Test
    void columnsKeepTheirOrder() {
        ArrayNode slices = slices(column("b", 0, 0, 0, 0, 0), column("a", 1, 1, 1, 1, 1));

        assertThat(slices).extracting(slice -> slice.path("column").asText()).containsExactly("b", "a");
    }

    private static ArrayNode slices(SliceColumn... columns) {
        ObjectNode metrics = Json.object();
        new SliceMetrics(new GroupMetrics(LABELS, SCORES, 0.4, Optional.empty()), Optional.empty())
                .addTo(metrics, List.of(columns), List.of(), LABELS.length);
        return metrics.withArray("slices");
    }

    private static SliceColumn column(String name, float... values) {
        return new SliceColumn(
                new EncodedFeature(name, FeatureType.CATEGORICAL, List.of("own", "rent")),
                new FeatureMatrix(values, values.length, 1),
                0);
    }
}
