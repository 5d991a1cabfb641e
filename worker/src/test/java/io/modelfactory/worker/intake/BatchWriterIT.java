package io.modelfactory.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.SubmissionOutcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Batches of which the database rejects an entry for a reason that no repetition changes. */
class BatchWriterIT {
    private final LedgerDatabase database = LedgerDatabase.create();
    private final BatchWriter writer = new BatchWriter(
            new RunLedger(database.dataSource(), LedgerFixture.settings()), new DeadLetterFactory("requests.dlq"));

    @AfterEach
    void close() {
        writer.close();
        database.close();
    }

    @Test
    void oneRejectedRequestIsRefusedAndItsNeighboursAreWritten() {
        reject("mf_run", "NEW.run_key = '" + build("request-2", "b").runKey() + "'");

        BatchWriter.WrittenBatch written = write();

        assertThat(written.outcomes()).hasSize(3);
        assertThat(written.outcomes().get(0)).isInstanceOf(SubmissionOutcome.New.class);
        assertThat(written.outcomes().get(1))
                .isInstanceOfSatisfying(
                        SubmissionOutcome.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(FailureCode.WORKER_RUNTIME_ERROR));
        assertThat(written.outcomes().get(2)).isInstanceOf(SubmissionOutcome.New.class);
        assertThat(written.entries().get(1)).isInstanceOf(IntakeEntry.RefusalEntry.class);
    }

    @Test
    void aRequestWhoseRefusalIsRejectedTooBecomesADeadLetter() {
        reject("mf_request", "NEW.request_id = 'request-2'");

        BatchWriter.WrittenBatch written = write();

        assertThat(written.outcomes()).hasSize(3);
        assertThat(written.entries().get(1))
                .isInstanceOfSatisfying(
                        IntakeEntry.DeadLetterEntry.class,
                        letter -> assertThat(letter.value()).isEqualTo(bytes("request-2")));
    }

    @Test
    void aLedgerThatRejectsEverythingLosesNoRecord() {
        reject("mf_request", "true");
        reject("mf_outbox", "true");

        assertThatThrownBy(this::write).hasMessageContaining("rejected by the test");
    }

    @Test
    void aBatchThatTakesTooLongIsWrittenInSmallerTransactions() {
        cancelTransactionsOfMoreThan(2);
        List<BatchWriter.DecodedRecord> batch = IntStream.range(0, 9)
                .mapToObj(number -> record("request-" + number, "run-" + number))
                .toList();

        int attempts = 1;
        for (; attempts < 10 && !isWritten(batch); attempts++) {}

        assertThat(attempts).isEqualTo(3);
        int requests = database.sql()
                .withHandle(sql -> sql.createQuery("SELECT count(*) FROM mf_request")
                        .mapTo(Integer.class)
                        .one());
        assertThat(requests).isEqualTo(9);
    }

    private boolean isWritten(List<BatchWriter.DecodedRecord> batch) {
        try {
            return writer.submit(ConsumerRecords.empty(), batch)
                            .awaitWritten()
                            .outcomes()
                            .size()
                    == batch.size();
        } catch (TransientFaultException cancelled) {
            return false;
        }
    }

    /** As a database that is too slow for them does. */
    private void cancelTransactionsOfMoreThan(int requests) {
        database.sql().useHandle(sql -> {
            sql.execute("CREATE FUNCTION cancel_large() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                    + " IF (SELECT count(*) FROM written) > " + requests
                    + " THEN RAISE EXCEPTION 'canceling statement due to statement timeout' USING ERRCODE = '57014';"
                    + " END IF; RETURN NULL; END $$");
            sql.execute("CREATE TRIGGER cancel AFTER INSERT ON mf_request_key REFERENCING NEW TABLE AS written"
                    + " FOR EACH STATEMENT EXECUTE FUNCTION cancel_large()");
        });
    }

    private BatchWriter.WrittenBatch write() {
        return writer.submit(
                        ConsumerRecords.empty(),
                        List.of(record("request-1", "a"), record("request-2", "b"), record("request-3", "c")))
                .awaitWritten();
    }

    private static BatchWriter.DecodedRecord record(String requestId, String run) {
        return new BatchWriter.DecodedRecord(
                new ConsumerRecord<>("requests", 0, 0, new byte[0], bytes(requestId)), build(requestId, run));
    }

    private static IntakeEntry.TrainBuildEntry build(String requestId, String run) {
        return LedgerFixture.build(requestId, run);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Program limit exceeded, as an index row that is too large. */
    private void reject(String table, String condition) {
        database.sql().useHandle(sql -> {
            sql.execute("CREATE FUNCTION reject_" + table + "() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF "
                    + condition + " THEN RAISE EXCEPTION 'rejected by the test' USING ERRCODE = '54000'; END IF; "
                    + "RETURN NEW; END $$");
            sql.execute("CREATE TRIGGER reject BEFORE INSERT ON " + table + " FOR EACH ROW EXECUTE FUNCTION reject_"
                    + table + "()");
        });
    }
}
