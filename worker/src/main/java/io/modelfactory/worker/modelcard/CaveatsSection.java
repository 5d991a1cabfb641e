package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.modelcard.page.CardSection;
import io.modelfactory.worker.modelcard.page.PageBlock.BulletList;
import io.modelfactory.worker.modelcard.page.PageBlock.Paragraph;
import io.modelfactory.worker.modelcard.text.DecimalText;
import io.modelfactory.worker.resolve.ReportPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What the numbers do not say. Each caveat follows from the documents; none is an opinion. */
final class CaveatsSection {
    private static final int MAX_NAMED = 10;
    private static final int PLACES = 4;

    /** Rows of the rarer class below which chance decides too much: as many as a comparison of champions needs. */
    private static final int FEW = 50;

    /** By what a governance profile may do without. */
    private static final Map<String, String> NOT_REPORTED = Map.of(
            ReportPart.LOGISTIC_BASELINE.key(), "what the model gains over a logistic regression",
            ReportPart.CONTRIBUTIONS.key(), "by how much each feature moves the scores",
            ReportPart.DRIFT.key(), "how far the test rows differ from the training rows");

    private CaveatsSection() {}

    static CardSection of(CardDocuments documents) {
        List<String> caveats = new ArrayList<>();
        uncertainty(documents.metrics()).ifPresent(caveats::add);
        smallGroups(documents.metrics()).ifPresent(caveats::add);
        undefined(documents.metrics()).ifPresent(caveats::add);
        notReported(documents.metrics()).ifPresent(caveats::add);
        caveats.add(period(documents.executionRecord().path("split")));
        champion(documents).ifPresent(caveats::add);
        unjudged(documents.receipt()).ifPresent(caveats::add);
        unused(documents).ifPresent(caveats::add);
        return new CardSection(
                "caveats",
                "Ethical considerations, caveats and recommendations",
                true,
                List.of(
                        new BulletList(caveats),
                        new Paragraph("Who is affected by the model's decisions, how, and what was considered for their"
                                + " sake, no document"
                                + " of the run says; this card cannot.")));
    }

    /**
     * The standard error of an area under the ROC curve: J. A. Hanley, B. J. McNeil, The meaning and use of the area
     * under a receiver operating characteristic (ROC) curve, Radiology 143 (1982).
     */
    static double standardError(double auc, long positives, long negatives) {
        double q1 = auc / (2 - auc);
        double q2 = 2 * auc * auc / (1 + auc);
        double variance = (auc * (1 - auc) + (positives - 1) * (q1 - auc * auc) + (negatives - 1) * (q2 - auc * auc))
                / ((double) positives * negatives);
        return Math.sqrt(Math.max(0, variance));
    }

    private static Optional<String> uncertainty(JsonNode metrics) {
        ConfusionMatrix rows = ConfusionMatrix.of(metrics);
        return MetricText.defined(Metric.AUC_ROC, metrics)
                .map(auc -> "Metrics are measured on %s with %s. %s"
                        .formatted(
                                NumberText.counted(rows.positives() + rows.negatives(), "test row", "test rows"),
                                NumberText.counted(rows.positives(), "positive", "positives"),
                                uncertainty(auc, rows.positives(), rows.negatives())));
    }

    /**
     * The normal approximation behind a standard error needs some rows of both classes, and some errors of the model.
     */
    private static String uncertainty(double auc, long positives, long negatives) {
        long rarer = Math.min(positives, negatives);
        if (rarer < FEW) {
            return ("With only %s of the rarer class every metric here may be far off by chance; no standard error is"
                            + " stated.")
                    .formatted(NumberText.counted(rarer, "row", "rows"));
        }
        double error = standardError(auc, positives, negatives);
        return error == 0
                ? "No standard error of AUC ROC is stated: the rows hold no error of the model to estimate it from."
                : "The standard error of AUC ROC is about %s (Hanley and McNeil, 1982)."
                        .formatted(DecimalText.fixed(error, PLACES));
    }

    /** The same warning for the groups of the test rows, which the gate may have judged. */
    private static Optional<String> smallGroups(JsonNode metrics) {
        long groups = CardDocuments.list(metrics.path("slices")).stream()
                .map(slice -> slice.path("metrics"))
                .filter(slice -> {
                    long positives = slice.path(Metric.TEST_POSITIVES.key()).asLong();
                    return Math.min(
                                    positives,
                                    slice.path(Metric.TEST_ROWS.key()).asLong() - positives)
                            < FEW;
                })
                .count();
        return groups == 0
                ? Optional.empty()
                : Optional.of("%s of the test rows may be far off by chance: fewer than %s rows of a class."
                        .formatted(NumberText.counted(groups, "group", "groups"), FEW));
    }

    private static Optional<String> undefined(JsonNode metrics) {
        String names = MetricText.metrics().stream()
                .filter(metric -> MetricText.defined(metric, metrics).isEmpty())
                .map(Metric::title)
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? Optional.empty() : Optional.of("Undefined on these test rows: " + names + ".");
    }

    private static Optional<String> notReported(JsonNode metrics) {
        String parts = CardDocuments.list(metrics.path("not_reported")).stream()
                .map(part -> NOT_REPORTED.getOrDefault(part.asText(), part.asText()))
                .collect(Collectors.joining(", "));
        return parts.isEmpty()
                ? Optional.empty()
                : Optional.of("Not reported, as the governance profile does without: " + parts + ".");
    }

    private static String period(JsonNode split) {
        JsonNode last = split.at("/test/max_event_time");
        return last.isTextual()
                ? "Evaluated on events up to %s; how the model does on later ones has to be watched."
                        .formatted(last.textValue())
                : "Evaluated on rows of the same period as those trained on; the evaluation says nothing of how the"
                        + " model"
                        + " ages.";
    }

    private static Optional<String> champion(CardDocuments documents) {
        long leftOut =
                documents.metrics().at("/baseline/comparison/left_out_rows").asLong();
        return leftOut == 0
                ? Optional.empty()
                : Optional.of("The champion was compared on a part of the test rows: "
                        + NumberText.counted(leftOut, "row", "rows") + " it may have been fitted on.");
    }

    private static Optional<String> unjudged(JsonNode receipt) {
        long groups = CardDocuments.list(receipt.path("slices")).stream()
                .filter(slice -> !slice.path("judged").asBoolean())
                .count();
        return groups == 0
                ? Optional.empty()
                : Optional.of("Too small to be judged by the gate: " + NumberText.counted(groups, "group", "groups")
                        + " of the test rows.");
    }

    private static Optional<String> unused(CardDocuments documents) {
        JsonNode gains = documents.metrics().path("feature_importance_gain");
        List<String> names = documents.features().stream()
                .map(feature -> feature.path("name").asText())
                .filter(name -> !gains.has(name))
                .toList();
        int more = names.size() - MAX_NAMED;
        return names.isEmpty()
                ? Optional.empty()
                : Optional.of("Not used by any split of the model: "
                        + names.stream().limit(MAX_NAMED).collect(Collectors.joining(", "))
                        + (more > 0 ? " and " + more + " more" : "") + ".");
    }
}
