package io.modelfactory.worker.dataset;

import static io.modelfactory.worker.failure.FailureCode.LEAKAGE_GUARD_VIOLATION;
import static java.util.stream.Collectors.joining;

import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.DatasetManifest;
import io.modelfactory.worker.resolve.DatasetManifest.LabelBasis;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Looks for knowledge that a model would not have when it decides: in the declarations, in the rows, and across the parts of
 * a split by time. Each check is a count of violations; anything but 0 ends the run.
 */
final class LeakageGuard {
    private final DuckDb db;
    private final EventColumns columns;
    private final List<DatasetManifest> manifests;

    /** @param manifests by the index that rows have in the column {@code dataset} */
    LeakageGuard(DuckDb db, EventColumns columns, List<DatasetManifest> manifests) {
        this.db = db;
        this.columns = columns;
        this.manifests = List.copyOf(manifests);
    }

    private record Finding(LeakageCheck check, String complaint) {

        static Finding of(String check, long violations, String complaint) {
            return new Finding(new LeakageCheck(check, violations), check + ": " + violations + " " + complaint);
        }

        /** @param examples looked for only if there are any, for it takes another pass over the rows */
        static Finding of(String check, long violations, String complaint, Supplier<String> examples) {
            return of(check, violations, violations == 0 ? complaint : complaint + examples.get());
        }
    }

    /** Checks that need no split; all violations are named at once. */
    List<LeakageCheck> checkEvents(String expectedLabelRule) {
        List<Finding> findings = new ArrayList<>();
        findings.add(labelRule(expectedLabelRule));
        findings.add(outcomeAmongFeatures());
        if (columns.hasLabelObservedTime()) {
            findings.add(labelsObservedTooLate());
        }
        eventsTooYoung().ifPresent(findings::add);
        findings.add(duplicateEvents());
        return passed(findings);
    }

    /** Checks the table {@code placement} that a split by time has left. */
    List<LeakageCheck> checkTimeSplit() {
        String misplaced = """
                WITH placed AS (
                    SELECT event_id, event_time, part FROM events JOIN placement ON events.rowid = placement.event),
                oldest AS (
                    SELECT part, min(event_time) AS event_time FROM placed GROUP BY part)
                SELECT DISTINCT event_id
                FROM placed JOIN oldest ON oldest.part > placed.part AND oldest.event_time <= placed.event_time
                """;
        return passed(List.of(Finding.of(
                "time_split_order",
                db.number("SELECT count(*) FROM (" + misplaced + ")"),
                "events are not older than every event of the parts after theirs",
                () -> Examples.ofIds(db, misplaced))));
    }

    private static List<LeakageCheck> passed(List<Finding> findings) {
        List<String> complaints = findings.stream()
                .filter(finding -> finding.check().violations() > 0)
                .map(Finding::complaint)
                .toList();
        if (!complaints.isEmpty()) {
            throw new FailureException(LEAKAGE_GUARD_VIOLATION, String.join("; ", complaints));
        }
        return findings.stream().map(Finding::check).toList();
    }

    private Finding labelRule(String expected) {
        List<String> others = manifests.stream()
                .map(manifest -> manifest.labelBasis().resolutionRule())
                .filter(rule -> !rule.equals(expected))
                .toList();
        return Finding.of(
                "label_resolution_rule",
                others.size(),
                "manifests resolve labels by " + Quoted.of(others) + ", the training profile expects "
                        + Quoted.of(expected));
    }

    private Finding outcomeAmongFeatures() {
        List<String> leaking = columns.leakingFeatures();
        return Finding.of(
                "outcome_among_features",
                leaking.size(),
                "features are the label, its time, the event's time or id: " + Quoted.of(leaking));
    }

    private Finding labelsObservedTooLate() {
        return rows(
                "label_observed_after_asof",
                "rows have a label observed after label_asof_utc",
                IntStream.range(0, manifests.size())
                        .mapToObj(dataset -> later(dataset, "label_observed_time", asOf(dataset)))
                        .toList());
    }

    private Optional<Finding> eventsTooYoung() {
        List<String> conditions = columns.hasEventTime()
                ? IntStream.range(0, manifests.size())
                        .mapToObj(this::tooYoung)
                        .flatMap(Optional::stream)
                        .toList()
                : List.of();
        return conditions.isEmpty()
                ? Optional.empty()
                : Optional.of(rows(
                        "event_within_maturity_window",
                        "rows have an event_time less than maturity_days before label_asof_utc",
                        conditions));
    }

    private Optional<String> tooYoung(int dataset) {
        LabelBasis basis = manifests.get(dataset).labelBasis();
        return basis.maturityDays()
                .map(days -> basis.labelAsofUtc().minusDays(days).toInstant())
                .map(limit -> later(dataset, "event_time", limit));
    }

    private Instant asOf(int dataset) {
        return manifests.get(dataset).labelBasis().labelAsofUtc().toInstant();
    }

    private static String later(int dataset, String column, Instant limit) {
        return "dataset = " + dataset + " AND " + column + " > " + Micros.of(limit);
    }

    private Finding duplicateEvents() {
        String repeated = "SELECT event_id FROM events GROUP BY event_id HAVING count(*) > 1";
        return Finding.of(
                "duplicate_event_id",
                db.number("SELECT count(*) FROM (" + repeated + ")"),
                "event ids occur more than once",
                () -> Examples.ofIds(db, repeated));
    }

    /** @param anyOf conditions, of which a violating row meets one */
    private Finding rows(String check, String complaint, List<String> anyOf) {
        String violating = anyOf.stream().collect(joining(" OR ", "(", ")"));
        return Finding.of(
                check,
                db.number("SELECT count(*) FROM events WHERE " + violating),
                complaint,
                () -> Examples.where(db, violating));
    }
}
