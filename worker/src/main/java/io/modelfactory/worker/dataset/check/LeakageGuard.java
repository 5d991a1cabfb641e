package io.modelfactory.worker.dataset.check;

import static io.modelfactory.worker.failure.FailureCode.LEAKAGE_GUARD_VIOLATION;
import static java.util.stream.Collectors.joining;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.file.QuotedText;
import io.modelfactory.worker.dataset.split.SplitPart;
import io.modelfactory.worker.dataset.split.SplitSummary;
import io.modelfactory.worker.dataset.table.EpochMicros;
import io.modelfactory.worker.dataset.table.EventColumns;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.resolve.DatasetManifest;
import io.modelfactory.worker.resolve.DatasetManifest.LabelBasis;
import io.modelfactory.worker.resolve.TrainingProfile.Leakage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Looks for information that is not available when the model decides: in the declarations, in the rows, and across the
 * parts of a split by time. Each check is a count of violations; anything but 0 ends the run.
 */
public final class LeakageGuard {
    private final DuckDb db;
    private final EventColumns columns;
    private final List<DatasetManifest> manifests;

    /** @param manifests by the index that rows have in the column {@code dataset} */
    public LeakageGuard(DuckDb db, EventColumns columns, List<DatasetManifest> manifests) {
        this.db = db;
        this.columns = columns;
        this.manifests = List.copyOf(manifests);
    }

    private record CheckResult(LeakageCheck check, String message) {

        static CheckResult of(String check, long violations, String description) {
            return new CheckResult(new LeakageCheck(check, violations), check + ": " + violations + " " + description);
        }

        /** @param examples queried only for violations, because that takes another pass over the rows */
        static CheckResult of(String check, long violations, String description, Supplier<String> examples) {
            return of(check, violations, violations == 0 ? description : description + examples.get());
        }
    }

    /**
     * A check of single rows.
     *
     * @param violating condition of rows that violate it
     */
    private record RowRule(String check, String description, String violating) {

        /** @param anyOf conditions, of which a violating row meets one */
        static RowRule of(String check, String description, List<String> anyOf) {
            return new RowRule(check, description, anyOf.stream().collect(joining(" OR ", "(", ")")));
        }
    }

    /**
     * Checks that need no split; all violations are named at once.
     *
     * @param rows in all
     */
    public List<LeakageCheck> checkEvents(String expectedLabelRule, long rows) {
        List<CheckResult> findings = new ArrayList<>();
        findings.add(labelRule(expectedLabelRule));
        findings.add(outcomeAmongFeatures());
        findings.addAll(violationsOf(rowRules()));
        findings.add(duplicateEvents(rows));
        return requireNoViolations(findings);
    }

    private List<RowRule> rowRules() {
        List<RowRule> rules = new ArrayList<>();
        if (columns.hasLabelObservedTime()) {
            rules.add(labelsObservedAfterAsof());
        }
        if (columns.hasLabelObservedTime() && columns.hasEventTime()) {
            rules.add(RowRule.of(
                    "label_observed_before_event",
                    "rows have a label observed before their event",
                    List.of("label_observed_time < event_time")));
        }
        if (columns.hasEventTime()) {
            rules.add(eventsAfterAsof());
        }
        eventsWithinMaturityWindow().ifPresent(rules::add);
        return rules;
    }

    /** All rules in one pass over the rows. */
    private List<CheckResult> violationsOf(List<RowRule> rules) {
        if (rules.isEmpty()) {
            return List.of();
        }
        String counts =
                rules.stream().map(rule -> "count_if(" + rule.violating() + ")").collect(joining(", "));
        List<Long> violations = db.queryLongs("SELECT " + counts + " FROM events", rules.size());
        return IntStream.range(0, rules.size())
                .mapToObj(i -> result(rules.get(i), violations.get(i)))
                .toList();
    }

    private CheckResult result(RowRule rule, long violations) {
        return CheckResult.of(
                rule.check(), violations, rule.description(), () -> ExampleEventIds.ofRowsWhere(db, rule.violating()));
    }

    /**
     * Checks the table {@code placement} that a split by time has left. Rows are searched only for those that its
     * summary shows to be there.
     *
     * @param fittedOn the parts whose labels training sees
     */
    public List<LeakageCheck> checkTimeSplit(SplitSummary split, List<SplitPart> fittedOn) {
        String misplaced = """
                WITH placed AS (
                    SELECT event_id, event_time, part FROM events JOIN placement ON events.rowid = placement.event),
                oldest AS (
                    SELECT part, min(event_time) AS event_time FROM placed GROUP BY part)
                SELECT DISTINCT event_id
                FROM placed JOIN oldest ON oldest.part > placed.part AND oldest.event_time <= placed.event_time
                """;
        List<CheckResult> findings = new ArrayList<>();
        findings.add(CheckResult.of(
                "time_split_order",
                split.isInOrderOfTime() ? 0 : count(misplaced),
                "events are not older than every event of the parts after theirs",
                () -> ExampleEventIds.ofQuery(db, misplaced)));
        if (columns.hasLabelObservedTime()) {
            findings.add(fittedLabelsAfterTestStart(split, fittedOn));
        }
        return requireNoViolations(findings);
    }

