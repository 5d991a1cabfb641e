package io.modelfactory.worker.training.process;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExitReasonTest {
    @Test
    void anExitCodeIsExplained() {
        assertThat(ExitReason.of(3)).isEqualTo("exit code 3, out of memory; wiring.training.heap bounds its heap");
        assertThat(ExitReason.of(137)).isEqualTo("signal 9, which the kernel sends where memory is short");
        assertThat(ExitReason.of(134)).isEqualTo("signal 6, a crash in native code");
        assertThat(ExitReason.of(143)).isEqualTo("signal 15");
        assertThat(ExitReason.of(1)).isEqualTo("exit code 1");
    }
}
