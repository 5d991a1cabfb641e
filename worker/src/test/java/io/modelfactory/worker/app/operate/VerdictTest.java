package io.modelfactory.worker.app.operate;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.ledger.RunState;
import org.junit.jupiter.api.Test;

class VerdictTest {

    @Test
    void everyStatusOfTheContractHasItsMeaning() {
        assertThat(Verdict.of("DONE")).isEqualTo(Verdict.DONE);
        assertThat(Verdict.of("PASS_NO_PUBLISH")).isEqualTo(Verdict.DONE);
        assertThat(Verdict.of("ALREADY_" + RunState.PUBLISHED)).isEqualTo(Verdict.DONE);
        assertThat(Verdict.of("ALREADY_" + RunState.PASS)).isEqualTo(Verdict.DONE);
        assertThat(Verdict.of("PUBLISH_PENDING")).isEqualTo(Verdict.NEEDS_A_PERSON);
        assertThat(Verdict.of("ALREADY_" + RunState.PUBLISH_PENDING)).isEqualTo(Verdict.NEEDS_A_PERSON);
        assertThat(Verdict.of("GATE_FAIL")).isEqualTo(Verdict.FAILED);
        assertThat(Verdict.of("FAILED")).isEqualTo(Verdict.FAILED);
        assertThat(Verdict.of("ALREADY_" + RunState.FAIL)).isEqualTo(Verdict.FAILED);
    }
}
