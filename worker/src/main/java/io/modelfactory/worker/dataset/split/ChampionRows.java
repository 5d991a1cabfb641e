package io.modelfactory.worker.dataset.split;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.file.QuotedText;
import io.modelfactory.worker.dataset.table.EpochMicros;
import io.modelfactory.worker.dataset.table.EventColumns;
import io.modelfactory.worker.resolve.SplitSettings;
import io.modelfactory.worker.resolve.TrainingProfile;
import io.modelfactory.worker.resolve.TrainingProfile.SplitUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Finds the test rows that a champion was not fitted on, by the split that its descriptor pins. */
public final class ChampionRows {
    private final DuckDb db;
    private final EventColumns columns;
    private final SplitSettings candidate;

    /** @param db with the tables {@code events} and {@code placement} of the candidate */
    public ChampionRows(DuckDb db, EventColumns columns, SplitSettings candidate) {
        this.db = db;
        this.columns = columns;
        this.candidate = candidate;
    }

    /** @param pinned empty if the champion's descriptor has no split that can be read */
    public ChampionHoldout unseen(Optional<ChampionSplit> pinned) {
        if (pinned.isEmpty()) {
            return ChampionHoldout.notComparable(
                    "its descriptor has no split of recipe " + TrainingProfile.SPLIT_RECIPE);
        }
        ChampionSplit split = pinned.get();
        Optional<String> difference = difference(split);
        return difference.isPresent()
                ? ChampionHoldout.notComparable(difference.get())
                : ChampionHoldout.of(positions(unseenCondition(split)));
    }

    private Optional<String> difference(ChampionSplit split) {
        if (!split.settings().recipe().equals(candidate.recipe())) {
            return Optional.of("its split is of recipe "
                    + QuotedText.of(split.settings().recipe()) + ", the candidate's of " + candidate.recipe());
        }
        if (split.settings().unit() != candidate.unit()) {
            return Optional.of("its split places each "
                    + wireName(split.settings().unit()) + ", the candidate's each " + wireName(candidate.unit()));
        }
        if (split.eventIdKind() != columns.eventIdKind()) {
            return Optional.of("its event ids are of the kind " + wireName(split.eventIdKind())
                    + ", the candidate's of " + wireName(columns.eventIdKind()));
        }
        return split.settings().byTime() && !columns.hasEventTime()
                ? Optional.of("its split is by time, and the candidate's rows have no event_time")
                : Optional.empty();
    }

    private static String wireName(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String unseenCondition(ChampionSplit split) {
        if (split.settings().byTime()) {
            long last = EpochMicros.of(split.lastFittedEvent().orElseThrow());
            return split.settings().unit() == SplitUnit.ENTITY
                    ? "event_time > %1$d AND entity_id NOT IN (SELECT entity_id FROM events WHERE event_time <= %1$d)"
                            .formatted(last)
                    : "event_time > " + last;
        }
        List<SplitPart> fittedOn =
                split.fittedOnValidation() ? List.of(SplitPart.TRAIN, SplitPart.VALIDATION) : List.of(SplitPart.TRAIN);
        return SplitHash.partOf(
                        "("
                                + SplitHash.ofRow(
                                        split.settings().baseSeed(),
                                        split.settings().unit()) + ")",
                        split.settings().fractions())
                + " NOT IN ("
                + fittedOn.stream().map(part -> "" + part.number()).collect(Collectors.joining(", ")) + ")";
    }

    private int[] positions(String condition) {
        String unseen = "FROM events JOIN placement ON events.rowid = placement.event WHERE part = %d AND (%s)"
                .formatted(SplitPart.TEST.number(), condition);
        int[] positions = new int[Math.toIntExact(db.queryLong("SELECT count(*) " + unseen))];
        db.forEach(
                "SELECT row_number() OVER (ORDER BY position) - 1, position " + unseen,
                row -> positions[row.getInt(1)] = row.getInt(2));
        return positions;
    }
}
