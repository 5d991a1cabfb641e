package io.modelfactory.worker.evaluate.rows;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.model.LongColumn;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZoneDaysTest {
    private static final long HOUR = 3_600_000_000L;

    /** Around changes of the clock, before 1970, a day that Samoa left out, and offsets of half an hour. */
    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Berlin", "Pacific/Apia", "Australia/Lord_Howe", "+05:30"})
    void daysAreThoseOfTheCalendarInAnyOrderOfTheRows(String zone) {
        SplittableRandom random = new SplittableRandom(3);
        long change = Instant.parse("2026-10-25T01:00:00Z").toEpochMilli() * 1_000;
        long[] micros = LongStream.concat(
                        LongStream.rangeClosed(-30, 30)
                                .flatMap(hour -> LongStream.of(
                                        change + hour * HOUR - 1, change + hour * HOUR, change + hour * HOUR + 1)),
                        random.longs(2_000, -60L * 8_766 * HOUR, 80L * 8_766 * HOUR))
                .toArray();

        int[] days = ZoneDays.of(LongColumn.of(micros), ZoneId.of(zone));

        assertThat(days)
                .containsExactly(Arrays.stream(micros)
                        .mapToInt(time -> (int) Instant.EPOCH
                                .plus(time, ChronoUnit.MICROS)
                                .atZone(ZoneId.of(zone))
                                .toLocalDate()
                                .toEpochDay())
                        .toArray());
    }
}
