package io.modelfactory.worker.intake;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.SubmissionOutcome;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerRecords;

/** Writes batches to the ledger one after the other, in a thread of its own: meanwhile the next is polled and decoded. */
final class BatchWriter implements AutoCloseable {
    private final RunLedger ledger;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(BatchWriter::newThread);

    BatchWriter(RunLedger ledger) {
        this.ledger = ledger;
    }

    private static Thread newThread(Runnable work) {
        Thread thread = new Thread(work, "intake-writer");
        thread.setDaemon(true);
        return thread;
    }

    Batch submit(ConsumerRecords<byte[], byte[]> records, List<IntakeEntry> entries) {
        return new Batch(records, entries, thread.submit(() -> ledger.submit(entries)));
    }

    /** What has begun is still written. */
    @Override
    public void close() {
        thread.shutdown();
    }

    /** A batch on its way into the ledger. */
    record Batch(
            ConsumerRecords<byte[], byte[]> records,
            List<IntakeEntry> entries,
            Future<List<SubmissionOutcome>> submission) {

        /**
         * Waits until the batch is written; one outcome for each entry.
         *
         * @throws TransientFaultException if it was not
         */
        List<SubmissionOutcome> awaitOutcomes() {
            try {
                return submission.get();
            } catch (ExecutionException failure) {
                if (failure.getCause() instanceof RuntimeException cause) {
                    throw cause;
                }
                throw new IllegalStateException(failure.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TransientFaultException("interrupted while a batch was written", e);
            }
        }
    }
}
