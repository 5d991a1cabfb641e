package io.modelfactory.worker.dataset.registration;

import static java.util.stream.Collectors.joining;

import io.modelfactory.worker.dataset.inspection.FileInspection;
import io.modelfactory.worker.dataset.inspection.FileInspection.ColumnInspection;
import io.modelfactory.worker.dataset.inspection.OpenQuestion;
import io.modelfactory.worker.dataset.inspection.OpenQuestion.Choice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which column is the outcome, which of its values is to be predicted, and what identifies a row. */
public final class RoleQuestions {
    private static final int BINARY = 2;
    private static final int MAX_CHOICES = 9;

    private RoleQuestions() {}

    /**
     * @param file of which to speak
     * @param label if it is given
     * @param positive if it is given
     * @param identified whether it is given what identifies a row
     * @throws OpenQuestionsException unless all is given
     */
    public static void requireAnswered(
            FileInspection file, Optional<String> label, Optional<String> positive, boolean identified) {
        List<OpenQuestion> open = new ArrayList<>();
        if (label.isEmpty()) {
            open.add(choice(
                    "which column is the outcome? say by --label",
                    "--label",
                    file.columns().stream().filter(RoleQuestions::couldBeLabel).toList()));
        } else if (positive.isEmpty()) {
            open.add(positive(file, label.get()));
        }
        if (!identified) {
            List<ColumnInspection> unique = file.columns().stream()
                    .filter(column -> column.isUnique(file.rows()))
                    .toList();
            OpenQuestion ids = choice("what identifies a row? say by --id or --number-rows", "--id", unique);
            List<Choice> choices = new ArrayList<>(ids.choices());
            choices.add(
                    unique.isEmpty() ? 0 : choices.size() - 1,
                    Choice.of("nothing: make ids of the rows' contents", "--number-rows"));
            open.add(new OpenQuestion(ids.text(), choices));
        }
        if (!open.isEmpty()) {
            throw new OpenQuestionsException(file.file(), open);
        }
    }

    /** Whether a column has two values, and one in every row. */
    public static boolean couldBeLabel(ColumnInspection column) {
        return column.distinct() == BINARY && column.missing() == 0;
    }

    private static OpenQuestion choice(String question, String option, List<ColumnInspection> likely) {
        String names =
                likely.stream().limit(MAX_CHOICES).map(ColumnInspection::name).collect(joining(", "));
        List<Choice> choices = new ArrayList<>();
        likely.stream()
                .limit(MAX_CHOICES)
                .forEach(column -> choices.add(Choice.of(
                        "has " + String.join(" and ", column.examples())
                                + (column.distinct() > BINARY ? ", and values between" : ""),
                        option,
                        column.name())));
        choices.add(Choice.withValue("another column", option));
        return new OpenQuestion(question + (likely.isEmpty() ? "" : "; it could be " + names), choices);
    }

    private static OpenQuestion positive(FileInspection file, String label) {
        List<Choice> values = file.columns().stream()
                .filter(column -> column.name().equals(label) && couldBeLabel(column))
                .flatMap(column -> column.examples().stream())
                .map(value -> Choice.of("rows with " + value + " are to be found", "--positive", value))
                .toList();
        String question = "which value of '" + label + "' is to be predicted? say by --positive";
        return values.isEmpty()
                ? new OpenQuestion(question, List.of(Choice.withValue("a value of the column", "--positive")))
                : new OpenQuestion(question, values);
    }
}
