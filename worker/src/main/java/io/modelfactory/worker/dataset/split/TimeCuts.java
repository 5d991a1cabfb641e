package io.modelfactory.worker.dataset.split;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.table.EpochMicros;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.TrainingProfile.SplitFractions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Where rows that are ordered by time can be cut without dividing events of one time, and the cuts nearest to the
 * fractions of the profile. It looks for them around the wanted ones, without sorting the rows of the table
 * {@code events}; all possible cuts are listed for a message only.
 */
final class TimeCuts {
    private static final int MAX_LISTED = 12;

    private final DuckDb db;
    private final SplitFractions fractions;
    private final long rows;
    private final List<TakenCut> taken;

    private TimeCuts(DuckDb db, SplitFractions fractions) {
        this.db = db;
        this.fractions = fractions;
        this.rows = db.queryLong("SELECT count(*) FROM events");
        this.taken = nearestCuts();
    }

    /**
     * @param rows before the cut
     * @param time of the first event after it, in microseconds
     */
    record Cut(long rows, long time) {}

    /** @param off distance between the wanted and the taken cut, as a fraction of all rows */
    private record TakenCut(String part, Cut cut, double wanted, double off) {}

    static TimeCuts of(DuckDb db, SplitFractions fractions) {
        return new TimeCuts(db, fractions);
    }

    /**
     * The two cuts whose distances from the fractions add up to the least.
     *
     * @param tolerance greatest distance of a cut, as a fraction of all rows
     * @throws FailureException {@code DATASET_INVALID} with the possible cuts if there are no such cuts
     */
    SplitBoundaries nearest(double tolerance) {
        List<TakenCut> beyond =
                taken.stream().filter(cut -> cut.off() > tolerance).toList();
        if (taken.isEmpty() || !beyond.isEmpty()) {
            throw new FailureException(
                    DATASET_INVALID,
                    "event_time: "
                            + (taken.isEmpty()
                                    ? "too few different times to cut " + rows
                                            + " rows into the parts of split_fractions"
                                    : beyond.stream().map(this::described).collect(Collectors.joining(" and "))
                                            + ", more than plausibility.max_cut_distance " + tolerance)
                            + possible());
        }
        return new SplitBoundaries(
                taken.get(0).cut().rows(), taken.get(taken.size() - 1).cut().rows());
    }

    /** The time of the first event after each cut, in microseconds, in order. */
    List<Long> cutTimes() {
        return taken.stream().map(cut -> cut.cut().time()).toList();
    }

    private String described(TakenCut cut) {
        return String.format(
                Locale.ROOT,
                "the nearest cut before the %s part is after %.4f of the rows instead of %.4f",
                cut.part(),
                (double) cut.cut().rows() / rows,
                cut.wanted());
    }

    /** One cut if there is no validation part, otherwise two; none if there are too few different times. */
    private List<TakenCut> nearestCuts() {
        SplitBoundaries wanted = SplitBoundaries.of(rows, fractions);
        boolean validation = wanted.testStart() > wanted.validationStart();
        List<List<Cut>> pairs = new ArrayList<>();
        List<Cut> seconds = validation ? around(wanted.testStart()) : List.of();
        for (Cut first : around(wanted.validationStart())) {
            if (!validation) {
                pairs.add(List.of(first));
            }
            for (Cut second : seconds) {
                if (first.rows() < second.rows()) {
                    pairs.add(List.of(first, second));
                }
            }
        }
        List<Cut> best = List.of();
        for (List<Cut> pair : pairs) {
            if (best.isEmpty() || distance(pair, wanted) < distance(best, wanted)) {
                best = pair;
            }
        }
        List<TakenCut> nearest = new ArrayList<>();
        for (Cut cut : best) {
            boolean test = nearest.size() == best.size() - 1;
            double share = test ? fractions.train() + fractions.validation() : fractions.train();
            long distance = Math.abs(cut.rows() - (test ? wanted.testStart() : wanted.validationStart()));
            nearest.add(new TakenCut(test ? "test" : "validation", cut, share, (double) distance / rows));
        }
        return nearest;
    }

    private static long distance(List<Cut> cuts, SplitBoundaries wanted) {
        return Math.abs(cuts.get(0).rows() - wanted.validationStart())
                + Math.abs(cuts.get(cuts.size() - 1).rows() - wanted.testStart());
    }

    /** The nearest cuts on both sides of a wanted one, two each: the best pair is among them. */
    private List<Cut> around(long wanted) {
        List<Cut> cuts = new ArrayList<>();
        EventTimeRank at = EventTimeRank.of(db, Math.min(wanted, rows - 1), rows);
        EventTimeRank.OuterTimes beyond = at.outerTimes(db);
        at.previous().ifPresent(time -> addCut(cuts, beyond.rowsBeforePrevious(), time));
        addCut(cuts, at.rowsBefore(), at.time());
        at.next().ifPresent(time -> addCut(cuts, at.rowsUpTo(), time));
        beyond.afterNext().ifPresent(time -> addCut(cuts, beyond.rowsUpToNext(), time));
        return cuts;
    }

    /** There is no cut before the first event. */
    private static void addCut(List<Cut> cuts, long rowsBefore, long time) {
        if (rowsBefore > 0) {
            cuts.add(new Cut(rowsBefore, time));
        }
    }

    /** The possible cuts for a message, as far as they are few. */
    String possible() {
        List<Cut> cuts = db.query("""
                SELECT rows, time FROM (
                    SELECT sum(count(*)) OVER (ORDER BY event_time) AS rows,
                        lead(event_time) OVER (ORDER BY event_time) AS time
                    FROM events GROUP BY event_time)
                WHERE time IS NOT NULL ORDER BY rows LIMIT %d
                """.formatted(MAX_LISTED + 1), row -> new Cut(row.getLong(1), row.getLong(2)));
        if (cuts.isEmpty()) {
            return "; all events have one time, so no cut is possible";
        }
        String listed = cuts.stream()
                .limit(MAX_LISTED)
                .map(cut -> String.format(
                        Locale.ROOT,
                        "after %d rows (%.4f) at %s",
                        cut.rows(),
                        (double) cut.rows() / rows,
                        EpochMicros.toInstant(cut.time())))
                .collect(Collectors.joining(", "));
        return "; possible cuts are " + listed + (cuts.size() > MAX_LISTED ? " and more" : "");
    }

    /** Each cut for the execution record: its time, the wanted and the reached fraction of rows before it. */
    ArrayNode toJson() {
        ArrayNode json = Json.object().putArray("cuts");
        for (TakenCut cut : taken) {
            json.addObject()
                    .put("before", cut.part())
                    .put("event_time", EpochMicros.toInstant(cut.cut().time()).toString())
                    .put("wanted_fraction", cut.wanted())
                    .put("reached_fraction", (double) cut.cut().rows() / rows)
                    .put("off", cut.off());
        }
        return json;
    }
}
