package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.evaluate.metric.Metric;
import io.modelfactory.worker.modelcard.page.Headline;
import io.modelfactory.worker.modelcard.page.PageBlock.Fact;
import io.modelfactory.worker.modelcard.page.StyledText;
import io.modelfactory.worker.modelcard.page.StyledText.TextStyle;
import io.modelfactory.worker.modelcard.text.DecimalText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The questions of an auditor, each answered in a sentence. */
final class CardSummary {
    private static final int MAX_NAMED = 4;

    private CardSummary() {}

    static Headline of(CardDocuments documents) {
        JsonNode scope = documents.plan().path("target_scope");
        return new Headline(
                "Model card",
                scope.path("mode").asText() + " / " + scope.path("bundle_slot").asText(),
                StyledText.code(
                        documents.bundle().bundleId() + " " + documents.bundle().bundleVersion()),
                verdict(documents),
                points(documents),
                figures(documents),
                List.of(
                        new Fact("What was trained?", StyledText.text(trainedModel(documents))),
                        new Fact("On what?", StyledText.text(trainingData(documents))),
                        new Fact("By whom?", StyledText.text(requester(documents))),
                        new Fact(
                                documents.passed() ? "Why did it pass?" : "Why did it fail?",
                                StyledText.text(gateReasons(documents)))));
    }

    private static StyledText verdict(CardDocuments documents) {
        long failed = failed(documents).size();
        int checks = documents.checks().size();
        return documents.passed()
                ? new StyledText(
                        TextStyle.GOOD, "Gate passed: " + NumberText.counted(checks, "check holds", "checks, all hold"))
                : new StyledText(
                        TextStyle.BAD,
                        "Gate failed: " + failed + " of " + NumberText.counted(checks, "check", "checks"));
    }

    private static List<String> points(CardDocuments documents) {
        List<String> points = new ArrayList<>();
        documents
                .publishOverride()
                .map(document -> "Published by override of "
                        + document.at("/override/requester_principal").asText() + ": the gate could not decide.")
                .ifPresent(points::add);
        GateSection.tightest(documents).ifPresent(points::add);
        confusion(documents).ifPresent(points::add);
        points.add(documents.published() ? BundleSignatureText.point(documents) : "The run has published no bundle.");
        return points;
    }

    /** What the decision threshold does, in rows. */
    private static Optional<String> confusion(CardDocuments documents) {
        ConfusionMatrix found = ConfusionMatrix.of(documents.metrics());
        return found.positives() == 0
                ? Optional.empty()
                : Optional.of("At %s it finds %s of %s%s, and takes %s of %s for positive."
                        .formatted(
                                found.threshold(),
                                DecimalText.grouped(found.truePositives()),
                                NumberText.counted(found.positives(), "positive test row", "positive test rows"),
                                documents
                                        .positiveLabel()
                                        .map(label -> " (label " + label + ")")
                                        .orElse(""),
                                DecimalText.grouped(found.falsePositives()),
                                NumberText.counted(found.negatives(), "other", "others")));
    }

    private static List<JsonNode> failed(CardDocuments documents) {
        return documents.checks().stream()
                .filter(check -> !check.path("verdict").asText().equals("PASS"))
                .toList();
    }

    private static List<Fact> figures(CardDocuments documents) {
        JsonNode metrics = documents.metrics();
        return List.of(
                figure(Metric.AUC_ROC, metrics),
                figure(Metric.AUC_PR, metrics),
                figure(Metric.BRIER, metrics),
                figure(Metric.ECE, metrics),
                new Fact(Metric.TEST_ROWS.title(), NumberText.count(metrics.path("test_rows"))),
                new Fact(Metric.TEST_POSITIVES.title(), NumberText.count(metrics.path("test_positives"))));
    }

    private static Fact figure(Metric metric, JsonNode metrics) {
        return new Fact(metric.title(), MetricText.value(metric, metrics));
    }

    private static String trainedModel(CardDocuments documents) {
        JsonNode descriptor = documents.descriptor();
        return "A model of %s (%s %s) with %s over %s of feature set %s."
                .formatted(
                        descriptor.path("algorithm_id").asText(),
                        descriptor.at("/library/name").asText(),
                        descriptor.at("/library/version").asText(),
                        NumberText.counted(descriptor.path("rounds").asLong(), "training round", "training rounds"),
                        NumberText.counted(documents.features().size(), "feature", "features"),
                        featureSet(documents.plan().at("/datasets/0/feature_definition_set")));
    }

    private static String featureSet(JsonNode set) {
        return set.path("feature_set_id").asText() + " "
                + set.path("feature_set_version").asText();
    }

    private static String trainingData(CardDocuments documents) {
        String datasets = documents.datasets().stream()
                .limit(MAX_NAMED)
                .map(dataset -> dataset.path("dataset_manifest_id").asText())
                .collect(Collectors.joining(", "));
        int more = documents.datasets().size() - MAX_NAMED;
        return "%s of %s%s, with labels as of %s: %s to train on, %s to validate, %s held out to judge by."
                .formatted(
                        NumberText.counted(documents.dataRows(), "row", "rows"),
                        datasets,
                        more > 0 ? " and " + NumberText.counted(more, "more dataset", "more datasets") : "",
                        documents.datasets().stream()
                                .map(dataset -> dataset.at("/label_basis/label_asof_utc")
                                        .asText())
                                .distinct()
                                .collect(Collectors.joining(", ")),
                        rows(documents, "train"),
                        rows(documents, "validation"),
                        rows(documents, "test"));
    }

    private static String rows(CardDocuments documents, String part) {
        return DecimalText.grouped(documents.part(part).path("rows").asLong());
    }

    private static String requester(CardDocuments documents) {
        JsonNode plan = documents.plan();
        JsonNode by = documents.executionRecord().path("requested_by");
        return ("Asked for by %s (%s; request %s, %s); built by the Model Factory, release %s,"
                        + " in the run %s started at %s.")
                .formatted(
                        by.path("requester_principal").asText(),
                        by.path("authentication").asText("claimed"),
                        by.path("request_id").asText(),
                        plan.path("intent_kind").asText(),
                        release(documents),
                        documents.runKey(),
                        plan.path("execution_started_at_utc").asText());
    }

    /** The one that built it; and the one that was asked for, where the policy accepted another. */
    private static String release(CardDocuments documents) {
        String built = documents.workers().builderRelease();
        String asked = documents.plan().path("mf_code_release_id").asText();
        return built.equals(asked) ? built : built + " (asked for was " + asked + ")";
    }

    private static String gateReasons(CardDocuments documents) {
        List<JsonNode> named = documents.passed() ? documents.checks() : failed(documents);
        String checks =
                named.stream().limit(MAX_NAMED).map(GateSection::sentence).collect(Collectors.joining("; "));
        int more = named.size() - MAX_NAMED;
        JsonNode profile = documents.receipt().path("governance_profile");
        return "%s%s: by the governance profile %s, revision %s."
                .formatted(
                        checks,
                        more > 0 ? "; and " + more + " more" : "",
                        profile.path("policy_id").asText(),
                        profile.path("revision").asText());
    }
}
