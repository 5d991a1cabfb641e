package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.LONG;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.activity.RunSituation;
import io.modelfactory.worker.ledger.activity.RunSituation.DurationStatistics;
import io.modelfactory.worker.ledger.activity.RunSituation.QueuePosition;
import io.modelfactory.worker.ledger.activity.RunSituationQuery;
import io.modelfactory.worker.ledger.activity.WorkerRegistry;
import io.modelfactory.worker.ledger.activity.WorkerStatus;
import io.modelfactory.worker.ledger.lease.ClaimLimits;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.lease.Lease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** Who works on a run, and what it waits for. */
class RunSituationIT {
    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
    private final WorkerRegistry registry = new WorkerRegistry(database.dataSource());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aRunWaitsWhereNoWorkerHasEverBeen() {
        String run = submit("p", "s", 0);

        assertThat(situation(run))
                .returns(false, RunSituation::isWorkedOn)
                .returns(false, RunSituation::isAnyWorkerAlive)
                .returns(Optional.empty(), RunSituation::lastSeenWorker)
                .returns(Optional.of(new QueuePosition(0, false)), RunSituation::position)
                .returns(Optional.empty(), RunSituation::similarRuns);
    }

    @Test
    void aLeaseOutlivesAWorkerThatDiedAndItsHeartbeatsDoNot() {
        registry.heartbeat(WorkerRegistryIT.worker("worker-1"));
        String run = submit("p", "s", 0);
        ledger.claim("worker-1", LONG);
        assertThat(situation(run).isWorkedOn()).isTrue();

        database.sql().useHandle(sql -> sql.execute("UPDATE mf_worker SET heartbeat_at = now() - interval '1 hour'"));

        RunSituation dead = situation(run);
        assertThat(dead).returns(false, RunSituation::isWorkedOn).returns(false, RunSituation::isAnyWorkerAlive);
        assertThat(dead.holder().orElseThrow().registration().orElseThrow().state())
                .isEqualTo(WorkerStatus.WorkerState.LOST);
    }

    @Test
    void aWorkerOfAReleaseThatDoesNotRegisterProvesItselfByItsLease() {
        String run = submit("p", "s", 0);
        ledger.claim("old-worker", LONG);

        assertThat(situation(run))
                .returns(true, RunSituation::isWorkedOn)
                .returns(true, RunSituation::isAnyWorkerAlive);
    }

    @Test
    void itSaysWhoGaveARunBackUntilItIsClaimedAgain() {
        String run = submit("p", "s", 0);
        Lease lease = ledger.claim("worker-1", LONG).orElseThrow().lease();
        ledger.release(lease, Duration.ZERO, "the worker stops");

        assertThat(situation(run).handedBack().orElseThrow()).satisfies(back -> {
            assertThat(back.workerId()).isEqualTo("worker-1");
            assertThat(back.reason()).isEqualTo("the worker stops");
        });
        ledger.claim("worker-2", LONG);
        assertThat(situation(run).handedBack()).isEmpty();
    }

    @Test
    void aRunThatWaitsForItsRetryHasNoPositionYet() {
        String run = submit("p", "s", 0);
        Lease lease = ledger.claim("worker-1", LONG).orElseThrow().lease();
        ledger.retryLater(lease, LONG, FailureCode.MANIFEST_UNRESOLVED, "not there");

        assertThat(situation(run).position()).isEmpty();
    }

    /** The count before a run is the count that the claim query serves before it. */
    @RepeatedTest(5)
    void theRunsBeforeOneAreThoseThatAreClaimedBeforeIt(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        ClaimLimits limits = ClaimLimits.UNLIMITED;
        List<String> keys = new ArrayList<>();
        for (int n = 0; n < 30; n++) {
            keys.add(submit("p" + random.nextInt(4), "s" + random.nextInt(3), random.nextInt(3)));
            if (n == 12) {
                // Some are at work already, and some platform runs have had their turn.
                for (int claimed = 0; claimed < 5; claimed++) {
                    ClaimedRun run = ledger.claim("worker-1", LONG).orElseThrow();
                    keys.remove(run.run().runKey());
                    if (random.nextBoolean()) {
                        ledger.fail(run.lease(), FailureCode.DATASET_INVALID, "no rows", Map.of());
                    }
                }
            }
        }
        RunSituationQuery situations = new RunSituationQuery(database.dataSource(), limits);
        Map<Integer, String> expected = new TreeMap<>();
        for (String key : keys) {
            QueuePosition position = situations
                    .situation(ledger.find(key).orElseThrow())
                    .position()
                    .orElseThrow();
            assertThat(position.more()).isFalse();
            expected.put(position.runsBefore(), key);
        }

        List<String> claimed = new ArrayList<>();
        keys.forEach(any ->
                claimed.add(ledger.claim("worker-1", LONG).orElseThrow().run().runKey()));
        assertThat(claimed).containsExactlyElementsOf(expected.values());
    }

    @Test
    void itKnowsHowLongRunsLikeItTook() {
        for (int n = 1; n <= 10; n++) {
            submit("p", n == 10 ? "another scope" : "s", 0);
            Lease lease = ledger.claim("worker-1", LONG).orElseThrow().lease();
            ledger.evalReady(lease, LedgerFixture.refs("eval_report"));
            ledger.gateAttempt(lease, "{}", Sha256.hex("rows"));
            ledger.fail(lease, FailureCode.GATE_FAIL, "no", Map.of());
            database.sql().useHandle(sql -> sql.execute("""
                UPDATE mf_run SET execution_started_at = (SELECT recorded_at FROM mf_gate_attempt AS gate
                    WHERE gate.run_key = mf_run.run_key) - interval '1 minute'
                WHERE run_key = ?
                """, lease.runKey()));
        }
        String run = submit("q", "s", 0);

        assertThat(situation(run).similarRuns())
                .contains(new DurationStatistics(9, Duration.ofMinutes(1), Duration.ofMinutes(1)));
    }

    private RunSituation situation(String runKey) {
        return new RunSituationQuery(database.dataSource(), ClaimLimits.UNLIMITED)
                .situation(ledger.find(runKey).orElseThrow());
    }

    private int requests;

    private String submit(String platformRun, String scope, int priority) {
        String requestId = "request-" + requests++;
        String runKey = "tr_" + Sha256.hex(requestId).substring(0, 32);
        JsonNode request = Json.object().put("intent_kind", "baseline_train");
        ledger.submit(List.of(new IntakeEntry.TrainBuildEntry(
                requestId,
                Sha256.hex(requestId),
                runKey,
                Sha256.hex(runKey),
                platformRun,
                scope,
                "SYSTEM::run_operate",
                request,
                false,
                priority,
                Optional.empty())));
        return runKey;
    }
}
