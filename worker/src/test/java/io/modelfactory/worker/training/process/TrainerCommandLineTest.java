package io.modelfactory.worker.training.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerCommandLineTest {
    private static final long MB = 1 << 20;

    @TempDir
    Path scratch;

    @Test
    void theHeapBeginsSmallWhateverTheMachineHas() {
        assertThat(TrainerCommandLine.of(settings(600 * MB), scratch))
                .contains("-Xms" + 48 * MB, "-Xmx" + 600 * MB, "-XX:-ShrinkHeapInSteps");
    }

    /** A JVM whose first heap is larger than its largest does not start. */
    @Test
    void theFirstHeapIsNoLargerThanTheLargest() {
        assertThat(TrainerCommandLine.of(settings(16 * MB), scratch)).contains("-Xms" + 16 * MB, "-Xmx" + 16 * MB);
    }

    private TrainerProcessSettings settings(long heapBytes) {
        return TrainerProcessSettings.of(scratch, 1, 1, "1GB", 1 << 30, heapBytes, 1L << 32);
    }
}
