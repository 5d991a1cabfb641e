package io.modelfactory.worker.evaluate;

import io.modelfactory.worker.dataset.EventRoles;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** The rows of each calendar day that has any. */
final class EventDays {
    private final long[] days;
    private final int[] dayOfRow;

    private EventDays(long[] days, int[] dayOfRow) {
        this.days = days;
        this.dayOfRow = dayOfRow;
    }

    /**
     * @param times of the rows, in microseconds since 1970
     * @param zone whose calendar is meant
     */
    static EventDays of(long[] times, ZoneId zone) {
        long[] dayNumbers = TestBlocks.days(times, zone);
        long[] distinct = LongStream.of(dayNumbers).sorted().distinct().toArray();
        return new EventDays(
                distinct,
                IntStream.range(0, dayNumbers.length)
                        .map(row -> Arrays.binarySearch(distinct, dayNumbers[row]))
                        .toArray());
    }

    int count() {
        return days.length;
    }

    /** From 0, in the order of the calendar. */
    int ofRow(int row) {
        return dayOfRow[row];
    }

    LocalDate date(int day) {
        return LocalDate.ofEpochDay(days[day]);
    }

    /** Events of the largest day, each row standing for as many as its sampling rate says; 0 without rows. */
    double mostEvents(EventRoles roles) {
        double[] events = new double[days.length];
        for (int row = 0; row < dayOfRow.length; row++) {
            events[dayOfRow[row]] += AlertBudget.eventsOf(roles, row);
        }
        return Arrays.stream(events).max().orElse(0);
    }

    /** For each day its rows, ascending. */
    int[][] rows() {
        int[] sizes = new int[days.length];
        for (int day : dayOfRow) {
            sizes[day]++;
        }
        int[][] rows = IntStream.of(sizes).mapToObj(int[]::new).toArray(int[][]::new);
        int[] next = new int[days.length];
        for (int row = 0; row < dayOfRow.length; row++) {
            int day = dayOfRow[row];
            rows[day][next[day]++] = row;
        }
        return rows;
    }
}
