package io.modelfactory.worker.bench;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.schema.LedgerMigrations;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/** Runs that train nothing: a ledger with all its events, receipts and messages, and no work between them. */
final class NoOpRuns {
    /** Claimed, evaluated, passed, published: each is one transaction. */
    static final int COMMITS = 4;

    private static final int BATCH = 500;
    private static final Map<String, ArtifactRef> BUILT = LedgerFixture.refs("model", "eval_report", "evidence_pack");
    private static final Map<String, ArtifactRef> JUDGED = LedgerFixture.refs("gate_receipt", "publish_eligibility");
    private static final Map<String, ArtifactRef> PUBLISHED = LedgerFixture.refs("bundle_publication", "completion");

    private final RunLedger ledger;
    private final Map<String, Double> observed;

    NoOpRuns(DataSource database) {
        this(database, Map.of());
    }

    /** @param observed metrics that the gate has observed of each run */
    NoOpRuns(DataSource database, Map<String, Double> observed) {
        LedgerMigrations.migrate(database);
        this.observed = observed;
        this.ledger = new RunLedger(database, LedgerFixture.settings());
    }

    void queue(int from, int to) {
        for (int first = from; first < to; first += BATCH) {
            ledger.submit(IntStream.range(first, Math.min(first + BATCH, to))
                    .mapToObj(NoOpRuns::request)
                    .toList());
        }
    }

    private static IntakeEntry request(int number) {
        return LedgerFixture.publishableBuild("bench.request." + number, "run " + number);
    }

    /** Puts one request into the ledger, in a transaction of its own, and returns the key of its run. */
    String queue(int number) {
        IntakeEntry.TrainBuildEntry request =
                LedgerFixture.publishableBuild("bench.request." + number, "run " + number);
        ledger.submit(List.of(request));
        return request.runKey();
    }

    Optional<ClaimedRun> claim() {
        return ledger.claim("bench", LedgerFixture.LONG);
    }

    void completeRun(ClaimedRun claimed) {
        evaluated(claimed);
        passed(claimed);
        published(claimed);
    }

    void evaluated(ClaimedRun claimed) {
        ledger.evalReady(claimed.lease(), BUILT);
    }

    void passed(ClaimedRun claimed) {
        ledger.pass(claimed.lease(), JUDGED, observed);
    }

    void published(ClaimedRun claimed) {
        ledger.published(claimed.lease(), PUBLISHED, LedgerFixture.lifecycleEvent());
    }

    /** Seconds to execute so many of the queued runs on so many threads. */
    double seconds(int runs, int threads) {
        AtomicInteger next = new AtomicInteger();
        return ParallelTasks.seconds(threads, thread -> {
            while (next.getAndIncrement() < runs) {
                completeRun(claim().orElseThrow());
            }
        });
    }

    /** Executes runs until none is left. */
    void completeAll() {
        for (Optional<ClaimedRun> claimed = claim(); claimed.isPresent(); claimed = claim()) {
            claimed.ifPresent(this::completeRun);
        }
    }
}
