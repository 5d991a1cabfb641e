package io.modelfactory.worker.app.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkerShutdownTest {
    @Test
    void runsLeaveTheWorkerTimeToEndWithinItsGracePeriod() {
        assertThat(Worker.timeForRuns(Duration.ofSeconds(15))).isEqualTo(Duration.ofSeconds(11));
        assertThat(Worker.timeForRuns(Duration.ofSeconds(600))).isEqualTo(Duration.ofSeconds(596));
    }

    @Test
    void aShortGracePeriodIsShared() {
        assertThat(Worker.timeForRuns(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(1));
        assertThat(Worker.timeForRuns(Duration.ZERO)).isZero();
    }
}
