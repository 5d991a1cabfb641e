package io.modelfactory.worker.card;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.card.page.Block.Prose;
import io.modelfactory.worker.card.page.Block.Table;
import io.modelfactory.worker.card.page.Section;
import io.modelfactory.worker.card.page.Value;
import io.modelfactory.worker.card.text.Decimals;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Which data the run read, how its labels came about, and what of it the model sees. */
final class TrainingDataSection {
    private static final int MOST_FILES = 50;
    private static final int MOST_CATEGORIES = 12;

    private TrainingDataSection() {}

    static Section of(CardDocuments documents) {
        return new Section(
                "training-data",
                "Training data",
                List.of(
                        datasets(documents),
                        new Prose("Every file was read and matched its digest before a row of it was used."),
                        files(documents),
                        new Prose("The rows themselves were searched for leakage; a run with a single violation is not trained."),
                        leakage(documents),
                        features(documents)));
    }

    private static Table datasets(CardDocuments documents) {
        return new Table(
                "Datasets, as their manifests say",
                List.of("Manifest", "Fingerprint", "Rows", "Feature set", "Labels as of", "Label rule", "Maturity"),
                documents.datasets().stream().map(TrainingDataSection::dataset).toList());
    }

    private static List<Value> dataset(JsonNode dataset) {
        JsonNode features = dataset.path("feature_definition_set");
        JsonNode labels = dataset.path("label_basis");
        long rows = CardDocuments.list(dataset.path("files")).stream()
                .mapToLong(file -> file.path("rows").asLong())
                .sum();
        return List.of(
                Value.code(dataset.path("dataset_manifest_id")),
                Value.code(dataset.path("dataset_fingerprint")),
                Words.count(rows),
                Value.text(features.path("feature_set_id").asText() + " "
                        + features.path("feature_set_version").asText()),
                Value.code(labels.path("label_asof_utc")),
                Value.code(labels.path("resolution_rule")),
                labels.has("maturity_days")
                        ? Value.text(Words.counted(labels.path("maturity_days").asLong(), "day", "days"))
                        : Value.nothing("not stated"));
    }

    private static Table files(CardDocuments documents) {
        List<List<Value>> rows = new ArrayList<>();
        documents.datasets().forEach(dataset -> dataset.path("files")
                .forEach(file -> rows.add(List.of(
                        Value.code(file.path("ref")),
                        Words.count(file.path("rows")),
                        Words.count(file.path("bytes")),
                        Value.code(file.path("sha256"))))));
        String caption = rows.size() > MOST_FILES
                ? "The first %d of %s data files; the plan has them all"
                        .formatted(MOST_FILES, Decimals.grouped(rows.size()))
                : "Data files";
        return new Table(
                caption,
                List.of("File", "Rows", "Bytes", "SHA-256"),
                rows.stream().limit(MOST_FILES).toList());
    }

    private static Table leakage(CardDocuments documents) {
        return new Table(
                "Leakage checks",
                List.of("Check", "Violations"),
                CardDocuments.list(documents.executionRecord().path("leakage_checks")).stream()
                        .map(check -> List.of(
                                Value.code(check.path("check")), Words.count(check.path("violations"))))
                        .toList());
    }

    private static Table features(CardDocuments documents) {
        List<List<Value>> rows = new ArrayList<>();
        for (JsonNode feature : documents.features()) {
            rows.add(List.of(
                    Words.count(rows.size() + 1L),
                    Value.code(feature.path("name")),
                    Value.text(feature.path("type").asText()),
                    categories(CardDocuments.list(feature.path("categories")))));
        }
        return new Table(
                "Features, in the order in which the model reads them",
                List.of("No.", "Name", "Type", "Categories"),
                rows);
    }

    private static Value categories(List<JsonNode> categories) {
        if (categories.isEmpty()) {
            return Value.nothing("none");
        }
        int more = categories.size() - MOST_CATEGORIES;
        return Value.text(categories.stream()
                        .limit(MOST_CATEGORIES)
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(", "))
                + (more > 0 ? " and " + Decimals.grouped(more) + " more" : ""));
    }
}
