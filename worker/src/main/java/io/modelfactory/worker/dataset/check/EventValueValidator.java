package io.modelfactory.worker.dataset.check;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.file.QuotedText;
import io.modelfactory.worker.dataset.table.EventColumns;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.FeatureType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** Refuses rows that cannot be used: without event id, label or time, with malformed numbers, or overlong texts. */
public final class EventValueValidator {
    /** Each costs a pass over the rows for its examples. */
    private static final int MAX_PROBLEMS = 20;

    private static final long MANY_ROWS = 50_000;

    /**
     * The most that a row may stand for or be about, so that no sum over fewer than 2^40 rows is infinite. It is the
     * same for all data, so that a plan that is kept fits data of any number of rows.
     */
    private static final double LARGEST_SUMMAND = Double.MAX_VALUE / (1L << 40);

    private final DuckDb db;
    private final EventColumns columns;
    private final long rows;

    /** @param rows in all */
    public EventValueValidator(DuckDb db, EventColumns columns, long rows) {
        this.db = db;
        this.columns = columns;
        this.rows = rows;
    }

    /** What is known of a column without reading it: whether rows lack it, the longest text, the extreme numbers. */
    private enum Statistic {
        TEXT,
        FEATURE,
        QUANTITY
    }

    /**
     * @param condition that no row of {@code events} may meet
     * @param statistic by which the database can see that none does
     */
    private record ValueRule(Statistic statistic, String condition, String message) {}

    /** @throws FailureException {@code DATASET_INVALID} with the number of rows of each problem, and examples */
    public void requireUsableValues(TimeValidator times) {
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
        List<Long> counts = countEach(rules);
        for (int i = 0; i < rules.size() && problems.size() < MAX_PROBLEMS; i++) {
            if (counts.get(i) > 0) {
                ValueRule rule = rules.get(i);
                problems.add(
                        counts.get(i) + " rows " + rule.message() + ExampleEventIds.ofRowsWhere(db, rule.condition()));
            }
        }
        return problems;
    }

    /**
     * As nearly always. Rules that are seen to be met by different statistics are counted apart: the database reads no
     * row for them then, and all rows for a mixture. Few rows are read in less time than several counts are planned.
     */
    private boolean areMet(List<ValueRule> rules) {
        Collection<List<ValueRule>> groups = rows < MANY_ROWS
                ? List.of(rules)
                : rules.stream()
                        .collect(groupingBy(ValueRule::statistic, TreeMap::new, toList()))
                        .values();
        String counts = groups.stream().map(EventValueValidator::count).collect(joining(" + "));
        return db.queryLong("SELECT " + counts) == 0;
    }

    private static String count(List<ValueRule> group) {
        return group.stream()
                .map(rule -> "(" + rule.condition() + ")")
                .collect(joining(" OR ", "(SELECT count(*) FROM events WHERE ", ")"));
    }

    private List<ValueRule> rules() {
        List<ValueRule> rules = new ArrayList<>();
        rules.add(new ValueRule(Statistic.TEXT, "event_id IS NULL", "have no event_id"));
        rules.add(new ValueRule(Statistic.TEXT, "label IS NULL", "have no label"));
        if (columns.hasEntityId()) {
            rules.add(new ValueRule(Statistic.TEXT, "entity_id IS NULL", "have no entity_id"));
            rules.add(tooLong("entity_id", "entity_id"));
        }
        if (columns.hasAmount()) {
            rules.add(new ValueRule(
                    Statistic.QUANTITY,
                    "amount IS NULL OR NOT (isfinite(amount) AND amount >= 0)",
                    "have no amount of at least 0"));
            rules.add(new ValueRule(
                    Statistic.QUANTITY,
                    "isfinite(amount) AND amount%s > %s"
                            .formatted(columns.hasSamplingRate() ? " / sampling_rate" : "", LARGEST_SUMMAND),
                    "have an amount that is too large to be added up"));
        }
        if (columns.hasWeight()) {
            rules.add(new ValueRule(
                    Statistic.QUANTITY,
                    "weight IS NULL OR NOT (isfinite(weight) AND weight > 0)",
                    "have no finite weight above 0"));
        }
        if (columns.hasSamplingRate()) {
            rules.add(new ValueRule(
                    Statistic.QUANTITY,
                    "sampling_rate IS NULL"
                            + " OR NOT (sampling_rate > 0 AND sampling_rate <= 1 AND 1 / sampling_rate <= "
                            + LARGEST_SUMMAND + ")",
                    "have no sampling_rate above 0 and at most 1"));
        }
        rules.add(tooLong("event_id", "event_id"));
        if (columns.codedTexts("label").isEmpty()) {
            rules.add(tooLong("label", "label"));
        }
        for (int i = 0; i < columns.features().size(); i++) {
            if (columns.features().get(i).type() == FeatureType.NUMERIC) {
                rules.add(new ValueRule(
                        Statistic.FEATURE,
                        "%1$s = 'infinity' OR %1$s = '-infinity'".formatted(EventColumns.tableColumn(i)),
                        "have no finite 32-bit number in feature "
                                + QuotedText.of(columns.features().get(i).name())));
            } else if (columns.codedTexts(EventColumns.tableColumn(i)).isEmpty()) {
                rules.add(tooLong(
                        EventColumns.tableColumn(i),
                        "feature " + QuotedText.of(columns.features().get(i).name())));
            }
        }
        return rules;
    }

    private static ValueRule tooLong(String column, String name) {
        return new ValueRule(
                Statistic.TEXT,
                "strlen(" + column + ") > " + EventColumns.MAX_TEXT_BYTES,
                "have more than " + EventColumns.MAX_TEXT_BYTES + " bytes in " + name);
    }

    /** All rules in one pass over the rows. */
    private List<Long> countEach(List<ValueRule> rules) {
        String counts =
                rules.stream().map(rule -> "count_if(" + rule.condition() + ")").collect(joining(", "));
        return db.queryLongs("SELECT " + counts + " FROM events", rules.size());
    }
}
