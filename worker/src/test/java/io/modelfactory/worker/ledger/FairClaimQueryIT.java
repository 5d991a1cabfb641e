package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.LONG;
import static io.modelfactory.worker.ledger.LedgerFixture.refs;
import static io.modelfactory.worker.ledger.LedgerFixture.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.audit.HumanPrincipals;
import io.modelfactory.worker.ledger.lease.ClaimLimits;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Who is served next, and how many at the same time. */
class FairClaimQueryIT {
    private static final int THREADS = 8;

    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = ledger(ClaimLimits.UNLIMITED);
    private final AtomicInteger requests = new AtomicInteger();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aLargePlatformRunDoesNotBlockASmallOne() {
        submitRuns("big", "slot", 20);
        submitRuns("small", "slot", 1);

        assertThat(claimedRuns(4)).containsExactly("big", "small", "big", "big");
    }

    @Test
    void platformRunsTakeTurnsWithOneWorker() {
        submitRuns("a", "slot", 3);
        submitRuns("b", "slot", 3);
        submitRuns("c", "slot", 1);

        assertThat(claimedRuns(7)).containsExactly("a", "b", "c", "a", "b", "a", "b");
    }

    @Test
    void thePlatformRunWithTheFewestRunsAtWorkIsServedFirst() {
        submitRuns("a", "slot", 4);
        claim();
        claim();
        submitRuns("b", "slot", 3);

        assertThat(List.of(claim(), claim(), claim()))
                .extracting(claimed -> claimed.run().platformRunId())
                .as("b until both have two at work, then whose turn was longest ago")
                .containsExactly("b", "b", "a");
    }

    @Test
    void priorityGoesBeforeFairness() {
        submitRuns("a", "slot", 2, 0);
        submitRuns("b", "slot", 3, 5);

        assertThat(claimedRuns(5)).containsExactly("b", "b", "b", "a", "a");
    }

    @Test
    void whatHasOnlyToBePublishedIsServedBeforeTraining() {
        RunLedger urgent = ledger(new ClaimLimits(ClaimLimits.NO_LIMIT, ClaimLimits.NO_LIMIT, 100));
        String passed = submitRuns("a", "slot", 1).get(0);
        Lease lease = claim().lease();
        ledger.evalReady(lease, refs("eval_report"));
        ledger.pass(lease, refs("gate_receipt"));
        submitRuns("b", "slot", 1, 99);

        urgent.submit(List.of(build(passed, "a", "slot", true, 0)));

        assertThat(claim().run().runKey()).isEqualTo(passed);
    }

    @Test
    void aDelayedRunBlocksNoOther() {
        submitRuns("a", "slot", 2, 9);
        Lease lease = claim().lease();
        ledger.retryLater(lease, LONG, FailureCode.MANIFEST_UNRESOLVED, "not there");

        assertThat(claim().run().platformRunId()).isEqualTo("a");
        assertThat(ledger.claim("worker", LONG)).isEmpty();
    }

    @Test
    void aScopeAtItsLimitIsSkippedUntilARunFinishes() {
        RunLedger limited = ledger(new ClaimLimits(1, ClaimLimits.NO_LIMIT, 0));
        submitRuns("a", "full", 2, 9);
        submitRuns("b", "other", 1);

        Lease first = limited.claim("worker", LONG).orElseThrow().lease();
        assertThat(limited.claim("worker", LONG).orElseThrow().run().scopeKey()).isEqualTo("other");
        assertThat(limited.claim("worker", LONG)).isEmpty();

        limited.fail(first, FailureCode.DATASET_INVALID, "no rows", Map.of());
        assertThat(limited.claim("worker", LONG).orElseThrow().run().scopeKey()).isEqualTo("full");
    }

    @Test
    void anExpiredLeaseFreesItsPlaceAndTheRunResumes() {
        RunLedger limited = ledger(new ClaimLimits(1, 1, 0));
        submitRuns("a", "slot", 1);
        Lease dead = limited.claim("dead", Duration.ZERO).orElseThrow().lease();

        assertThat(limited.claim("living", LONG).orElseThrow().lease().runKey()).isEqualTo(dead.runKey());
    }

    @RepeatedTest(3)
    void concurrentClaimsRespectTheScopeLimit() throws Exception {
        submitRuns("a", "s1", 20);
        submitRuns("b", "s1", 20);
        submitRuns("b", "s2", 20);

        Map<String, Integer> most = claimConcurrently(
                ledger(new ClaimLimits(2, ClaimLimits.NO_LIMIT, 0)), run -> List.of(run.scopeKey()), 60);

        assertThat(most).hasSize(2).allSatisfy((scope, runs) -> assertThat(runs).isBetween(1, 2));
    }

