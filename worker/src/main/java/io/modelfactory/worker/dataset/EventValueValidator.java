package io.modelfactory.worker.dataset;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static java.util.stream.Collectors.joining;

import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.FeatureType;
import java.util.ArrayList;
import java.util.List;

/** Refuses rows that cannot be used: without event id, label or time, with malformed numbers, or overlong texts. */
final class EventValueValidator {
    /** Longer values do not belong in lists, messages and models, which repeat them. */
    private static final int MAX_TEXT_BYTES = 1024;

    /** Each costs a pass over the rows for its examples. */
    private static final int MAX_PROBLEMS = 20;

    private final DuckDb db;
    private final EventColumns columns;

    EventValueValidator(DuckDb db, EventColumns columns) {
        this.db = db;
        this.columns = columns;
    }

    /** @param condition that no row of {@code events} may meet */
    private record ValueRule(String condition, String message) {}

    /** @throws FailureException {@code DATASET_INVALID} with the number of rows of each problem, and examples */
    void requireUsableValues(TimeValidator times) {
        List<String> problems = new ArrayList<>(problems(rules()));
        problems.addAll(times.problems());
        if (!problems.isEmpty()) {
            throw new FailureException(DATASET_INVALID, String.join("; ", problems));
        }
    }

    private List<String> problems(List<ValueRule> rules) {
        List<String> problems = new ArrayList<>();
        if (areMet(rules)) {
            return problems;
        }
        List<Long> counts = count(rules);
        for (int i = 0; i < rules.size() && problems.size() < MAX_PROBLEMS; i++) {
            if (counts.get(i) > 0) {
                ValueRule rule = rules.get(i);
                problems.add(
                        counts.get(i) + " rows " + rule.message() + ExampleEventIds.ofRowsWhere(db, rule.condition()));
            }
        }
        return problems;
    }

    /** As nearly always: one count is planned in less time than one for each rule. */
    private boolean areMet(List<ValueRule> rules) {
        String any = rules.stream().map(rule -> "(" + rule.condition() + ")").collect(joining(" OR "));
        return db.queryLong("SELECT count(*) FROM events WHERE " + any) == 0;
    }

    private List<ValueRule> rules() {
        List<ValueRule> rules = new ArrayList<>();
        rules.add(new ValueRule("event_id IS NULL", "have no event_id"));
        rules.add(new ValueRule("label IS NULL", "have no label"));
        if (columns.hasEntityId()) {
            rules.add(new ValueRule("entity_id IS NULL", "have no entity_id"));
            rules.add(tooLong("entity_id", "entity_id"));
        }
        if (columns.hasAmount()) {
            rules.add(new ValueRule(
                    "amount IS NULL OR NOT (isfinite(amount) AND amount >= 0)", "have no amount of at least 0"));
        }
        if (columns.hasWeight()) {
            rules.add(new ValueRule(
                    "weight IS NULL OR NOT (isfinite(weight) AND weight > 0)", "have no finite weight above 0"));
        }
        if (columns.hasSamplingRate()) {
            rules.add(new ValueRule(
                    "sampling_rate IS NULL"
                            + " OR NOT (sampling_rate > 0 AND sampling_rate <= 1 AND isfinite(1 / sampling_rate))",
                    "have no sampling_rate above 0 and at most 1"));
        }
        rules.add(tooLong("event_id", "event_id"));
        rules.add(tooLong("label", "label"));
        for (int i = 0; i < columns.features().size(); i++) {
            if (columns.features().get(i).type() == FeatureType.NUMERIC) {
                rules.add(new ValueRule(
                        "isinf(" + EventColumns.tableColumn(i) + ")",
                        "have no finite 32-bit number in feature "
                                + QuotedText.of(columns.features().get(i).name())));
            } else {
                rules.add(tooLong(
                        EventColumns.tableColumn(i),
                        "feature " + QuotedText.of(columns.features().get(i).name())));
            }
        }
        return rules;
    }

    private static ValueRule tooLong(String column, String name) {
        return new ValueRule(
                "strlen(" + column + ") > " + MAX_TEXT_BYTES, "have more than " + MAX_TEXT_BYTES + " bytes in " + name);
    }

    /** All rules in one pass over the rows. */
    private List<Long> count(List<ValueRule> rules) {
        String counts =
                rules.stream().map(rule -> "count_if(" + rule.condition() + ")").collect(joining(", "));
        return db.queryLongs("SELECT " + counts + " FROM events", rules.size());
    }
}
