package io.modelfactory.worker.outbox;

import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.ReceiptRow;
import io.modelfactory.worker.ledger.ReceiptRows;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes invocation receipts to the object store, in canonical form under the key the ledger gave them. What was written but
 * not noted before a crash is written again, which the store takes for the same. A receipt that the store refuses, because
 * other bytes lie there, is set aside with the reason and stops no other.
 */
public final class ReceiptArchiver implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(ReceiptArchiver.class);

    private static final int BATCH = 100;

    private final ReceiptRows rows;
    private final ArtifactStore store;
    private final SteadyLoop loop = new SteadyLoop("archiving receipts");

    public ReceiptArchiver(ReceiptRows rows, ArtifactStore store) {
        this.rows = rows;
        this.store = store;
    }

    /** Runs until {@link #stop}, or until the thread is interrupted. */
    @Override
    public void run() {
        loop.run(() -> rows.tryOpen().map(Archiving::new));
    }

    /** Asks the loop to end after the receipt at hand. May be called from any thread. */
    public void stop() {
        loop.stop();
    }

    private final class Archiving implements SteadyLoop.Work {
        private final ReceiptRows.Session session;

        Archiving(ReceiptRows.Session session) {
            this.session = session;
        }

        @Override
        public int step() {
            List<ReceiptRow> batch = session.next(BATCH);
            List<ReceiptRow> written = new ArrayList<>();
            try {
                for (ReceiptRow receipt : batch) {
                    if (loop.isStopping()) {
                        break;
                    } else if (write(receipt)) {
                        written.add(receipt);
                    }
                }
            } finally {
                // What a fault of the store leaves behind in the middle of a batch need not be written again.
                if (!written.isEmpty()) {
                    session.archived(written);
                }
            }
            return batch.size();
        }

        private boolean write(ReceiptRow receipt) {
            try {
                store.write(
                        receipt.receiptKey(), CanonicalJson.bytes(receipt.receipt()), FailureCode.WORKER_RUNTIME_ERROR);
                return true;
            } catch (FailureException refusal) {
                LOG.error("receipt {} cannot be archived: {}", receipt.receiptKey(), refusal.getMessage());
                session.setAside(receipt, refusal.code() + ": " + refusal.getMessage());
                return false;
            }
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
