package io.modelfactory.worker.app.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.ledger.RunState;
import org.junit.jupiter.api.Test;

class ReceiptOutcomeTest {

    @Test
    void everyStatusOfTheContractHasItsMeaning() {
        assertThat(ReceiptOutcome.of("DONE")).isEqualTo(ReceiptOutcome.DONE);
        assertThat(ReceiptOutcome.of("PASS_NO_PUBLISH")).isEqualTo(ReceiptOutcome.DONE);
        assertThat(ReceiptOutcome.of("ALREADY_" + RunState.PUBLISHED)).isEqualTo(ReceiptOutcome.DONE);
        assertThat(ReceiptOutcome.of("ALREADY_" + RunState.PASS)).isEqualTo(ReceiptOutcome.DONE);
        assertThat(ReceiptOutcome.of("PUBLISH_PENDING")).isEqualTo(ReceiptOutcome.ACTION_REQUIRED);
        assertThat(ReceiptOutcome.of("ALREADY_" + RunState.PUBLISH_PENDING)).isEqualTo(ReceiptOutcome.ACTION_REQUIRED);
        assertThat(ReceiptOutcome.of("GATE_FAIL")).isEqualTo(ReceiptOutcome.FAILED);
        assertThat(ReceiptOutcome.of("FAILED")).isEqualTo(ReceiptOutcome.FAILED);
        assertThat(ReceiptOutcome.of("ALREADY_" + RunState.FAIL)).isEqualTo(ReceiptOutcome.FAILED);
    }
}
