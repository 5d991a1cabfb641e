package io.modelfactory.worker.app.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.ledger.receipt.ReceiptStatus;
import org.junit.jupiter.api.Test;

class ReceiptOutcomeTest {

    @Test
    void everyStatusOfTheContractHasItsMeaning() {
        assertThat(ReceiptOutcome.of(ReceiptStatus.DONE)).isEqualTo(ReceiptOutcome.DONE);
        assertThat(ReceiptOutcome.of(ReceiptStatus.PASS_NO_PUBLISH)).isEqualTo(ReceiptOutcome.DONE);
        assertThat(ReceiptOutcome.of(ReceiptStatus.ALREADY_PUBLISHED)).isEqualTo(ReceiptOutcome.DONE);
        assertThat(ReceiptOutcome.of(ReceiptStatus.ALREADY_PASS)).isEqualTo(ReceiptOutcome.DONE);
        assertThat(ReceiptOutcome.of(ReceiptStatus.PUBLISH_PENDING)).isEqualTo(ReceiptOutcome.ACTION_REQUIRED);
        assertThat(ReceiptOutcome.of(ReceiptStatus.ALREADY_PUBLISH_PENDING)).isEqualTo(ReceiptOutcome.ACTION_REQUIRED);
        assertThat(ReceiptOutcome.of(ReceiptStatus.GATE_FAIL)).isEqualTo(ReceiptOutcome.FAILED);
        assertThat(ReceiptOutcome.of(ReceiptStatus.FAILED)).isEqualTo(ReceiptOutcome.FAILED);
        assertThat(ReceiptOutcome.of(ReceiptStatus.ALREADY_FAIL)).isEqualTo(ReceiptOutcome.FAILED);
    }
}
