package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryBackoffTest {
    private final RetryBackoff backoff = new RetryBackoff(Duration.ofSeconds(5));

    @Test
    void theDelayDoublesUpToSixtyFourTimes() {
        assertThat(backoff.delayAfter(0)).isEqualTo(Duration.ofSeconds(5));
        assertThat(backoff.delayAfter(1)).isEqualTo(Duration.ofSeconds(10));
        assertThat(backoff.delayAfter(6)).isEqualTo(Duration.ofSeconds(320));
        assertThat(backoff.delayAfter(60)).isEqualTo(Duration.ofSeconds(320));
    }
}
