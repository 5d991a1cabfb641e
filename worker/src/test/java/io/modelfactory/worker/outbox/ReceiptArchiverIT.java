package io.modelfactory.worker.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.folder.LocalArtifactStore;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.receipt.ReceiptArchiveReader;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How receipts reach the object store. */
class ReceiptArchiverIT {
    private static final int MAX_BYTES = 1 << 16;

    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());

    @TempDir
    Path root;

    private LocalArtifactStore store;
    private ReceiptArchiver archiver;
    private Thread thread;

    @BeforeEach
    void start() {
        store = new LocalArtifactStore(root);
        archiver = new ReceiptArchiver(
                new ReceiptArchiveReader(database.dataSource()), store, new WorkerMeters(new SimpleMeterRegistry()));
        thread = new Thread(archiver, "archiver");
        thread.start();
    }

    @AfterEach
    void stop() throws InterruptedException {
        archiver.stop();
        thread.join();
        store.close();
        database.close();
    }

    @Test
    void aReceiptIsWrittenUnderItsKeyAsTheLedgerHasIt() throws IOException {
        ledger.submit(List.of(LedgerFixture.refusal("request-1", "no manifest")));

        awaitArchived("request-1");
        byte[] written = store.read(key("request-1"), MAX_BYTES).orElseThrow();
        assertThat(Json.parse(written)).isEqualTo(request("request-1").receipt().orElseThrow());
    }

    @Test
    void aReceiptThatWasWrittenBeforeACrashIsWrittenAgain() {
        ledger.submit(List.of(LedgerFixture.refusal("request-1", "no manifest")));
        awaitArchived("request-1");

        database.sql().useHandle(sql -> sql.execute("UPDATE mf_request SET archived_at = NULL"));

        awaitArchived("request-1");
    }

    @Test
    void aRejectedReceiptIsSetAsideAndBlocksNoOther() {
        store.write(key("request-1"), new byte[] {1}, FailureCode.WORKER_RUNTIME_ERROR);

        ledger.submit(List.of(
                LedgerFixture.refusal("request-1", "no manifest"), LedgerFixture.refusal("request-2", "no manifest")));

        awaitArchived("request-2");
        assertThat(request("request-1").archivedAt()).isEmpty();
        List<String> setAside = database.sql()
                .withHandle(sql -> sql.createQuery("SELECT request_id FROM mf_request WHERE archive_error <> ''")
                        .mapTo(String.class)
                        .list());
        assertThat(setAside).containsExactly("request-1");
    }

    private void awaitArchived(String requestId) {
        await().until(() -> request(requestId).archivedAt().isPresent());
    }

    private RequestRecord request(String requestId) {
        return ledger.request(requestId).orElseThrow();
    }

    private static String key(String requestId) {
        return ArtifactKeys.invocationReceipt(LedgerFixture.PLATFORM_RUN, requestId);
    }
}
