package io.modelfactory.worker.console.view;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Times for people, in UTC; a script shows them in the zone of the browser and keeps UTC as the hint. */
public final class TimeText {
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private TimeText() {}

    public static String utc(Instant time) {
        return UTC.format(time);
    }

    /** For the attribute {@code datetime}. */
    public static String machine(Instant time) {
        return time.truncatedTo(ChronoUnit.MILLIS).toString();
    }
}
