package io.modelfactory.worker.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.app.doctor.DoctorFinding.Severity;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ClockCheckTest {

    @Test
    void clocksMayDifferByLittleOnly() {
        assertThat(ClockCheck.compare(Duration.ofMillis(-300)).verdict()).isEqualTo(Severity.OK);
        assertThat(ClockCheck.compare(Duration.ofSeconds(10)).verdict()).isEqualTo(Severity.WARN);

        DoctorFinding wrong = ClockCheck.compare(Duration.ofMinutes(-5));

        assertThat(wrong.verdict()).isEqualTo(Severity.FAIL);
        assertThat(wrong.fact()).isEqualTo("the database is 300000 ms behind this host");
        assertThat(wrong.fix().orElseThrow()).contains("time service");
    }
}