    @RepeatedTest(3)
    void concurrentClaimsRespectThePlatformRunLimit() throws Exception {
        submitRuns("a", "s1", 20);
        submitRuns("a", "s2", 20);
        submitRuns("b", "s2", 20);

        Map<String, Integer> most = claimConcurrently(
                ledger(new ClaimLimits(4, 3, 0)), run -> List.of(run.scopeKey(), run.platformRunId()), 60);

        assertThat(most).hasSize(4);
        assertThat(most.get("a")).isBetween(1, 3);
        assertThat(most.get("b")).isBetween(1, 3);
        assertThat(most.get("s1")).isBetween(1, 4);
        assertThat(most.get("s2")).isBetween(1, 4);
    }

    @FunctionalInterface
    private interface RunGrouping {
        List<String> of(RunRecord run);
    }

    /** Many workers do all there is; the most runs that were seen at work together in each group. */
    private Map<String, Integer> claimConcurrently(RunLedger limited, RunGrouping groups, int runs) throws Exception {
        Map<String, AtomicInteger> atWork = new ConcurrentHashMap<>();
        Map<String, Integer> most = new ConcurrentHashMap<>();
        AtomicInteger left = new AtomicInteger(runs);
        CyclicBarrier start = new CyclicBarrier(THREADS);
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<Callable<Void>> workers = IntStream.range(0, THREADS)
                    .<Callable<Void>>mapToObj(worker -> () -> {
                        start.await();
                        while (left.get() > 0) {
                            Optional<ClaimedRun> claimed = limited.claim("worker-" + worker, LONG);
                            if (claimed.isPresent()) {
                                work(
                                        limited,
                                        claimed.get(),
                                        groups.of(claimed.get().run()),
                                        atWork,
                                        most);
                                left.decrementAndGet();
                            }
                        }
                        return null;
                    })
                    .toList();
            for (Future<Void> worker : threads.invokeAll(workers)) {
                worker.get();
            }
        } finally {
            threads.shutdownNow();
        }
        return most;
    }

    private static void work(
            RunLedger limited,
            ClaimedRun claimed,
            List<String> groups,
            Map<String, AtomicInteger> atWork,
            Map<String, Integer> most) {
        for (String group : groups) {
            int now = atWork.computeIfAbsent(group, any -> new AtomicInteger()).incrementAndGet();
            most.merge(group, now, Math::max);
        }
        limited.evalReady(claimed.lease(), refs("eval_report"));
        // Counted down before the ledger commits, so that the count here is never above the ledger's.
        groups.forEach(group -> Objects.requireNonNull(atWork.get(group)).decrementAndGet());
        limited.fail(claimed.lease(), FailureCode.GATE_FAIL, "no", Map.of());
    }

    private RunLedger ledger(ClaimLimits rules) {
        LedgerSettings settings = LedgerFixture.settings();
        return new RunLedger(
                database.dataSource(),
                new LedgerSettings(
                        settings.worker(),
                        settings.runEventsTopic(),
                        settings.registryEventsTopic(),
                        settings.controlTopic(),
                        settings.maxFullRunAttempts(),
                        settings.maxPublishRetryAttempts(),
                        rules,
                        ProfilePolicy.allowingAll(),
                        HumanPrincipals.DEFAULT));
    }

    private List<String> submitRuns(String platformRun, String scope, int runs) {
        return submitRuns(platformRun, scope, runs, 0);
    }

    /** Queues that many runs; gives their keys. */
    private List<String> submitRuns(String platformRun, String scope, int runs, int priority) {
        List<String> keys = new ArrayList<>();
        for (int n = 0; n < runs; n++) {
            String key = "tr_"
                    + Sha256.hex(platformRun + scope + requests.incrementAndGet())
                            .substring(0, 32);
            ledger.submit(List.of(build(key, platformRun, scope, false, priority)));
            keys.add(key);
        }
        return keys;
    }

    private IntakeEntry.TrainBuildEntry build(
            String runKey, String platformRun, String scope, boolean publishAllowed, int priority) {
        String requestId = "request-" + requests.incrementAndGet();
        return new IntakeEntry.TrainBuildEntry(
                requestId,
                Sha256.hex(requestId),
                runKey,
                Sha256.hex(runKey),
                platformRun,
                scope,
                "SYSTEM::run_operate",
                request(runKey),
                publishAllowed,
                priority,
                Optional.empty());
    }

    private ClaimedRun claim() {
        return ledger.claim("worker", LONG).orElseThrow();
    }

    /** The platform runs that one worker serves, run by run, each ended before the next. */
    private List<String> claimedRuns(int runs) {
        List<String> served = new ArrayList<>();
        for (int n = 0; n < runs; n++) {
            ClaimedRun claimed = claim();
            served.add(claimed.run().platformRunId());
            ledger.fail(claimed.lease(), FailureCode.DATASET_INVALID, "no rows", Map.of());
        }
        return served;
    }
}
