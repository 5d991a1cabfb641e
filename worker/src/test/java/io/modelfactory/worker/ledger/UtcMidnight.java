package io.modelfactory.worker.ledger;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/** The end of the day in UTC, which a test that counts by days does not survive. */
public final class UtcMidnight {
    /** Longer than such a test takes. */
    private static final Duration LONGEST_TEST = Duration.ofMinutes(2);

    private UtcMidnight() {}

    /** Returns at once unless the day ends soon. */
    public static void letPass() {
        await().until(() -> timeLeft(Instant.now()).compareTo(LONGEST_TEST) > 0);
    }

    private static Duration timeLeft(Instant now) {
        Instant midnight = now.atOffset(ZoneOffset.UTC)
                .truncatedTo(ChronoUnit.DAYS)
                .plusDays(1)
                .toInstant();
        return Duration.between(now, midnight);
    }
}
