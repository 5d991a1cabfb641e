package io.modelfactory.worker.reconcile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.LedgerObjects;
import io.modelfactory.worker.ledger.Period;
import io.modelfactory.worker.ledger.Reconciliations;
import io.modelfactory.worker.ledger.Reconciliations.Due;
import io.modelfactory.worker.ledger.Reconciliations.Snapshot;
import io.modelfactory.worker.ledger.Reconciliations.Stored;
import io.modelfactory.worker.reconcile.StoreCheck.Finding;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reconciles a platform run, day by day and at its end. The ledger decides which document of a period counts, the first; the
 * store gets that one, however often its writing is cut short and by whomever it is taken up again.
 */
public final class Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    /** A day that nobody reconciled for so long is reconciled when somebody asks for it. */
    private static final Duration LOOKBACK = Duration.ofDays(8);

    private static final Duration FOR_EVER = Duration.ofDays(36_500);
    private static final int BATCH = 50;

    private final Reconciliations ledger;
    private final ArtifactStore store;
    private final DocumentStore documents;
    private final WorkerMeters meters;

    public Reconciler(Reconciliations ledger, ArtifactStore store, DocumentStore documents, WorkerMeters meters) {
        this.ledger = ledger;
        this.store = store;
        this.documents = documents;
        this.meters = meters;
    }

    /**
     * Reconciles all days of the last week that are over, and brings to the store what is not there yet. Does nothing while
     * another worker is at it.
     *
     * @throws io.modelfactory.worker.failure.TransientFaultException if ledger or store fail; what is done by then stays done
     */
    public void sweep() {
        if (ledger.alone(() -> {
            ledger.due(Optional.empty(), LOOKBACK).forEach(this::reconcile);
            ledger.toArchive(BATCH).forEach(this::archive);
        })) {
            LOG.debug("all days that are over are reconciled");
        }
    }

    /** Reconciles all days of a platform run that are over, however long ago. */
    public List<Reconciled> days(String platformRunId) {
        requireKnown(platformRunId);
        return ledger.due(Optional.of(platformRunId), FOR_EVER).stream()
                .map(this::reconcile)
                .toList();
    }

    /** Reconciles one day, if it is over. */
    public Reconciled day(String platformRunId, LocalDate day) {
        requireKnown(platformRunId);
        return ledger.isOver(day)
                ? reconcile(new Due(platformRunId, day))
                : new Reconciled.TooEarly(
                        day + " is not over by the ledger's clock; a day is reconciled from a quarter of"
                                + " an hour after its end in UTC");
    }

    /** Reconciles the whole life of a platform run that has no work left. What happens to it later is told by its days only. */
    public Reconciled close(String platformRunId) {
        requireKnown(platformRunId);
        Optional<Stored> before = ledger.find(platformRunId, Period.FINAL);
        long open = before.isPresent() ? 0 : ledger.open(platformRunId);
        return open == 0
                ? reconcile(platformRunId, Period.FINAL, ArtifactKeys.finalReconciliation(platformRunId))
                : new Reconciled.TooEarly(platformRunId + " has " + open
                        + " runs at work, or requests without an archived receipt; see mf runs list --platform-run "
                        + platformRunId);
    }

    private Reconciled reconcile(Due due) {
        Period period = Period.of(due.day());
        return reconcile(
                due.platformRunId(), period, ArtifactKeys.dayReconciliation(due.platformRunId(), period.name()));
    }

    private Reconciled reconcile(String platformRunId, Period period, String key) {
        boolean now = ledger.find(platformRunId, period).isEmpty()
                && ledger.write(platformRunId, period, key, document(platformRunId, period));
        Stored stored = ledger.find(platformRunId, period).orElseThrow();
        if (now) {
            int findings = stored.document().path("findings").size();
            meters.reconciled(findings);
            LOG.info("reconciled {} of {}: {} findings", period.name(), platformRunId, findings);
        }
        if (!stored.archived()) {
            archive(stored);
        }
        return new Reconciled.Done(stored, now);
    }

    private ObjectNode document(String platformRunId, Period period) {
        Snapshot snapshot = ledger.snapshot(platformRunId, period);
        LedgerObjects objects = snapshot.objects();
        StoreCheck check = new StoreCheck(store);
        List<Finding> findings = check.findings(Stream.concat(objects.receipts().stream(), objects.artifacts().stream())
                .toList());
        findings.forEach(finding -> LOG.warn(
                "{}: {} of {} at {}",
                finding.kind(),
                finding.item().name(),
                finding.item().owner(),
                finding.item().ref().ref()));
        return ReconciliationDocument.of(
                platformRunId, period, snapshot.counts(), objects, check.objectsRead(), findings);
    }

    private void archive(Stored stored) {
        try {
            documents.write(
                    ContractDocument.MF_RECONCILIATION,
                    stored.objectKey(),
                    stored.document(),
                    FailureCode.WORKER_RUNTIME_ERROR,
                    FailureCode.WORKER_RUNTIME_ERROR);
            ledger.archived(stored);
        } catch (FailureException refusal) {
            LOG.error("the reconciliation at {} cannot be archived: {}", stored.objectKey(), refusal.getMessage());
            ledger.setAside(stored, String.valueOf(refusal.getMessage()));
            meters.reconciliationSetAside();
        }
    }

    private void requireKnown(String platformRunId) {
        if (!ledger.knows(platformRunId)) {
            throw new FailureException(
                    FailureCode.RUN_NOT_FOUND, platformRunId + ": no request ever named this platform run");
        }
    }
}
