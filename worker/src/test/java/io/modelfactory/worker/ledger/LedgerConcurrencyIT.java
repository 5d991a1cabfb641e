package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.LONG;
import static io.modelfactory.worker.ledger.LedgerFixture.build;
import static io.modelfactory.worker.ledger.LedgerFixture.publishableBuild;
import static io.modelfactory.worker.ledger.LedgerFixture.refs;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.receipt.ReceiptStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Several workers on one ledger. */
class LedgerConcurrencyIT {
    private static final int WORKERS = 8;

    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
    private final ExecutorService threads = Executors.newFixedThreadPool(WORKERS);

    @AfterEach
    void close() {
        threads.shutdownNow();
        database.close();
    }

    @Test
    void twoWorkersNeverClaimTheSameRun() throws Exception {
        int runs = 100;
        ledger.submit(IntStream.range(0, runs)
                .<IntakeEntry>mapToObj(n -> build("request-" + n, "run " + n))
                .toList());

        List<String> claimed = runConcurrently(worker -> claimAll("worker-" + worker)).stream()
                .flatMap(List::stream)
                .toList();

        assertThat(claimed).hasSize(runs).doesNotHaveDuplicates();
    }

    @RepeatedTest(5)
    void batchesOfTheSameRequestsInAnyOrderMakeEachRunOnce() throws Exception {
        List<IntakeEntry> batch = new ArrayList<>(IntStream.range(0, 60)
                .<IntakeEntry>mapToObj(n -> build("request-" + n, "run " + n / 3))
                .toList());

        List<SubmissionOutcome> outcomes = runConcurrently(worker -> {
                    List<IntakeEntry> shuffled = new ArrayList<>(batch);
                    Collections.shuffle(shuffled, new Random(worker));
                    return ledger.submit(shuffled);
                })
                .stream()
                .flatMap(List::stream)
                .toList();

        assertThat(outcomes).filteredOn(SubmissionOutcome.New.class::isInstance).hasSize(20);
        assertThat(outcomes)
                .filteredOn(SubmissionOutcome.Converged.class::isInstance)
                .hasSize(40);
        assertThat(outcomes)
                .filteredOn(SubmissionOutcome.Duplicate.class::isInstance)
                .hasSize(60 * (WORKERS - 1));
        assertThat(gapsInEvents()).isZero();
    }

    @RepeatedTest(5)
    void payloadsThatFightForOneIdLeaveOneOwner() throws Exception {
        List<SubmissionOutcome> outcomes = runConcurrently(worker -> ledger.submit(
                        List.of(build("contested", "run " + worker), build("request-" + worker, "other"))))
                .stream()
                .map(outcome -> outcome.get(0))
                .toList();

        assertThat(outcomes).filteredOn(SubmissionOutcome.New.class::isInstance).hasSize(1);
        assertThat(outcomes)
                .filteredOn(SubmissionOutcome.Refused.class::isInstance)
                .hasSize(WORKERS - 1);
    }

    @RepeatedTest(5)
    void everyRequestIsAnsweredThoughItsRunFinishesMeanwhile() throws Exception {
        ledger.submit(List.of(build("request-first", "a")));
        Lease lease = ledger.claim("worker-0", LONG).orElseThrow().lease();

        runConcurrently(worker -> {
            if (worker == 0) {
                executeRun(lease);
            } else {
                for (int n = 0; n < 10; n++) {
                    ledger.submit(
                            List.of(build("request-" + worker + "-" + n, "a"), publishableBuild("b" + worker, "b")));
                }
            }
            return worker;
        });

        assertThat(ledger.requests(LedgerFixture.runKey("a")))
                .extracting(request ->
                        request.receiptStatus().map(ReceiptStatus::name).orElse("none"))
                .hasSize(1 + 10 * (WORKERS - 1))
                .containsOnly("PASS_NO_PUBLISH", "ALREADY_PASS");
        assertThat(gapsInEvents()).isZero();
    }

    private void executeRun(Lease lease) {
        ledger.evalReady(lease, refs("eval_report"));
        ledger.pass(lease, refs("gate_receipt"));
    }

    private List<String> claimAll(String owner) {
        List<String> runKeys = new ArrayList<>();
        for (Optional<ClaimedRun> claimed = ledger.claim(owner, LONG);
                claimed.isPresent();
                claimed = ledger.claim(owner, LONG)) {
            runKeys.add(claimed.get().run().runKey());
        }
        return runKeys;
    }

    private int gapsInEvents() {
        return database.sql()
                .withHandle(sql -> sql.createQuery("""
                                SELECT count(*) FROM (
                                    SELECT run_key FROM mf_run_event GROUP BY run_key HAVING max(seq) <> count(*)) AS
                                        gaps
                                """).mapTo(Integer.class).one());
    }

    /** Something that one of the workers does. */
    @FunctionalInterface
    private interface ConcurrentTask<T> {
        T by(int worker) throws Exception;
    }

    /** Lets all workers begin at once, and returns what each came to. */
    private <T> List<T> runConcurrently(ConcurrentTask<T> work) throws InterruptedException, ExecutionException {
        CyclicBarrier start = new CyclicBarrier(WORKERS);
        List<Callable<T>> tasks = IntStream.range(0, WORKERS)
                .<Callable<T>>mapToObj(worker -> () -> {
                    start.await();
                    return work.by(worker);
                })
                .toList();
        List<T> results = new ArrayList<>();
        for (Future<T> future : threads.invokeAll(tasks)) {
            results.add(future.get());
        }
        return results;
    }
}
