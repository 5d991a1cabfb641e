package io.modelfactory.local.simulate;

import java.util.List;

/**
 * What happened to a card or terminal within the last 1, 7 and 30 days: counts and sums that are exact (amounts are
 * whole cents) and cost the same however much has happened. Times must not decrease.
 */
final class RollingWindows {
    /** How far back to look: at time t, a window of a day holds what came after t minus one day. */
    enum Window {
        DAY,
        WEEK,
        MONTH
    }

    // A ring: entry n lies at n modulo its length, which is a power of two.
    private long[] times = new long[4];
    private long[] values = new long[4];
    private long end;
    private final WindowTotal day = new WindowTotal(1);
    private final WindowTotal week = new WindowTotal(7);
    private final WindowTotal month = new WindowTotal(30);
    private final List<WindowTotal> tallies = List.of(day, week, month);

    void add(long time, long value) {
        if (end - month.begin == times.length) {
            grow();
        }
        times[at(end)] = time;
        values[at(end)] = value;
        end++;
        tallies.forEach(tally -> tally.sum += value);
    }

    /** Forgets what has left each window by that time. */
    void advanceTo(long now) {
        tallies.forEach(tally -> tally.advanceTo(now));
    }

    long count(Window window) {
        return end - tally(window).begin;
    }

    long sum(Window window) {
        return tally(window).sum;
    }

    private WindowTotal tally(Window window) {
        return switch (window) {
            case DAY -> day;
            case WEEK -> week;
            case MONTH -> month;
        };
    }

    private int at(long entry) {
        return (int) (entry & (times.length - 1));
    }

    private void grow() {
        long[] narrowTimes = times;
        long[] narrowValues = values;
        times = new long[2 * narrowTimes.length];
        values = new long[2 * narrowTimes.length];
        for (long entry = month.begin; entry < end; entry++) {
            int before = (int) (entry & (narrowTimes.length - 1));
            times[at(entry)] = narrowTimes[before];
            values[at(entry)] = narrowValues[before];
        }
    }

    /** The entries of one window, from {@code begin} to the end of the ring. */
    private final class WindowTotal {
        private final long length;
        private long begin;
        private long sum;

        WindowTotal(int days) {
            this.length = SimulationTime.toMillis(days);
        }

        void advanceTo(long now) {
            while (begin < end && times[at(begin)] <= now - length) {
                sum -= values[at(begin)];
                begin++;
            }
        }
    }
}
