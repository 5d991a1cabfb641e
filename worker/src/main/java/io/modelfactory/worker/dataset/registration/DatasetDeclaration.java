package io.modelfactory.worker.dataset.registration;

import io.modelfactory.worker.dataset.inspection.OpenQuestion;
import io.modelfactory.worker.dataset.inspection.OpenQuestion.Choice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What its owner says of a dataset. Columns are named as the file has them, or {@code #1}, {@code #2}, ... by position.
 *
 * @param platformRunId the platform run that the dataset belongs to
 * @param name the id of its manifest; derived from its content if empty
 * @param principal who adds it
 * @param roles what the columns mean
 * @param labelAsOf when the labels were looked up; the latest time in the rows if empty
 * @param maturityDays events younger than this many days before {@code labelAsOf} have no final label
 * @param featureSet the name of its features; the dataset's own if empty
 * @param dropped columns that are no features
 * @param categorical columns whose values are names, though they look like numbers
 * @param numeric columns whose numbers mean something, though they look like ids
 * @param missing texts that mean "no value", beside the empty text
 */
public record DatasetDeclaration(
        String platformRunId,
        Optional<String> name,
        String principal,
        ColumnRoles roles,
        Optional<Instant> labelAsOf,
        Optional<Integer> maturityDays,
        Optional<String> featureSet,
        List<String> dropped,
        List<String> categorical,
        List<String> numeric,
        List<String> missing) {

    /** What neither the declaration nor the rows can say: when the labels were looked up. */
    Optional<OpenQuestion> openLabelTime() {
        return labelAsOf.isEmpty()
                        && roles.time().isEmpty()
                        && roles.labelTime().isEmpty()
                ? Optional.of(new OpenQuestion(
                        "the rows have no times; say by --label-asof when the labels were looked up",
                        List.of(Choice.withValue(
                                "a day such as 2026-01-31, or a time with its offset", "--label-asof"))))
                : Optional.empty();
    }

    /**
     * The columns that are no features.
     *
     * @param positive the label of the positive class
     * @param negative the other label; the only other one in the rows if empty
     * @param id the column that identifies a row; empty to number the rows by their content
     * @param timeFormat of {@code time}, as a materialization declares it; ISO 8601 if empty
     * @param weight what a row counts in the training loss
     * @param samplingRate the share of such events that the rows hold
     */
    public record ColumnRoles(
            String label,
            String positive,
            Optional<String> negative,
            Optional<String> id,
            Optional<String> time,
            Optional<String> timeFormat,
            Optional<String> labelTime,
            Optional<String> labelTimeFormat,
            Optional<String> amount,
            Optional<String> entity,
            Optional<String> weight,
            Optional<String> samplingRate) {}
}
