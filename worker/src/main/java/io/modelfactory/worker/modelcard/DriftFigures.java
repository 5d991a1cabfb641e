package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.modelcard.page.PageBlock;
import io.modelfactory.worker.modelcard.page.PageBlock.Paragraph;
import io.modelfactory.worker.modelcard.page.PageBlock.Table;
import io.modelfactory.worker.modelcard.page.StyledText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** How far the test rows differ from the training rows, as the evaluation says. */
final class DriftFigures {
    private static final int MAX_FEATURES = 10;

    private DriftFigures() {}

    private record Drifted(String feature, double index) {}

    /** Nothing of an evaluation without it. */
    static List<PageBlock> of(JsonNode drift) {
        if (!drift.isObject()) {
            return List.of();
        }
        List<Drifted> features = new ArrayList<>();
        drift.at("/stability_index/features")
                .properties()
                .forEach(entry -> features.add(
                        new Drifted(entry.getKey(), entry.getValue().asDouble())));
        features.sort(Comparator.comparingDouble(Drifted::index).reversed().thenComparing(Drifted::feature));
        List<List<StyledText>> rows = new ArrayList<>();
        rows.add(List.of(
                StyledText.text("scores of the model"), MetricText.number(drift.at("/stability_index/scores"))));
        features.stream()
                .limit(MAX_FEATURES)
                .forEach(feature -> rows.add(List.of(
                        StyledText.code(feature.feature()),
                        MetricText.number(drift.at("/stability_index/features").path(feature.feature())))));
        return List.of(
                new Paragraph(("How far the test rows differ from the training rows, for information only: trees tell"
                                + " one from the other with an AUC of %s, where 0.5 is not at all.")
                        .formatted(
                                MetricText.number(drift.at("/adversarial/auc")).text())),
                new Table(
                        "Population stability index: below 0.1 is taken for stable, above 0.25 for another population"
                                + (features.size() > MAX_FEATURES
                                        ? "; the " + MAX_FEATURES + " highest of " + features.size() + " features"
                                        : ""),
                        List.of("Of", "Index"),
                        rows));
    }
}
