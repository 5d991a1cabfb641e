package io.modelfactory.worker.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.app.doctor.Finding.Verdict;
import io.modelfactory.worker.config.Wiring;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MachineCheckTest {
    private static final long GB = 1_000_000_000L;

    private final MachineCheck check = new MachineCheck(new Wiring.Training(3, 0, "2GB", Path.of("scratch")));

    @Test
    void heapAndRowsOfAllRunsMustFitIntoTheMachine() {
        assertThat(check.memory(10 * GB, 4 * GB).verdict()).isEqualTo(Verdict.OK);

        Finding tooSmall = check.memory(9 * GB, 4 * GB);

        assertThat(tooSmall.verdict()).isEqualTo(Verdict.WARN);
        assertThat(tooSmall.fix().orElseThrow()).contains("wiring.training.memory_limit");
    }

    @Test
    void amountsAreReadAsProfilesWriteThem() {
        assertThat(MachineCheck.bytes("1GB")).isEqualTo(GB);
        assertThat(MachineCheck.bytes("512MiB")).isEqualTo(512L << 20);
        assertThat(MachineCheck.bytes("1.5 TB")).isEqualTo(1500 * GB);
    }

    @Test
    void anOldJavaIsNoJavaForAWorker() {
        assertThat(MachineCheck.java(11).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(MachineCheck.java(17).verdict()).isEqualTo(Verdict.OK);
    }
}
