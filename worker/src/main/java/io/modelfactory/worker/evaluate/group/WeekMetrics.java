package io.modelfactory.worker.evaluate.group;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.table.EventRoles;
import io.modelfactory.worker.evaluate.interval.TestBlocks;
import io.modelfactory.worker.evaluate.rows.DenseNumbers;
import io.modelfactory.worker.evaluate.rows.RowGroups;
import io.modelfactory.worker.evaluate.rows.ZoneDays;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.IsoFields;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Measures each week of the test part by itself: a model that is good on the whole may be losing its hold. */
public final class WeekMetrics {
    private static final int DAYS = 7;
    /** Days from a Monday to 1 January 1970. */
    private static final int MONDAY = 3;

    private WeekMetrics() {}

    /**
     * The {@code weeks} of an EvalReport's metrics, in the order of the calendar: weeks of ISO 8601 from Monday on, of
     * which the first and the last may be short.
     *
     * @param roles of all test rows, with their times
     * @param zone whose calendar is meant
     * @param settings of the weeks, if they are judged; without them there are no intervals
     */
    public static ArrayNode of(GroupMetrics groups, EventRoles roles, ZoneId zone, Optional<GroupSettings> settings) {
        SortedMap<Integer, int[]> rowsOfWeeks =
                rowsOfWeeks(ZoneDays.of(roles.times().orElseThrow(), zone));
        ArrayNode weeks = Json.object().putArray("weeks");
        rowsOfWeeks.forEach((week, rows) -> {
            LocalDate monday = LocalDate.ofEpochDay((long) week * DAYS - MONDAY);
            ObjectNode json = weeks.addObject().put("week", name(monday)).put("from", monday.toString());
            // Without references: checks of weeks prove nothing by themselves.
            json.set("metrics", groups.metrics(rows));
            settings.filter(gated -> gated.judges(rows.length, groups.positives(rows)))
                    .ifPresent(gated -> groups.addIntervals(
                            json,
                            rows,
                            groups.intervals().map(pinned -> TestBlocks.ofWeek(roles, rows, pinned.blocks())),
                            gated.metrics()));
        });
        return weeks;
    }

    /**
     * For each week its rows, ascending.
     *
     * @param days since 1970, one per row; they are changed
     */
    private static SortedMap<Integer, int[]> rowsOfWeeks(int[] days) {
        for (int row = 0; row < days.length; row++) {
            days[row] = week(days[row]);
        }
        int[] weeks = DenseNumbers.number(days);
        int[][] rowsOfWeeks = RowGroups.of(days.length, weeks.length, row -> days[row]);
        SortedMap<Integer, int[]> byWeek = new TreeMap<>();
        for (int i = 0; i < weeks.length; i++) {
            byWeek.put(weeks[i], rowsOfWeeks[i]);
        }
        return byWeek;
    }

    private static int week(int day) {
        return Math.floorDiv(day + MONDAY, DAYS);
    }

    /** Such as {@code 2026-W05}. */
    private static String name(LocalDate monday) {
        int week = monday.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR);
        return monday.get(IsoFields.WEEK_BASED_YEAR) + "-W" + (week < 10 ? "0" : "") + week;
    }
}
