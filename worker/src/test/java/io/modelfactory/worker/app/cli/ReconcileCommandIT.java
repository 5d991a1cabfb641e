package io.modelfactory.worker.app.cli;

import static io.modelfactory.worker.ledger.LedgerFixture.PLATFORM_RUN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.app.cli.CommandLineFixture.CapturedOutput;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.folder.LocalArtifactStore;
import io.modelfactory.worker.ledger.LedgerBackdating;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.UtcMidnight;
import io.modelfactory.worker.reconcile.PlatformRunFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mf reconcile} and {@code mf audits}, as an operator and an auditor use them. */
class ReconcileCommandIT {
    private final LedgerDatabase database = LedgerDatabase.create();

    @TempDir
    private Path folder = Path.of("");

    private Path root = Path.of("");
    private CommandLineFixture mf;
    private LocalDate today = LocalDate.EPOCH;

    @BeforeEach
    void live() throws IOException {
        UtcMidnight.letPass();
        today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
        root = Files.createDirectory(folder.resolve("store"));
        mf = CommandLineFixture.under(folder, database.url(), root);
        try (LocalArtifactStore store = new LocalArtifactStore(root)) {
            new PlatformRunFixture(database.dataSource(), store).populate();
        }
        LedgerBackdating.shiftByDays(database.dataSource(), 2);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void allDaysThatAreOverAreReconciledOnce() throws IOException {
        CapturedOutput first = mf.run("reconcile", "--platform-run", PLATFORM_RUN, "--json");
        CapturedOutput second = mf.run("reconcile", "--platform-run", PLATFORM_RUN);

        assertThat(first.exitCode()).isZero();
        Path file = root.resolve(PLATFORM_RUN + "/mf/reconciliation/" + today.minusDays(2) + ".json");
        assertThat(first.documents()).containsExactly(Json.parse(Files.readAllBytes(file)));
        assertThat(second.exitCode()).isZero();
        assertThat(second.out()).isEmpty();
        assertThat(second.err()).contains("reconciled already");
    }

    @Test
    void aDayIsShownAgainAsItWasWritten() {
        String day = today.minusDays(2).toString();
        CapturedOutput first = mf.run("reconcile", "--platform-run", PLATFORM_RUN, "--day", day);
        CapturedOutput second = mf.run("reconcile", "--platform-run", PLATFORM_RUN, "--day", day);

        assertThat(first.exitCode()).isZero();
        assertThat(first.out()).contains("PUBLISHED", "MANIFEST_INVALID", "0 findings");
        assertThat(second.out()).contains("(written before)");
        assertThat(second.out().replace(" (written before)", "")).isEqualTo(first.out());
    }

    @Test
    void aDayThatIsNotOverIsRefused() {
        CapturedOutput outcome = mf.run("reconcile", "--platform-run", PLATFORM_RUN, "--day", today.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).contains("is not over");
        assertThat(mf.run("reconcile", "--platform-run", PLATFORM_RUN, "--day", "yesterday")
                        .exitCode())
                .isEqualTo(2);
        assertThat(mf.run("reconcile", "--platform-run", PLATFORM_RUN, "--day", today.toString(), "--final")
                        .exitCode())
                .isEqualTo(2);
    }

    @Test
    void missingObjectsRequireAction() throws IOException {
        Files.delete(root.resolve(PLATFORM_RUN + "/a/gate_receipt"));

        CapturedOutput outcome = mf.run("reconcile", "--platform-run", PLATFORM_RUN);

        assertThat(outcome.exitCode()).isEqualTo(4);
        assertThat(outcome.out()).contains("MISSING", "gate_receipt", "1 findings");
    }

    @Test
    void aPlatformRunIsClosed() {
        CapturedOutput outcome = mf.run("reconcile", "--platform-run", PLATFORM_RUN, "--final", "--json");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.documents().get(0).at("/period/kind").asText()).isEqualTo("FINAL");
        assertThat(root.resolve(PLATFORM_RUN + "/learning/reconciliation/mf_reconciliation.json"))
                .exists();
    }

    @Test
    void anUnknownPlatformRunIsNotFound() {
        CapturedOutput outcome = mf.run("reconcile", "--platform-run", "platform_unknown");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("RUN_NOT_FOUND");
    }

    @Test
    void auditsAreListedWithWhoWhatAndOutcome() {
        CapturedOutput all = mf.run("audits");
        CapturedOutput refused = mf.run("audits", "--refused", "--json");

        assertThat(all.exitCode()).isZero();
        assertThat(all.out().lines()).hasSize(4);
        assertThat(all.out()).contains("SYSTEM::run_operate", "RESOLVED", "MANIFEST_INVALID", "MANIFEST_REF_MISSING");
        assertThat(refused.documents())
                .hasSize(2)
                .allMatch(audit -> audit.path("sha256").isMissingNode()
                        || audit.path("sha256").isNull());
        JsonNode latest = refused.documents().get(0);
        assertThat(latest.path("purpose").asText()).isEqualTo("ADMISSION");
        assertThat(latest.path("request_id").asText()).isEqualTo("request-3");
    }

    @Test
    void auditsAreListedByRunAndByPlatformRun() {
        String runKey = mf.run("audits", "--json", "--limit", "100").documents().stream()
                .filter(audit -> audit.path("outcome").asText().equals("RESOLVED"))
                .findFirst()
                .orElseThrow()
                .path("run_key")
                .asText();

        assertThat(mf.run("audits", runKey, "--json").documents()).hasSize(1);
        assertThat(mf.run("audits", runKey, "--refused").out()).contains("No protected reference was followed");
        assertThat(mf.run("audits", "--platform-run", "another").out()).contains("No protected reference");
        assertThat(mf.run("audits", "--limit", "0").exitCode()).isEqualTo(2);
        assertThat(mf.run("audits", "tr_" + "0".repeat(32)).err()).startsWith("RUN_NOT_FOUND");
    }
}
