package io.modelfactory.worker.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.app.doctor.Finding.Verdict;
import io.modelfactory.worker.config.MemoryAmount;
import io.modelfactory.worker.config.Wiring;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MachineCheckTest {
    private static final long GB = 1_000_000_000L;

    private final MachineCheck check = new MachineCheck(new Wiring.Training(
            3, 0, new MemoryAmount("2GB"), Optional.of(new MemoryAmount("6GB")), Optional.empty(), Path.of("scratch")));

    @Test
    void theWorkersHeapAndTheMemoryForTrainingMustFitIntoTheMachine() {
        assertThat(check.memory(10 * GB, 4 * GB).verdict()).isEqualTo(Verdict.OK);

        Finding tooSmall = check.memory(9 * GB, 4 * GB);

        assertThat(tooSmall.verdict()).isEqualTo(Verdict.WARN);
        assertThat(tooSmall.fix().orElseThrow()).contains("wiring.training.memory_budget");
    }

    @Test
    void anOldJavaIsNoJavaForAWorker() {
        assertThat(MachineCheck.java(11).verdict()).isEqualTo(Verdict.FAIL);
        assertThat(MachineCheck.java(17).verdict()).isEqualTo(Verdict.OK);
    }
}
