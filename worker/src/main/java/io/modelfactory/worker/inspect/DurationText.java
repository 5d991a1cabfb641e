package io.modelfactory.worker.inspect;

import java.time.Duration;

/** Durations for people. */
public final class DurationText {
    private static final long MINUTE = 60;
    private static final long HOUR = 3_600;
    private static final long DAY = 86_400;

    private DurationText() {}

    /** Such as {@code 42 s}, {@code 3 min}, {@code 2 h 5 min}, {@code 3 d 4 h}: two units at most. */
    public static String of(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < 100) {
            return seconds + " s";
        } else if (seconds < 100 * MINUTE) {
            return Math.round(seconds / (double) MINUTE) + " min";
        } else if (seconds < 2 * DAY) {
            return seconds / HOUR + " h " + seconds % HOUR / MINUTE + " min";
        }
        return seconds / DAY + " d " + seconds % DAY / HOUR + " h";
    }
}
