package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.LONG;
import static io.modelfactory.worker.ledger.LedgerFixture.build;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.lease.LeaseLostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Verdicts on the same test rows are numbered. */
class GateAttemptIT {
    private static final String ROWS = "{\"data\":\"one\"}";
    private static final String DIGEST = "1".repeat(64);

    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aRunIsCountedOnceHoweverOftenItIsJudged() {
        Lease first = claim("a");
        assertThat(ledger.gateAttempt(first, ROWS, DIGEST)).isEqualTo(1);
        assertThat(ledger.gateAttempt(first, ROWS, DIGEST)).isEqualTo(1);

        assertThat(ledger.gateAttempt(claim("b"), ROWS, DIGEST)).isEqualTo(2);
        assertThat(ledger.gateAttempt(first, ROWS, DIGEST)).isEqualTo(1);
    }

    @Test
    void otherTestRowsAreCountedByThemselves() {
        ledger.gateAttempt(claim("a"), ROWS, DIGEST);

        assertThat(ledger.gateAttempt(claim("b"), "{}", "2".repeat(64))).isEqualTo(1);
    }

    @Test
    void theNextWorkerFindsTheNumberThatADeadOneWasGiven() {
        ledger.submit(List.of(build("request-a", "a")));
        Lease dead = ledger.claim("dead", Duration.ZERO).orElseThrow().lease();
        ledger.gateAttempt(dead, ROWS, DIGEST);
        Lease next = ledger.claim("next", LONG).orElseThrow().lease();

        assertThat(ledger.gateAttempt(next, ROWS, DIGEST)).isEqualTo(1);
        assertThatThrownBy(() -> ledger.gateAttempt(dead, ROWS, DIGEST)).isInstanceOf(LeaseLostException.class);
    }

    @Test
    void verdictsAtTheSameTimeGetDifferentNumbers() {
        List<Lease> leases =
                IntStream.range(0, 6).mapToObj(run -> claim("run-" + run)).toList();

        List<CompletableFuture<Integer>> numbers = leases.stream()
                .map(lease -> CompletableFuture.supplyAsync(() -> ledger.gateAttempt(lease, ROWS, DIGEST)))
                .toList();

        assertThat(numbers.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6);
    }

    private Lease claim(String run) {
        ledger.submit(List.of(build("request-" + run, run)));
        return ledger.claim("worker", LONG).orElseThrow().lease();
    }
}
