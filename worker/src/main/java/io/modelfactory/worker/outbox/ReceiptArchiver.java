package io.modelfactory.worker.outbox;

import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.background.BackgroundLoop;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.receipt.ReceiptArchiveReader;
import io.modelfactory.worker.ledger.receipt.ReceiptArchiveReader.PendingReceipt;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.WorkerMeters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the receipts of answered requests to the object store. The ledger has them first, so a crash in between costs
 * nothing: writing the same receipt again is no change. A receipt that the store refuses, because other bytes lie under
 * its key, is set aside with the reason and stops no other.
 */
public final class ReceiptArchiver implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ReceiptArchiver.class);

    /** Few enough for a slow store: a transaction that is idle for as long as a lease is ended by the database. */
    private static final int BATCH_RECEIPTS = 10;

    private final ReceiptArchiveReader receipts;
    private final ArtifactStore artifacts;
    private final BackgroundLoop loop;
    private final WorkerMeters meters;

    public ReceiptArchiver(ReceiptArchiveReader receipts, ArtifactStore artifacts, WorkerMeters meters) {
        this.receipts = receipts;
        this.artifacts = artifacts;
        this.meters = meters;
        this.loop = BackgroundLoop.pollingCalmly(FaultSource.ARCHIVER, this::archiveBatch, meters);
    }

    /** Runs until {@link #stop}. */
    @Override
    public void run() {
        loop.run();
    }

    public void stop() {
        loop.stop();
    }

    private int archiveBatch() {
        int archived = receipts.archiveNext(
                BATCH_RECEIPTS, batch -> batch.stream().filter(this::archive).toList());
        meters.receiptsArchived(archived);
        return archived;
    }

    /** False if the store refused it. */
    private boolean archive(PendingReceipt receipt) {
        try {
            artifacts.write(receipt.key(), CanonicalJson.bytes(receipt.document()), FailureCode.WORKER_RUNTIME_ERROR);
            return true;
        } catch (FailureException refusal) {
            LOG.error("receipt of {} cannot be archived: {}", receipt.requestId(), refusal.getMessage());
            receipts.setAside(receipt, String.valueOf(refusal.getMessage()));
            meters.receiptSetAside();
            return false;
        }
    }
}
