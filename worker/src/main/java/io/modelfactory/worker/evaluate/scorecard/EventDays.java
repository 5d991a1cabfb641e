package io.modelfactory.worker.evaluate.scorecard;

import io.modelfactory.worker.dataset.table.EventRoles;
import io.modelfactory.worker.evaluate.rows.DenseNumbers;
import io.modelfactory.worker.evaluate.rows.RowGroups;
import io.modelfactory.worker.evaluate.rows.ZoneDays;
import io.modelfactory.worker.model.LongColumn;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;

/** The rows of each calendar day that has any. */
public final class EventDays {
    private final int[] days;
    private final int[] dayOfRow;

    private EventDays(int[] days, int[] dayOfRow) {
        this.days = days;
        this.dayOfRow = dayOfRow;
    }

    /**
     * @param times of the rows, in microseconds since 1970
     * @param zone whose calendar is meant
     */
    public static EventDays of(LongColumn times, ZoneId zone) {
        int[] dayOfRow = ZoneDays.of(times, zone);
        return new EventDays(DenseNumbers.number(dayOfRow), dayOfRow);
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
    public double mostEvents(EventRoles roles) {
        double[] events = new double[days.length];
        for (int row = 0; row < dayOfRow.length; row++) {
            events[dayOfRow[row]] += AlertBudget.eventsOf(roles, row);
        }
        return Arrays.stream(events).max().orElse(0);
    }

    /** For each day its rows, ascending. */
    public int[][] rows() {
        return RowGroups.of(dayOfRow.length, days.length, this::ofRow);
    }
}
