package io.modelfactory.local.demo;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Names that no earlier demonstration on the same data folder has used: the store is written once. */
record DemoNames(Instant began) {
    private static final DateTimeFormatter COMPACT =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    String platformRunId() {
        return "demo-" + COMPACT.format(began);
    }

    /** The name and a few letters for the time, short enough for a table. */
    String requestId(String name) {
        return name + "-" + Long.toString(began.getEpochSecond(), Character.MAX_RADIX);
    }
}
