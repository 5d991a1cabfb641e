package io.modelfactory.worker.intake;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.SubmissionOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes batches to the ledger one after the other, in a thread of its own: meanwhile the next is polled and decoded. A
 * batch that the ledger rejects for a reason that is not transient is written entry by entry, so that one bad entry
 * ends in a refusal or a dead letter and not in the end of the worker. After a transient fault, which may be a
 * transaction that takes longer than it may, the transactions of the next attempt are half as large; what those write
 * that succeed is known when the batch is read again.
 */
final class BatchWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);

    /** More than a poll returns. */
    private static final int MAX_ENTRIES = 1 << 16;

    private final RunLedger ledger;
    private final DeadLetterFactory deadLetters;
    /** Of one transaction. */
    private int maxEntries = MAX_ENTRIES;

    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            BasicThreadFactory.builder().namingPattern("intake-writer").daemon().build());

    BatchWriter(RunLedger ledger, DeadLetterFactory deadLetters) {
        this.ledger = ledger;
        this.deadLetters = deadLetters;
    }

    Batch submit(ConsumerRecords<byte[], byte[]> records, List<DecodedRecord> decoded) {
        return new Batch(records, thread.submit(() -> write(decoded)));
    }

    private WrittenBatch write(List<DecodedRecord> decoded) {
        List<IntakeEntry> entries = new ArrayList<>(decoded.size());
        List<SubmissionOutcome> outcomes = new ArrayList<>(decoded.size());
        for (int from = 0; from < decoded.size(); ) {
            int to = Math.min(decoded.size(), from + Math.min(maxEntries, decoded.size()));
            WrittenBatch part = writePart(decoded.subList(from, to));
            entries.addAll(part.entries());
            outcomes.addAll(part.outcomes());
            from = to;
        }
        // Not before all of the batch is written: it would begin anew with transactions that are too large again.
        maxEntries = Math.max(maxEntries, Math.min(maxEntries * 2, MAX_ENTRIES));
        return new WrittenBatch(entries, outcomes);
    }

    private WrittenBatch writePart(List<DecodedRecord> decoded) {
        List<IntakeEntry> entries = decoded.stream().map(DecodedRecord::entry).toList();
        try {
            return new WrittenBatch(entries, ledger.submit(entries));
        } catch (TransientFaultException fault) {
            maxEntries = Math.max(1, decoded.size() / 2);
            throw fault;
        } catch (RuntimeException rejected) {
            LOG.warn("the ledger rejects a batch of {}; it is written entry by entry", entries.size(), rejected);
            return writeOneByOne(decoded);
        }
    }

    private WrittenBatch writeOneByOne(List<DecodedRecord> decoded) {
        List<IntakeEntry> entries = new ArrayList<>(decoded.size());
        List<SubmissionOutcome> outcomes = new ArrayList<>(decoded.size());
        for (DecodedRecord record : decoded) {
            WrittenBatch written = writeOne(record);
            entries.addAll(written.entries());
            outcomes.addAll(written.outcomes());
        }
        return new WrittenBatch(entries, outcomes);
    }

    /**
     * Tries the entry, its refusal, and a bare dead letter; if the ledger keeps none of them, the fault is not the
     * entry's.
     */
    private WrittenBatch writeOne(DecodedRecord record) {
        try {
            return submitOne(record.entry());
        } catch (TransientFaultException fault) {
            throw fault;
        } catch (RuntimeException rejected) {
            LOG.error("the ledger rejects {} ({})", record.entry().describe(), record.position(), rejected);
            return writeReplacement(record, rejected);
        }
    }

    private WrittenBatch writeReplacement(DecodedRecord record, RuntimeException rejected) {
        if (record.entry() instanceof IntakeEntry.RequestEntry request) {
            try {
                WrittenBatch written = submitOne(refusal(request, rejected));
                LOG.error("{} ({}) is refused", request.describe(), record.position());
                return written;
            } catch (TransientFaultException fault) {
                throw fault;
            } catch (RuntimeException again) {
                LOG.error("the refusal of {} is rejected too", request.describe(), again);
            }
        }
        WrittenBatch written = submitOne(deadLetters.withoutHeaders(record.source(), rejected));
        LOG.error("{} ({}) is written as a dead letter", record.entry().describe(), record.position());
        return written;
    }

    private static IntakeEntry refusal(IntakeEntry.RequestEntry request, RuntimeException rejected) {
        return new IntakeEntry.RefusalEntry(
                request.requestId(),
                request.payloadHash(),
                request.command(),
                request.platformRunId(),
                request.requesterPrincipal(),
                request.authenticatedBy(),
                FailureCode.WORKER_RUNTIME_ERROR,
                "the ledger cannot keep the request (" + rejected.getClass().getSimpleName()
                        + "); see the worker's log, and send a corrected request under a new request_id",
                request.references(),
                request.traceparent());
    }

    private WrittenBatch submitOne(IntakeEntry entry) {
        return new WrittenBatch(List.of(entry), ledger.submit(List.of(entry)));
    }

    /** What has begun is still written. */
    @Override
    public void close() {
        thread.shutdown();
    }

    /** A record and the entry that was made of it. */
    record DecodedRecord(ConsumerRecord<byte[], byte[]> source, IntakeEntry entry) {
        String position() {
            return source.topic() + "-" + source.partition() + "@" + source.offset();
        }
    }

    /** Entries as they were written, which may replace those that were submitted, and one outcome for each. */
    record WrittenBatch(List<IntakeEntry> entries, List<SubmissionOutcome> outcomes) {}

    /** A batch that is being written into the ledger. */
    record Batch(ConsumerRecords<byte[], byte[]> records, Future<WrittenBatch> submission) {

        /**
         * Waits until the batch is written.
         *
         * @throws TransientFaultException if it was not
         */
        WrittenBatch awaitWritten() {
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
