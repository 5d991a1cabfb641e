package io.modelfactory.worker.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.Lease;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.RunEvent;
import io.modelfactory.worker.ledger.RunEventType;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.RunRecord;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RunWatchIT {
    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
    private final BlockingQueue<RunEventType> heard = new LinkedBlockingQueue<>();

    @AfterEach
    void closeDatabase() {
        database.close();
    }

    @Test
    void aRunIsFollowedFromItsFirstEventUntilItRests() throws Exception {
        ledger.submit(List.of(LedgerFixture.build("request-1", "a")));
        Lease lease = ledger.claim("worker-1", LedgerFixture.LONG).orElseThrow().lease();
        CompletableFuture<Optional<RunRecord>> rest = CompletableFuture.supplyAsync(() -> watch(lease.runKey()));
        assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(RunEventType.REQUEST_QUEUED);
        assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(RunEventType.RUN_STARTED);

        ledger.evalReady(lease, LedgerFixture.refs("eval_report"));
        assertThat(heard.poll(30, TimeUnit.SECONDS)).isEqualTo(RunEventType.EVAL_READY);
        database.cutConnections();
        await().ignoreExceptionsInstanceOf(TransientFaultException.class)
                .untilAsserted(() -> assertThat(ledger.fail(lease, FailureCode.GATE_FAIL, "no", Map.of()))
                        .returns(true, RunRecord::atRest));

        assertThat(rest.get(30, TimeUnit.SECONDS).orElseThrow().failureCode()).contains(FailureCode.GATE_FAIL);
        assertThat(heard).containsExactly(RunEventType.RUN_FAILED);
    }

    private Optional<RunRecord> watch(String runKey) {
        try {
            return new RunWatch(ledger, Clock.systemUTC(), Duration.ofMillis(20))
                    .untilRest(runKey, Optional.empty(), new Ear());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class Ear implements RunWatch.Listener {
        @Override
        public void happened(RunEvent event) {
            heard.add(event.type());
        }

        @Override
        public void stillThere(RunRecord run) {
            assertThat(run.atRest()).isFalse();
        }

        @Override
        public void outage(TransientFaultException fault) {
            assertThat(fault).hasMessageContaining("database");
        }
    }
}
