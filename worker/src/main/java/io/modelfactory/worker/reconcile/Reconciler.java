package io.modelfactory.worker.reconcile;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.reconciliation.LedgerObjects;
import io.modelfactory.worker.ledger.reconciliation.ReconciliationPeriod;
import io.modelfactory.worker.ledger.reconciliation.ReconciliationRepository;
import io.modelfactory.worker.ledger.reconciliation.ReconciliationRepository.DueDay;
import io.modelfactory.worker.ledger.reconciliation.ReconciliationRepository.LedgerSnapshot;
import io.modelfactory.worker.ledger.reconciliation.ReconciliationRepository.StoredReconciliation;
import io.modelfactory.worker.reconcile.StoredObjectComparison.ReconciliationFinding;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reconciles a platform run, day by day and at its end. The first document of a period that the ledger has is the valid
 * one; the store gets that one, however often its writing is cut short and whichever worker continues it.
 */
public final class Reconciler {
    private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);

    /** Days before that are reconciled on request only. */
    private static final Duration LOOKBACK = Duration.ofDays(8);

    private static final Duration UNLIMITED_LOOKBACK = Duration.ofDays(36_500);
    private static final int BATCH = 50;

    private final ReconciliationRepository reconciliations;
    private final ArtifactStore store;
    private final DocumentStore documents;
    private final UnpublishedRecordSearch unpublishedRecords;
    private final WorkerMeters meters;

    public Reconciler(
            ReconciliationRepository reconciliations,
            ArtifactStore store,
            DocumentStore documents,
            WorkerMeters meters) {
        this.reconciliations = reconciliations;
        this.store = store;
        this.documents = documents;
        this.unpublishedRecords = new UnpublishedRecordSearch(store, documents);
        this.meters = meters;
    }

    /**
     * Reconciles all days of the last week that are over, and archives the reconciliations that the store does not have
     * yet. Does nothing while another worker reconciles.
     *
     * @throws io.modelfactory.worker.failure.TransientFaultException if ledger or store fail; the next sweep continues
     */
    public void sweep() {
        if (reconciliations.runExclusively(requireLock -> {
            for (DueDay due : reconciliations.findDueDays(Optional.empty(), LOOKBACK)) {
                requireLock.run();
                reconcile(due);
            }
            for (StoredReconciliation unarchived : reconciliations.findUnarchived(BATCH)) {
                requireLock.run();
                archive(unarchived);
            }
        })) {
            LOG.debug("all days that are over are reconciled");
        }
    }

    /** Reconciles all days of a platform run that are over, however long ago. */
    public List<ReconciliationOutcome> reconcileDays(String platformRunId) {
        requireKnown(platformRunId);
        return reconciliations.findDueDays(Optional.of(platformRunId), UNLIMITED_LOOKBACK).stream()
                .map(this::reconcile)
                .toList();
    }

    /** Reconciles one day, if it is over. */
    public ReconciliationOutcome reconcileDay(String platformRunId, LocalDate day) {
        requireKnown(platformRunId);
        return reconciliations.isOver(day)
                ? reconcile(new DueDay(platformRunId, day))
                : new ReconciliationOutcome.TooEarly(
                        day + " is not over by the ledger's clock; a day is reconciled from a quarter of"
                                + " an hour after its end in UTC");
    }

    /**
     * Reconciles the whole life of a platform run that has no work left. Later events are in the reconciliations of
     * days only.
     */
    public ReconciliationOutcome reconcileFinal(String platformRunId) {
        requireKnown(platformRunId);
        Optional<StoredReconciliation> before = reconciliations.find(platformRunId, ReconciliationPeriod.FINAL);
        long open = before.isPresent() ? 0 : reconciliations.countOpenWork(platformRunId);
        return open == 0
                ? reconcile(platformRunId, ReconciliationPeriod.FINAL, ArtifactKeys.finalReconciliation(platformRunId))
                : new ReconciliationOutcome.TooEarly(platformRunId + " has " + open
                        + " runs at work, or requests without an archived receipt; see mf runs list --platform-run "
                        + platformRunId);
    }

    private ReconciliationOutcome reconcile(DueDay due) {
        ReconciliationPeriod period = ReconciliationPeriod.of(due.day());
        return reconcile(
                due.platformRunId(), period, ArtifactKeys.dayReconciliation(due.platformRunId(), period.name()));
    }

    private ReconciliationOutcome reconcile(String platformRunId, ReconciliationPeriod period, String key) {
        boolean isNew = reconciliations.find(platformRunId, period).isEmpty()
                && reconciliations.write(platformRunId, period, key, document(platformRunId, period));
        StoredReconciliation stored =
                reconciliations.find(platformRunId, period).orElseThrow();
        if (isNew) {
            int findings = stored.document().path("findings").size();
            meters.reconciled(findings);
            LOG.info("reconciled {} of {}: {} findings", period.name(), platformRunId, findings);
        }
        if (!stored.archived()) {
            archive(stored);
        }
        return new ReconciliationOutcome.Done(stored, isNew);
    }

    private ObjectNode document(String platformRunId, ReconciliationPeriod period) {
        LedgerSnapshot snapshot = reconciliations.snapshot(platformRunId, period);
        LedgerObjects objects = snapshot.objects();
        StoredObjectComparison check = new StoredObjectComparison(store);
        List<ReconciliationFinding> findings =
                new ArrayList<>(check.compare(Stream.concat(objects.receipts().stream(), objects.artifacts().stream())
                        .toList()));
        findings.addAll(unpublishedRecords.find(platformRunId, objects.unpublishedRuns()));
        findings.forEach(finding -> LOG.warn(
                "{}: {} of {} at {}",
                finding.kind(),
                finding.item().name(),
                finding.item().owner(),
                finding.item().ref().ref()));
        return ReconciliationDocument.of(
                platformRunId, period, snapshot.counts(), objects, check.objectsRead(), findings);
    }

    private void archive(StoredReconciliation stored) {
        try {
            documents.write(
                    ContractDocument.MF_RECONCILIATION,
                    stored.objectKey(),
                    stored.document(),
                    FailureCode.WORKER_RUNTIME_ERROR,
                    FailureCode.WORKER_RUNTIME_ERROR);
            reconciliations.markArchived(stored);
        } catch (FailureException refusal) {
            LOG.error(
                    "the store refuses the reconciliation {}, it is set aside for an operator: {}",
                    stored.objectKey(),
                    refusal.getMessage());
            reconciliations.setAside(stored, String.valueOf(refusal.getMessage()));
            meters.reconciliationSetAside();
        }
    }

    private void requireKnown(String platformRunId) {
        if (!reconciliations.isKnownPlatformRun(platformRunId)) {
            throw new FailureException(
                    FailureCode.RUN_NOT_FOUND,
                    platformRunId + ": no request ever named this platform run; check its id");
        }
    }
}
