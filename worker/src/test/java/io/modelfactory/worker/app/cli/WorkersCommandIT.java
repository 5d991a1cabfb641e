package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.app.cli.CommandLineFixture.CapturedOutput;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.activity.WorkerRegistration;
import io.modelfactory.worker.ledger.activity.WorkerRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkersCommandIT {
    private final LedgerDatabase database = LedgerDatabase.create();
    private final WorkerRegistry registry = new WorkerRegistry(database.dataSource());

    @TempDir
    private Path folder = Path.of("");

    private CommandLineFixture mf;

    @BeforeEach
    void openCommandLine() throws IOException {
        mf = CommandLineFixture.under(folder, database.url() + "?user=postgres", folder);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whereNoneHasRegisteredItSaysHowToStartOne() {
        assertThat(mf.run("workers"))
                .isEqualTo(new CapturedOutput(
                        0, "No worker has registered in this ledger yet; start one: `mf worker run`.\n", ""));
    }

    @Test
    void theLivingAndTheDeadAreListedWithWhatTheyWorkOn() {
        register("worker-1");
        register("worker-2");
        RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
        ledger.submit(List.of(LedgerFixture.build("request-a", "a")));
        String run = ledger.claim("worker-1", LedgerFixture.LONG)
                .orElseThrow()
                .lease()
                .runKey();
        database.sql()
                .useHandle(sql -> sql.execute("UPDATE mf_worker SET heartbeat_at = now() - interval '19 minutes'"
                        + " WHERE worker_id = 'worker-2'"));

        List<String> lines = mf.run("workers").out().lines().toList();
        List<JsonNode> documents = mf.run("workers", "--json").documents();

        assertThat(lines).hasSize(3);
        assertThat(lines.get(1)).startsWith("worker-1").contains("ALIVE", run, "host-1", "git:0123456");
        assertThat(lines.get(2)).startsWith("worker-2").contains("LOST", "19 min ago");
        assertThat(documents.get(0).path("state").asText()).isEqualTo("ALIVE");
        assertThat(documents.get(0).path("runs").get(0).asText()).isEqualTo(run);
        assertThat(documents.get(1).path("last_seen_ago_seconds").asDouble()).isGreaterThanOrEqualTo(1_140);
        assertThat(documents.get(1).path("run_config_digest").asText()).hasSize(64);
    }

    @Test
    void whereNoneIsAliveItSaysSo() {
        register("worker-1");
        registry.stop("worker-1");

        assertThat(mf.run("workers").out()).contains("STOPPED", "No worker is alive");
    }

    private void register(String workerId) {
        registry.heartbeat(new WorkerRegistration(
                workerId, "mf.v0", "git:0123456", "0".repeat(64), "host-1", 4711, 2, Duration.ofMinutes(5)));
    }
}
