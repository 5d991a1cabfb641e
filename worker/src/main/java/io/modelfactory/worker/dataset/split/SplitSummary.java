package io.modelfactory.worker.dataset.split;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.file.QuotedText;
import io.modelfactory.worker.dataset.table.EventColumns;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.TrainingProfile;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Rows, positives, entities and time bounds of each part, as the placement has left them. */
public final class SplitSummary {
    private final Map<SplitPart, PartSummary> parts;
    private final long events;

    private SplitSummary(Map<SplitPart, PartSummary> parts, long events) {
        this.parts = parts;
        this.events = events;
    }

    /**
     * @param entities different ones; 0 where the rows have no entity id
     * @param firstTime and {@code lastTime} in microseconds; 0 where events have no time
     * @param lastObserved when the last of the labels was known, in microseconds; 0 where rows do not say it
     */
    public record PartSummary(
            long rows, long positives, long entities, long firstTime, long lastTime, long lastObserved) {
        private static final PartSummary EMPTY = new PartSummary(0, 0, 0, 0, 0, 0);

        boolean hasSingleClass() {
            return positives == 0 || positives == rows;
        }
    }

    /** @param events all, those that are in no part among them */
    public static SplitSummary of(DuckDb db, EventColumns columns, long events) {
        Map<SplitPart, PartSummary> parts = new EnumMap<>(SplitPart.class);
        db.query(
                """
                SELECT part, count(*), count_if(positive), %s, min(event_time), max(event_time),
                    max(label_observed_time)
                FROM events JOIN placement ON events.rowid = placement.event
                GROUP BY part
                """.formatted(columns.hasEntityId() ? "count(DISTINCT entity_id)" : "0"),
                row -> parts.put(
                        SplitPart.of(row.getInt(1)),
                        new PartSummary(
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getLong(6),
                                row.getLong(7))));
        return new SplitSummary(parts, events);
    }

    public PartSummary part(SplitPart part) {
        return parts.getOrDefault(part, PartSummary.EMPTY);
    }

    /** Whether each event is older than every event of the parts after its own. */
    public boolean isInOrderOfTime() {
        long last = Long.MIN_VALUE;
        for (PartSummary part : parts.values()) {
            if (part.firstTime() <= last) {
                return false;
            }
            last = part.lastTime();
        }
        return true;
    }

    /** Whether a label of some parts was known only after the first test event. */
    public boolean isObservedAfterTestStart(List<SplitPart> some) {
        return part(SplitPart.TEST).rows() > 0
                && some.stream()
                        .map(this::part)
                        .anyMatch(part -> part.rows() > 0
                                && part.lastObserved() > part(SplitPart.TEST).firstTime());
    }

    /** All events, those that are in no part among them. */
    public long events() {
        return events;
    }

    /** Events that are in no part: in the gaps of a split by time, or left out for their entity. */
    public long leftOut() {
        return events - parts.values().stream().mapToLong(PartSummary::rows).sum();
    }

    /**
     * The parts whose labels training sees: besides train the validation part, if it decides when to stop or
     * calibrates.
     */
    public static List<SplitPart> fittedOn(TrainingProfile profile) {
        return profile.fitsOnValidation() ? List.of(SplitPart.TRAIN, SplitPart.VALIDATION) : List.of(SplitPart.TRAIN);
    }

    /**
     * @param cuts of a split by time
     * @throws FailureException {@code DATASET_INVALID} if there is nothing to learn from, nothing to stop by, or
     *     nothing to judge by, or too little of it for the profile
     */
    public void requireUsable(TrainingProfile profile, String positiveLabel, Optional<TimeCuts> cuts) {
        List<SplitPart> used = new ArrayList<>(fittedOn(profile));
        used.add(SplitPart.TEST);
        requireBothClasses(profile, used, positiveLabel, cuts);
        List<SplitPart> few = used.stream()
                .filter(part -> part(part).positives() < profile.requiredPartPositives())
                .toList();
        if (!few.isEmpty()) {
            throw new FailureException(
                    DATASET_INVALID,
                    String.join("; ", few.stream().map(this::described).toList())
                            + "; the profile's minimum_part_positives is " + profile.requiredPartPositives()
                            + cuts.map(TimeCuts::possible).orElse(""));
        }
    }

    private void requireBothClasses(
            TrainingProfile profile, List<SplitPart> used, String positiveLabel, Optional<TimeCuts> cuts) {
        List<String> problems = new ArrayList<>();
        used.stream().filter(part -> part(part).hasSingleClass()).forEach(part -> problems.add(described(part)));
        if (profile.splitFractions().validation() > 0
                && part(SplitPart.VALIDATION).rows() == 0) {
            problems.add("the validation part has no rows");
        }
        if (!problems.isEmpty()) {
            throw new FailureException(
                    DATASET_INVALID,
                    String.join("; ", problems.stream().distinct().toList())
                            + "; both classes are needed (positive_label is " + QuotedText.of(positiveLabel) + ")"
                            + (profile.fitsOnValidation()
                                    ? "; early stopping and calibration need both in the validation part too"
                                    : "")
                            + cuts.map(TimeCuts::possible).orElse(""));
        }
    }

    private String described(SplitPart part) {
        return "the " + part.wireName() + " part has " + part(part).positives() + " positive rows of "
                + part(part).rows();
    }

    /** The parts in their order. */
    static Stream<SplitPart> allParts() {
        return Stream.of(SplitPart.values());
    }
}
