package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.modelcard.page.CardSection;
import io.modelfactory.worker.modelcard.page.PageBlock;
import io.modelfactory.worker.modelcard.page.PageBlock.Fact;
import io.modelfactory.worker.modelcard.page.PageBlock.FactList;
import io.modelfactory.worker.modelcard.page.PageBlock.Paragraph;
import io.modelfactory.worker.modelcard.page.PageBlock.Table;
import io.modelfactory.worker.modelcard.page.StyledText;
import io.modelfactory.worker.modelcard.text.DecimalText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Which data the run read, how its labels came about, and what of it the model sees. */
final class TrainingDataSection {
    private static final int MAX_FILES = 50;
    private static final int MAX_CATEGORIES = 12;

    private TrainingDataSection() {}

    static CardSection of(CardDocuments documents) {
        List<PageBlock> blocks = new ArrayList<>();
        documents.datasets().forEach(dataset -> blocks.add(dataset(dataset)));
        blocks.add(new Paragraph(
                "Every file was read, and had the digest that the plan pins, before a row of it was used."));
        blocks.add(files(documents));
        blocks.add(new Paragraph(
                "The rows themselves were searched for leakage; a single violation would have ended the run."));
        blocks.add(leakage(documents));
        if (!documents.executionRecord().path("data_summary").isMissingNode()) {
            blocks.add(labels(documents));
            blocks.add(content(documents.executionRecord().path("data_summary")));
        }
        blocks.add(features(documents));
        blocks.add(new Paragraph(
                "A category that is not listed is read as a missing value. Training learnt to score it from"
                        + " the rows counted here: without a value, of a category that was too rare to be listed, or whose"
                        + " category was withheld for that purpose."));
        blocks.addAll(FeatureValueTables.of(documents));
        scoringSample(documents).ifPresent(blocks::add);
        return new CardSection("training-data", "Training data", false, blocks);
    }

    private static Optional<Paragraph> scoringSample(CardDocuments documents) {
        return switch (documents.executionRecord().path("scoring_sample").asText()) {
            case "synthetic" ->
                Optional.of(
                        new Paragraph("The scoring sample, which is published, has no row of the data: its values were"
                                + " drawn column by column."));
            case "rows" ->
                Optional.of(
                        new Paragraph("The scoring sample, which is published, has encoded rows of the test part, as"
                                + " the training profile allows."));
            default -> Optional.empty();
        };
    }

    private static FactList dataset(JsonNode dataset) {
        JsonNode features = dataset.path("feature_definition_set");
        JsonNode labels = dataset.path("label_basis");
        long rows = CardDocuments.list(dataset.path("files")).stream()
                .mapToLong(file -> file.path("rows").asLong())
                .sum();
        return new FactList(List.of(
                new Fact("Dataset", StyledText.code(dataset.path("dataset_manifest_id"))),
                new Fact("Rows", NumberText.count(rows)),
                new Fact(
                        "Feature set",
                        StyledText.text(features.path("feature_set_id").asText() + ", version "
                                + features.path("feature_set_version").asText())),
                new Fact("Fingerprint", StyledText.code(dataset.path("dataset_fingerprint"))),
                new Fact("Labels as of", StyledText.code(labels.path("label_asof_utc"))),
                new Fact("Label rule", StyledText.code(labels.path("resolution_rule"))),
                new Fact(
                        "Label maturity",
                        labels.has("maturity_days")
                                ? StyledText.text(NumberText.counted(
                                        labels.path("maturity_days").asLong(), "day", "days"))
                                : StyledText.placeholder("not stated")),
                new Fact("Manifest", StyledText.code(dataset.at("/manifest/ref")))));
    }

    private static Table files(CardDocuments documents) {
        List<List<StyledText>> rows = new ArrayList<>();
        documents
                .datasets()
                .forEach(dataset -> dataset.path("files")
                        .forEach(file -> rows.add(List.of(
                                StyledText.code(file.path("ref")),
                                NumberText.count(file.path("rows")),
                                NumberText.count(file.path("bytes")),
                                StyledText.code(file.path("sha256"))))));
        String caption = rows.size() > MAX_FILES
                ? "The first %s of %s data files; the plan has them all"
                        .formatted(MAX_FILES, DecimalText.grouped(rows.size()))
                : "Data files";
        return new Table(
                caption,
                List.of("File", "Rows", "Bytes", "SHA-256"),
                rows.stream().limit(MAX_FILES).toList());
    }

    private static Table leakage(CardDocuments documents) {
        return new Table(
                "Leakage checks",
                List.of("Check", "Violations"),
                CardDocuments.list(documents.executionRecord().path("leakage_checks")).stream()
                        .map(check -> List.of(
                                StyledText.code(check.path("check")), NumberText.count(check.path("violations"))))
                        .toList());
    }

    private static Table labels(CardDocuments documents) {
        return new Table(
                "Label values over all files",
                List.of("Value", "Class", "Rows"),
                CardDocuments.list(documents.executionRecord().at("/data_summary/label_counts")).stream()
                        .map(count -> List.of(
                                StyledText.code(count.path("value")),
                                StyledText.text(count.path("positive").asBoolean() ? "positive" : "negative"),
                                NumberText.count(count.path("rows"))))
                        .toList());
    }

    private static FactList content(JsonNode summary) {
        return new FactList(List.of(
                new Fact("Constant features", names(summary.path("constant_features"))),
                new Fact("Features without values", names(summary.path("missing_features"))),
                new Fact("Rows that repeat another row's features", NumberText.count(summary.path("identical_rows"))),
                new Fact(
                        "Test rows with the features of a training row",
                        NumberText.count(summary.path("test_rows_like_training")))));
    }

    private static StyledText names(JsonNode names) {
        return categories(CardDocuments.list(names));
    }

    private static Table features(CardDocuments documents) {
        List<List<StyledText>> rows = new ArrayList<>();
        for (JsonNode feature : documents.features()) {
            rows.add(List.of(
                    StyledText.text(DecimalText.grouped(rows.size() + 1L)),
                    StyledText.code(feature.path("name")),
                    StyledText.text(feature.path("type").asText()),
                    categories(CardDocuments.list(feature.path("categories"))),
                    unknown(feature)));
        }
        return new Table(
                "Features, in the order in which the model reads them",
                List.of("No.", "Name", "Type", "Categories", "Training rows without a category"),
                rows);
    }

    private static StyledText unknown(JsonNode feature) {
        JsonNode rows = feature.path("unknown_category");
        if (!feature.path("type").asText().equals("categorical")) {
            return StyledText.placeholder("numeric");
        }
        return rows.isMissingNode()
                ? StyledText.placeholder("not stated")
                : NumberText.count(rows.path("missing_rows").asLong()
                        + rows.path("rare_rows").asLong()
                        + rows.path("held_out_rows").asLong());
    }

    private static StyledText categories(List<JsonNode> categories) {
        if (categories.isEmpty()) {
            return StyledText.placeholder("none");
        }
        int more = categories.size() - MAX_CATEGORIES;
        return StyledText.text(
                categories.stream().limit(MAX_CATEGORIES).map(JsonNode::asText).collect(Collectors.joining(", "))
                        + (more > 0 ? " and " + DecimalText.grouped(more) + " more" : ""));
    }
}
