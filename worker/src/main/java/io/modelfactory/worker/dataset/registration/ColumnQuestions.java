package io.modelfactory.worker.dataset.registration;

import io.modelfactory.worker.dataset.inspection.FileInspection.ColumnInspection;
import io.modelfactory.worker.dataset.inspection.OpenQuestion;
import io.modelfactory.worker.dataset.inspection.OpenQuestion.Choice;
import io.modelfactory.worker.model.FeatureType;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a column without a role leaves open before it is a feature. */
public record ColumnQuestions(ColumnInspection column, long rows) {
    /** A category of so many values that each stands for a few rows only is a name of the row, not a property. */
    private static final int MAX_UNASKED_CATEGORIES = 1_000;

    private static final Pattern WHOLE = Pattern.compile("-?\\d+");
    private static final Pattern LEADING_ZERO = Pattern.compile("0\\d+");

    /** The first that applies. */
    public Optional<OpenQuestion> question() {
        return Stream.<Supplier<Optional<OpenQuestion>>>of(
                        this::noValues,
                        this::times,
                        this::noFeature,
                        this::numberOfTheRow,
                        this::leadingZeros,
                        this::numbersButForSome,
                        this::formattedTexts,
                        this::almostAnotherTextInEveryRow)
                .flatMap(each -> each.get().stream())
                .findFirst();
    }

    /** What is open if another file has the column in another type, and nothing else is. */
    Optional<OpenQuestion> ofDifferentTypes() {
        return open(
                "has numbers in one file and texts in another; --drop it, or say that it is --categorical",
                drop(),
                categorical());
    }

    private Optional<OpenQuestion> noValues() {
        return column.distinct() == 0 ? open("has no values; --drop it", drop()) : Optional.empty();
    }

    private Optional<OpenQuestion> times() {
        return column.times() && (isTexts() || column.type().isEmpty())
                ? open(
                        "holds times; --drop it, or name it by --time or --label-time",
                        drop(),
                        Choice.of("when the event happened", "--time", column.name()),
                        Choice.of("when the label became known", "--label-time", column.name()))
                : Optional.empty();
    }

    private Optional<OpenQuestion> noFeature() {
        return column.type().isEmpty()
                ? open("holds " + column.storedType() + ", which is no feature; --drop it", drop())
                : Optional.empty();
    }

    private Optional<OpenQuestion> numberOfTheRow() {
        boolean whole =
                column.examples().stream().allMatch(text -> WHOLE.matcher(text).matches());
        return column.isUnique(rows) && whole
                ? open(
                        "has another whole number in every row; name it by --id, --drop it, or say that it is"
                                + " --numeric",
                        drop(),
                        numeric())
                : Optional.empty();
    }

    private Optional<OpenQuestion> leadingZeros() {
        boolean zeros = column.examples().stream()
                .anyMatch(text -> LEADING_ZERO.matcher(text).matches());
        return !isTexts() && zeros
                ? open(
                        "has numbers with leading zeros, as codes have, such as '"
                                + column.examples().get(0)
                                + "'; say that it is --categorical or --numeric, or --drop it",
                        categorical(),
                        numeric(),
                        drop())
                : Optional.empty();
    }

    private Optional<OpenQuestion> numbersButForSome() {
        List<String> marks = column.noNumberExamples().stream()
                .map(text -> "--missing=" + text)
                .toList();
        return isTexts() && column.isNumbersButFor(rows)
                ? open(
                        "has numbers, but in " + column.noNumbers() + " of " + rows + " rows texts such as "
                                + textExamples()
                                + "; say by --missing that they mean \"no value\", or that the column is --categorical",
                        new Choice(marks, "such texts mean \"no value\", in every column", false),
                        categorical(),
                        drop())
                : Optional.empty();
    }

    private Optional<OpenQuestion> formattedTexts() {
        return FormattedText.of(column.noNumberExamples())
                .filter(what -> isTexts())
                .flatMap(what -> switch (what) {
                    case NUMBER ->
                        open(
                                "has numbers that are formatted as texts, such as " + textExamples()
                                        + "; write them as plain numbers, --drop it, or say that it is --categorical",
                                drop(),
                                categorical());
                    case DATE ->
                        open(
                                "has dates such as " + textExamples()
                                        + "; --drop it, name it by --time or --label-time with its format, or say that"
                                        + " it is --categorical",
                                drop(),
                                inFormat("when the event happened, in this format", "--time"),
                                inFormat("when the label became known, in this format", "--label-time"),
                                categorical());
                });
    }

    private Optional<OpenQuestion> almostAnotherTextInEveryRow() {
        return isTexts() && column.distinct() > MAX_UNASKED_CATEGORIES && column.distinct() * 2 > rows
                ? open(
                        "has " + column.distinct() + " different texts in " + rows
                                + " rows; --drop it, or say that it is --categorical",
                        drop(),
                        categorical())
                : Optional.empty();
    }

    private boolean isTexts() {
        return column.type().equals(Optional.of(FeatureType.CATEGORICAL));
    }

    private String textExamples() {
        return column.noNumberExamples().stream().map(text -> "'" + text + "'").collect(Collectors.joining(" and "));
    }

    private Choice drop() {
        return Choice.of("it is no feature", "--drop", column.name());
    }

    private Choice categorical() {
        return Choice.of("its values are names", "--categorical", column.name());
    }

    private Choice numeric() {
        return Choice.of("its number means something", "--numeric", column.name());
    }

    private Choice inFormat(String meaning, String option) {
        return Choice.withValue(meaning, option + "=" + column.name(), option + "-format");
    }

    private Optional<OpenQuestion> open(String text, Choice... choices) {
        return Optional.of(new OpenQuestion("column '" + column.name() + "' " + text, List.of(choices)));
    }
}
