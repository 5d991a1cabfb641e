package io.modelfactory.worker.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.artifact.Sha256;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Texts from outside that are longer than an index row. */
class LongTextIT {
    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aScopeOfFourLongTextsIsQueuedAndClaimed() {
        String scope = incompressible(4 * 700);

        ledger.submit(List.of(new IntakeEntry.TrainBuildEntry(
                "request-1",
                Sha256.hex("payload"),
                LedgerFixture.runKey("a"),
                Sha256.hex("a"),
                LedgerFixture.PLATFORM_RUN,
                scope,
                "HUMAN::analyst",
                LedgerFixture.request("a"),
                false,
                0,
                Optional.empty())));

        assertThat(ledger.claim("worker-1", LedgerFixture.LONG))
                .hasValueSatisfying(
                        claimed -> assertThat(claimed.run().scopeKey()).isEqualTo(scope));
    }

    @Test
    void aPublishRetryOfALongRunKeyIsRefused() {
        String runKey = incompressible(3_000);

        List<SubmissionOutcome> outcomes = ledger.submit(List.of(new IntakeEntry.PublishRetryEntry(
                "request-1",
                Sha256.hex("payload"),
                runKey,
                "because",
                LedgerFixture.PLATFORM_RUN,
                "HUMAN::operator",
                Optional.empty())));

        assertThat(outcomes).hasOnlyElementsOfType(SubmissionOutcome.Refused.class);
        assertThat(ledger.requests(runKey)).hasSize(1);
        assertThat(ledger.audits(runKey)).hasSize(1);
    }

    private static String incompressible(int chars) {
        return new Random(7)
                .ints(chars, 33, 127)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
