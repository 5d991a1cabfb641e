package io.modelfactory.local.simulate;

/** The simulation counts time in milliseconds since 1970 (UTC); this is where days and hours come from. */
final class SimulationTime {
    private static final long HOUR = 3_600_000;
    private static final long DAY = 24 * HOUR;

    private SimulationTime() {}

    static long toMillis(double days) {
        return (long) (days * DAY);
    }

    static int hourOf(long time) {
        return (int) (Math.floorMod(time, DAY) / HOUR);
    }

    /** Monday is 1, Sunday is 7: the first of January 1970 was a Thursday. */
    static int weekdayOf(long time) {
        return Math.floorMod(Math.floorDiv(time, DAY) + 3, 7) + 1;
    }

    static boolean isNight(long time) {
        return hourOf(time) < 6;
    }
}