    /** A model that decides when the test period begins cannot have learnt from labels that came later. */
    private CheckResult fittedLabelsAfterTestStart(SplitSummary split, List<SplitPart> fittedOn) {
        String early = """
                WITH placed AS (
                    SELECT event_id, event_time, label_observed_time, part
                    FROM events JOIN placement ON events.rowid = placement.event)
                SELECT event_id FROM placed
                WHERE part IN (%s) AND label_observed_time > (SELECT min(event_time) FROM placed WHERE part = %d)
                """.formatted(
                fittedOn.stream().map(part -> "" + part.number()).collect(joining(", ")), SplitPart.TEST.number());
        return CheckResult.of(
                "training_label_after_test_start",
                split.isObservedAfterTestStart(fittedOn) ? count(early) : 0,
                "rows of training have a label observed after the test period began; declare gap_days of at least the"
                        + " days from an event to its label",
                () -> ExampleEventIds.ofQuery(db, early));
    }

    /** Checks that no single feature separates the classes, beside those that the profile allows to. */
    public static List<LeakageCheck> checkSingleFeatures(
            SingleFeatureSeparation separation, List<EncodedFeature> features, Leakage leakage) {
        List<String> found = separation.suspicious(features).entrySet().stream()
                .filter(feature -> !leakage.allows(feature.getKey()))
                .map(feature -> String.format(
                        Locale.ROOT, "%s (AUC %.4f)", QuotedText.of(feature.getKey()), feature.getValue()))
                .toList();
        return requireNoViolations(List.of(CheckResult.of(
                "single_feature_separation",
                found.size(),
                "features alone separate the classes, at least to leakage.max_single_feature_auc "
                        + leakage.singleFeatureBound() + ": " + String.join(", ", found)
                        + "; remove what is not known at decision time, or name it in leakage.allowed_features")));
    }

    private static List<LeakageCheck> requireNoViolations(List<CheckResult> findings) {
        List<String> messages = findings.stream()
                .filter(finding -> finding.check().violations() > 0)
                .map(CheckResult::message)
                .toList();
        if (!messages.isEmpty()) {
            throw new FailureException(LEAKAGE_GUARD_VIOLATION, String.join("; ", messages));
        }
        return findings.stream().map(CheckResult::check).toList();
    }

    private CheckResult labelRule(String expected) {
        List<String> others = manifests.stream()
                .map(manifest -> manifest.labelBasis().resolutionRule())
                .filter(rule -> !rule.equals(expected))
                .toList();
        return CheckResult.of(
                "label_resolution_rule",
                others.size(),
                "manifests resolve labels by " + QuotedText.of(others) + ", the training profile expects "
                        + QuotedText.of(expected));
    }

    private CheckResult outcomeAmongFeatures() {
        List<String> leaking = columns.leakingFeatures();
        return CheckResult.of(
                "outcome_among_features",
                leaking.size(),
                "features are the label, its time, the event's time or id, the entity id, its weight or sampling rate: "
                        + QuotedText.of(leaking));
    }

    private RowRule labelsObservedAfterAsof() {
        return RowRule.of(
                "label_observed_after_asof",
                "rows have a label observed after label_asof_utc",
                IntStream.range(0, manifests.size())
                        .mapToObj(dataset -> laterThanCondition(dataset, "label_observed_time", asOf(dataset)))
                        .toList());
    }

    /** A label cannot be known before its event, whatever the maturity window. */
    private RowRule eventsAfterAsof() {
        return RowRule.of(
                "event_after_asof",
                "rows have an event_time after label_asof_utc",
                IntStream.range(0, manifests.size())
                        .mapToObj(dataset -> laterThanCondition(dataset, "event_time", asOf(dataset)))
                        .toList());
    }

    private Optional<RowRule> eventsWithinMaturityWindow() {
        List<String> conditions = columns.hasEventTime()
                ? IntStream.range(0, manifests.size())
                        .mapToObj(this::maturityWindowCondition)
                        .flatMap(Optional::stream)
                        .toList()
                : List.of();
        return conditions.isEmpty()
                ? Optional.empty()
                : Optional.of(RowRule.of(
                        "event_within_maturity_window",
                        "rows have an event_time less than maturity_days before label_asof_utc",
                        conditions));
    }

    private Optional<String> maturityWindowCondition(int dataset) {
        LabelBasis basis = manifests.get(dataset).labelBasis();
        return basis.maturityDays()
                .map(days -> basis.labelAsofUtc().minusDays(days).toInstant())
                .map(limit -> laterThanCondition(dataset, "event_time", limit));
    }

    private Instant asOf(int dataset) {
        return manifests.get(dataset).labelBasis().labelAsofUtc().toInstant();
    }

    private static String laterThanCondition(int dataset, String column, Instant limit) {
        return "dataset = " + dataset + " AND " + column + " > " + EpochMicros.of(limit);
    }

    /** Looked for among the ids whose hash others have too, which are few: hashes are faster to compare than ids. */
    private CheckResult duplicateEvents(long rows) {
        String ofRepeatedHashes = """
                hash(event_id) IN (
                    SELECT id_hash FROM (SELECT hash(event_id) AS id_hash FROM events)
                    GROUP BY id_hash HAVING count(*) > 1)""";
        String repeated = "SELECT event_id FROM events WHERE "
                + RepeatedHashes.condition(db, "event_id", rows).orElse(ofRepeatedHashes)
                + " GROUP BY event_id HAVING count(*) > 1";
        return CheckResult.of(
                "duplicate_event_id",
                count(repeated),
                "event ids occur more than once",
                () -> ExampleEventIds.ofQuery(db, repeated));
    }

    private long count(String rows) {
        return db.queryLong("SELECT count(*) FROM (" + rows + ")");
    }
}
