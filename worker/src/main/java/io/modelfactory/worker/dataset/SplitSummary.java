package io.modelfactory.worker.dataset;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.TrainingProfile.SplitFractions;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows, positives and time bounds of each part, as the placement has left them. */
final class SplitSummary {
    private final Map<SplitPart, PartSummary> parts;

    private SplitSummary(Map<SplitPart, PartSummary> parts) {
        this.parts = parts;
    }

    /** @param firstTime and {@code lastTime} in microseconds; 0 where events have no time */
    record PartSummary(long rows, long positives, long firstTime, long lastTime) {
        private static final PartSummary EMPTY = new PartSummary(0, 0, 0, 0);

        boolean hasSingleClass() {
            return positives == 0 || positives == rows;
        }
    }

    static SplitSummary of(DuckDb db) {
        Map<SplitPart, PartSummary> parts = new EnumMap<>(SplitPart.class);
        db.query(
                """
                SELECT part, count(*), count_if(positive), min(event_time), max(event_time)
                FROM events JOIN placement ON events.rowid = placement.event
                GROUP BY part
                """,
                row -> parts.put(
                        SplitPart.of(row.getInt(1)),
                        new PartSummary(row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5))));
        return new SplitSummary(parts);
    }

    PartSummary part(SplitPart part) {
        return parts.getOrDefault(part, PartSummary.EMPTY);
    }

    long rows() {
        return parts.values().stream().mapToLong(PartSummary::rows).sum();
    }

    /**
     * @param stopsEarly whether training looks at the validation part
     * @param cuts of a split by time
     * @throws FailureException {@code DATASET_INVALID} if there is nothing to learn from, nothing to stop by, or
     *     nothing to judge by
     */
    void requireBothClasses(
            SplitFractions fractions, String positiveLabel, boolean stopsEarly, Optional<TimeCuts> cuts) {
        List<String> problems = new ArrayList<>();
        for (SplitPart part : SplitPart.values()) {
            boolean used =
                    part != SplitPart.VALIDATION || (stopsEarly && part(part).rows() > 0);
            if (used && part(part).hasSingleClass()) {
                problems.add(
                        "the " + part.wireName() + " part has " + part(part).positives() + " positive rows of "
                                + part(part).rows());
            }
        }
        if (fractions.validation() > 0 && part(SplitPart.VALIDATION).rows() == 0) {
            problems.add("the validation part has no rows");
        }
        if (!problems.isEmpty()) {
            throw new FailureException(
                    DATASET_INVALID,
                    String.join("; ", problems) + "; both classes are needed (positive_label is "
                            + QuotedText.of(positiveLabel) + ")"
                            + (stopsEarly ? "; early stopping needs both in the validation part too" : "")
                            + cuts.map(TimeCuts::possible).orElse(""));
        }
    }

    ObjectNode toJson(SplitStrategy strategy, Optional<TimeCuts> cuts) {
        ObjectNode json = Json.object();
        json.set("strategy", Json.tree(strategy));
        cuts.ifPresent(taken -> json.set("cuts", taken.toJson()));
        for (SplitPart part : SplitPart.values()) {
            PartSummary summary = part(part);
            ObjectNode node =
                    json.putObject(part.wireName()).put("rows", summary.rows()).put("positives", summary.positives());
            if (strategy == SplitStrategy.TIME_BASED && summary.rows() > 0) {
                node.put(
                                "min_event_time",
                                EpochMicros.toInstant(summary.firstTime()).toString())
                        .put(
                                "max_event_time",
                                EpochMicros.toInstant(summary.lastTime()).toString());
            }
        }
        return json;
    }
}
