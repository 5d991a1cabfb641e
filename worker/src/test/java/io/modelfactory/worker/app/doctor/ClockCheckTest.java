package io.modelfactory.worker.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.app.doctor.Finding.Verdict;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClockCheckTest {

    @Test
    void clocksMayDifferByLittleOnly() {
        assertThat(ClockCheck.compared(Duration.ofMillis(-300)).verdict()).isEqualTo(Verdict.OK);
        assertThat(ClockCheck.compared(Duration.ofSeconds(10)).verdict()).isEqualTo(Verdict.WARN);

        Finding wrong = ClockCheck.compared(Duration.ofMinutes(-5));

        assertThat(wrong.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(wrong.fact()).isEqualTo("the database is 300000 ms behind this host");
        assertThat(wrong.fix().orElseThrow()).contains("time service");
    }
}
