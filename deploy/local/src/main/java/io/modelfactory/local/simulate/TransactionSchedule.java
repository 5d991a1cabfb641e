package io.modelfactory.local.simulate;

import java.util.Arrays;

/** When people pay: more towards the weekend, most in the afternoon, little at night. */
final class TransactionSchedule {
    private static final double[] BUSY_BY_WEEKDAY = {0.9, 0.9, 0.95, 1.0, 1.2, 1.25, 0.8};
    private static final double ANY_HOUR_SHARE = 0.06;
    private static final double BUSIEST_HOUR = 15;
    private static final double HOURS_SPREAD = 3.8;

    private final long start;
    private final long[] rowsUpTo;

    /** Spreads exactly {@code settings.rows()} transactions over the days. */
    TransactionSchedule(SimulationSettings settings) {
        this.start = settings.start().toEpochMilli();
        double[] busyUpTo = new double[settings.days() + 1];
        for (int day = 0; day < settings.days(); day++) {
            busyUpTo[day + 1] = busyUpTo[day] + BUSY_BY_WEEKDAY[SimulationTime.weekdayOf(startOf(day)) - 1];
        }
        this.rowsUpTo = new long[busyUpTo.length];
        for (int day = 1; day < busyUpTo.length; day++) {
            rowsUpTo[day] = Math.round(settings.rows() * (busyUpTo[day] / busyUpTo[settings.days()]));
        }
    }

    /** The times of a day's transactions, in order. */
    long[] timesOf(int day, SplitMixRandom dice) {
        long[] times = new long[Math.toIntExact(rowsUpTo[day + 1] - rowsUpTo[day])];
        for (int i = 0; i < times.length; i++) {
            times[i] = startOf(day) + SimulationTime.toMillis(hour(dice) / 24);
        }
        Arrays.sort(times);
        return times;
    }

    private long startOf(int day) {
        return start + SimulationTime.toMillis(day);
    }

    private static double hour(SplitMixRandom dice) {
        if (!dice.nextBoolean(ANY_HOUR_SHARE)) {
            double hour = BUSIEST_HOUR + HOURS_SPREAD * dice.nextGaussian();
            if (hour >= 0 && hour < 24) {
                return hour;
            }
        }
        return dice.nextBetween(0, 24);
    }
}
