package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.ledger.activity.WorkerRegistration;
import io.modelfactory.worker.ledger.activity.WorkerRegistry;
import io.modelfactory.worker.ledger.activity.WorkerStatus;
import io.modelfactory.worker.ledger.activity.WorkerStatus.WorkerState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkerRegistryIT {
    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
    private final WorkerRegistry registry = new WorkerRegistry(database.dataSource());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aWorkerIsAliveWhileItsHeartbeatsComeAndStoppedWhenItSaysSo() {
        registry.heartbeat(worker("worker-1"));
        makeOlder("worker-1", 12);
        assertThat(only()).returns(WorkerState.ALIVE, WorkerStatus::state).satisfies(worker -> {
            assertThat(worker.registration()).isEqualTo(worker("worker-1"));
            assertThat(worker.lastSeenAgo()).isBetween(Duration.ofMinutes(12), Duration.ofMinutes(15));
        });

        registry.heartbeat(worker("worker-1"));
        assertThat(only().lastSeenAgo()).isLessThan(Duration.ofMinutes(12));

        registry.stop("worker-1");
        assertThat(only().state()).isEqualTo(WorkerState.STOPPED);
    }

    @Test
    void aWorkerWhoseHeartbeatsAreMissingIsLostUntilTheyComeAgain() {
        registry.heartbeat(worker("worker-1"));
        makeOlder("worker-1", 16);
        assertThat(only().state()).isEqualTo(WorkerState.LOST);

        registry.heartbeat(worker("worker-1"));
        assertThat(only().state()).isEqualTo(WorkerState.ALIVE);
    }

    @Test
    void whatItWorksOnIsWhatItsLeasesSay() {
        registry.heartbeat(worker("worker-1"));
        ledger.submit(List.of(LedgerFixture.build("request-a", "a"), LedgerFixture.build("request-b", "b")));
        String held = ledger.claim("worker-1", LONG).orElseThrow().lease().runKey();
        assertThat(ledger.claim("worker-1", Duration.ZERO)).isPresent();

        assertThat(only().runs()).containsExactly(held);
    }

    @Test
    void theLivingComeFirst() {
        registry.heartbeat(worker("lost"));
        makeOlder("lost", 100);
        registry.heartbeat(worker("alive"));
        makeOlder("alive", 3);
        registry.heartbeat(worker("stopped"));
        registry.stop("stopped");

        assertThat(registry.workers(10)).extracting(WorkerStatus::workerId).containsExactly("alive", "stopped", "lost");
    }

    @Test
    void ofWorkersThatAreGoneOnlyTheLatestAreKept() {
        registry.heartbeat(worker("alive"));
        database.sql().useHandle(sql -> sql.execute("""
            INSERT INTO mf_worker (worker_id, stream_id, release_id, run_config_digest, host, process_id, run_slots,
                heartbeat_ms, heartbeat_at)
            SELECT 'gone-' || n, 's', 'r', 'd', 'h', n, 1, 5000, now() - n * interval '1 minute'
            FROM generate_series(1, 250) AS n
            """));

        registry.prune();

        assertThat(registry.workers(1_000))
                .hasSize(201)
                .extracting(WorkerStatus::workerId)
                .startsWith("alive", "gone-1")
                .endsWith("gone-200");
    }

    static WorkerRegistration worker(String workerId) {
        return new WorkerRegistration(
                workerId, "mf.v0", "git:0123456", Sha256.hex("config"), "host-1", 4711, 2, Duration.ofMinutes(5));
    }

    private void makeOlder(String workerId, int minutes) {
        database.sql()
                .useHandle(sql -> sql.execute(
                        "UPDATE mf_worker SET heartbeat_at = heartbeat_at - ? * interval '1 minute' WHERE worker_id ="
                                + " ?",
                        minutes,
                        workerId));
    }

    private WorkerStatus only() {
        assertThat(registry.workers(10)).hasSize(1);
        return registry.workers(10).get(0);
    }
}
