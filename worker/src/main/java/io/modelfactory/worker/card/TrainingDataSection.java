package io.modelfactory.worker.card;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.card.page.Block;
import io.modelfactory.worker.card.page.Block.Fact;
import io.modelfactory.worker.card.page.Block.Facts;
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
        List<Block> blocks = new ArrayList<>();
        documents.datasets().forEach(dataset -> blocks.add(dataset(dataset)));
        blocks.add(
                new Prose("Every file was read, and had the digest that the plan pins, before a row of it was used."));
        blocks.add(files(documents));
        blocks.add(new Prose(
                "The rows themselves were searched for leakage; a single violation would have ended the run."));
        blocks.add(leakage(documents));
        blocks.add(features(documents));
        return new Section("training-data", "Training data", blocks);
    }

    private static Facts dataset(JsonNode dataset) {
        JsonNode features = dataset.path("feature_definition_set");
        JsonNode labels = dataset.path("label_basis");
        long rows = CardDocuments.list(dataset.path("files")).stream()
                .mapToLong(file -> file.path("rows").asLong())
                .sum();
        return new Facts(List.of(
                new Fact("Dataset", Value.code(dataset.path("dataset_manifest_id"))),
                new Fact("Rows", Words.count(rows)),
                new Fact(
                        "Feature set",
                        Value.text(features.path("feature_set_id").asText() + ", version "
                                + features.path("feature_set_version").asText())),
                new Fact("Fingerprint", Value.code(dataset.path("dataset_fingerprint"))),
                new Fact("Labels as of", Value.code(labels.path("label_asof_utc"))),
                new Fact("Label rule", Value.code(labels.path("resolution_rule"))),
                new Fact(
                        "Label maturity",
                        labels.has("maturity_days")
                                ? Value.text(Words.counted(
                                        labels.path("maturity_days").asLong(), "day", "days"))
                                : Value.nothing("not stated")),
                new Fact("Manifest", Value.code(dataset.at("/manifest/ref")))));
    }

    private static Table files(CardDocuments documents) {
        List<List<Value>> rows = new ArrayList<>();
        documents
                .datasets()
                .forEach(dataset -> dataset.path("files")
                        .forEach(file -> rows.add(List.of(
                                Value.code(file.path("ref")),
                                Words.count(file.path("rows")),
                                Words.count(file.path("bytes")),
                                Value.code(file.path("sha256"))))));
        String caption = rows.size() > MOST_FILES
                ? "The first %s of %s data files; the plan has them all"
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
                        .map(check -> List.of(Value.code(check.path("check")), Words.count(check.path("violations"))))
                        .toList());
    }

    private static Table features(CardDocuments documents) {
        List<List<Value>> rows = new ArrayList<>();
        for (JsonNode feature : documents.features()) {
            rows.add(List.of(
                    Value.text(Decimals.grouped(rows.size() + 1L)),
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
        return Value.text(
                categories.stream().limit(MOST_CATEGORIES).map(JsonNode::asText).collect(Collectors.joining(", "))
                        + (more > 0 ? " and " + Decimals.grouped(more) + " more" : ""));
    }
}
