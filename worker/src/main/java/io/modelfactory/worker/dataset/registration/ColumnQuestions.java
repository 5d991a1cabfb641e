package io.modelfactory.worker.dataset.registration;

import io.modelfactory.worker.dataset.FileInspection.ColumnInspection;
import io.modelfactory.worker.dataset.OpenQuestion;
import io.modelfactory.worker.dataset.OpenQuestion.Choice;
import io.modelfactory.worker.model.FeatureType;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a column without a role leaves open before it is a feature. */
public record ColumnQuestions(ColumnInspection column, long rows) {
    /** A category of so many values that each stands for a few rows only is a name of the row, not a property. */
    private static final int MAX_UNASKED_CATEGORIES = 1_000;

    private static final Pattern WHOLE = Pattern.compile("-?\\d+");

    public Optional<OpenQuestion> question() {
        String name = "'" + column.name() + "'";
        boolean texts = column.type().equals(Optional.of(FeatureType.CATEGORICAL));
        if (column.distinct() == 0) {
            return open("column " + name + " has no values; --drop it", drop());
        } else if (column.times() && (texts || column.type().isEmpty())) {
            return open(
                    "column " + name + " holds times; --drop it, or name it by --time or --label-time",
                    drop(),
                    Choice.of("when the event happened", "--time", column.name()),
                    Choice.of("when the label became known", "--label-time", column.name()));
        } else if (column.type().isEmpty()) {
            return open(
                    "column " + name + " holds " + column.storedType() + ", which is no feature; --drop it", drop());
        } else if (column.isUnique(rows)
                && column.examples().stream()
                        .allMatch(text -> WHOLE.matcher(text).matches())) {
            return open(
                    "column " + name
                            + " has another whole number in every row; name it by --id, --drop it, or say that it is"
                            + " --numeric",
                    drop(),
                    Choice.of("its number means something", "--numeric", column.name()));
        } else if (texts && column.isNumbersButFor(rows)) {
            return numbersButForSome(name);
        } else if (texts && formatted().isPresent()) {
            return formatted().flatMap(what -> formattedTexts(name, what));
        } else if (texts && column.distinct() > MAX_UNASKED_CATEGORIES && column.distinct() * 2 > rows) {
            return open(
                    "column " + name + " has " + column.distinct() + " different texts in " + rows
                            + " rows; --drop it, or say that it is --categorical",
                    drop(),
                    categorical());
        }
        return Optional.empty();
    }

    private Optional<FormattedText> formatted() {
        return FormattedText.of(column.noNumberExamples());
    }

    private Optional<OpenQuestion> formattedTexts(String name, FormattedText what) {
        return switch (what) {
            case NUMBER ->
                open(
                        "column " + name + " has numbers that are formatted as texts, such as " + textExamples()
                                + "; write them as plain numbers, --drop it, or say that it is --categorical",
                        drop(),
                        categorical());
            case DATE ->
                open(
                        "column " + name + " has dates such as " + textExamples()
                                + "; --drop it, name it by --time or --label-time with its format, or say that it is"
                                + " --categorical",
                        drop(),
                        Choice.withValue(
                                "when the event happened, in this format", "--time=" + column.name(), "--time-format"),
                        Choice.withValue(
                                "when the label became known, in this format",
                                "--label-time=" + column.name(),
                                "--label-time-format"),
                        categorical());
        };
    }

    private String textExamples() {
        return column.noNumberExamples().stream().map(text -> "'" + text + "'").collect(Collectors.joining(" and "));
    }

    private Optional<OpenQuestion> numbersButForSome(String name) {
        List<String> marks = column.noNumberExamples().stream()
                .map(text -> "--missing=" + text)
                .toList();
        return open(
                "column " + name + " has numbers, but in " + column.noNumbers() + " of " + rows
                        + " rows texts such as " + textExamples()
                        + "; say by --missing that they mean \"no value\", or that the column is --categorical",
                new Choice(marks, "such texts mean \"no value\", in every column", false),
                categorical(),
                drop());
    }

    private Choice drop() {
        return Choice.of("it is no feature", "--drop", column.name());
    }

    private Choice categorical() {
        return Choice.of("its values are names", "--categorical", column.name());
    }

    private static Optional<OpenQuestion> open(String text, Choice... choices) {
        return Optional.of(new OpenQuestion(text, List.of(choices)));
    }
}
