package io.modelfactory.worker.ledger.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DatabaseClockTest {
    private static final Instant READ = Instant.parse("2026-05-12T09:00:00.000001Z");

    private final AtomicLong nanos = new AtomicLong(-5);
    private final DatabaseClock clock = new DatabaseClock(nanos::get);

    @Test
    void showsNothingBeforeItIsSet() {
        assertThat(clock.now()).isEmpty();
    }

    @Test
    void continuesTheDatabasesClockInMicroseconds() {
        clock.set(READ);
        nanos.addAndGet(1_999);

        assertThat(clock.now()).contains(READ.plusNanos(1_000));
    }

    @Test
    void followsTheDatabasesClockBackwardsToo() {
        clock.set(READ.plusSeconds(60));
        clock.set(READ);

        assertThat(clock.now()).contains(READ);
    }
}
