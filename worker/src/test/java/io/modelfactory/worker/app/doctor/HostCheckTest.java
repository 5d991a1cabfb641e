package io.modelfactory.worker.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.app.doctor.DoctorFinding.Severity;
import io.modelfactory.worker.config.DataSize;
import io.modelfactory.worker.config.Wiring;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HostCheckTest {
    private static final long GB = 1_000_000_000L;

    private final HostCheck check = new HostCheck(new Wiring.Training(
            3,
            0,
            Optional.of(new DataSize("2GB")),
            Optional.of(new DataSize("6GB")),
            Optional.empty(),
            Path.of("scratch")));

    @Test
    void heapAndTrainingMemoryMustFitIntoTheHost() {
        assertThat(check.memory(10 * GB, 4 * GB).verdict()).isEqualTo(Severity.OK);

        DoctorFinding tooSmall = check.memory(9 * GB, 4 * GB);

        assertThat(tooSmall.verdict()).isEqualTo(Severity.WARN);
        assertThat(tooSmall.fix().orElseThrow()).contains("wiring.training.memory_budget");
    }

    @Test
    void anOldJavaIsNoJavaForAWorker() {
        assertThat(HostCheck.java(11).verdict()).isEqualTo(Severity.FAIL);
        assertThat(HostCheck.java(17).verdict()).isEqualTo(Severity.OK);
    }
}
