package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What commands say of runs and requests whose month was exported and detached. */
class DetachedHistoryIT {
    private static final String REQUEST = "mf.detached.history.1";
    private static final String DETACHED =
            "The history of 2026-01 was exported and detached; see runbooks/export-history.md.";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void commandsSayThatTheHistoryIsDetachedInsteadOfShowingNone() throws Exception {
        RunbookScenario scenario = new RunbookScenario("detached_history_it");
        ObjectNode request = scenario.requests.passing(REQUEST);
        request.putArray("dataset_manifest_refs").add(RequestDocuments.RUN + "/ofs/manifests/none.json");
        String runKey = scenario.submit(request);
        scenario.drainWorker();
        PlatformTenant tenant = scenario.tenant;
        assertThat(tenant.run("runs", "events", runKey).out())
                .contains("RUN_FAILED")
                .doesNotContain(DETACHED);

        scenario.sql(movedToJanuary());
        scenario.runSuccessfully(
                "history",
                "export",
                "--month",
                "2026-01",
                "--to",
                folder.resolve("archive").toString(),
                "--detach");

        assertThat(tenant.run("runs", "events", runKey).out().strip()).isEqualTo(DETACHED);
        assertThat(tenant.run("runs", "events", runKey, "--json")
                        .document()
                        .path("detached_month")
                        .textValue())
                .isEqualTo("2026-01");
        assertThat(tenant.run("runs", "show", runKey).out()).contains("FAIL").contains(DETACHED);
        assertThat(tenant.run("explain", runKey).out())
                .contains("MANIFEST_UNRESOLVED")
                .contains(DETACHED);
        assertThat(tenant.run("explain", "--request", REQUEST).err())
                .contains(REQUEST)
                .contains(DETACHED);
        assertThat(tenant.run("explain", "--request", "mf.never.sent.1").err()).contains("no request of this id");
    }

    /** Without the triggers that refuse it. */
    private static String movedToJanuary() {
        return """
                SELECT mf_create_month('2026-01-01');
                SET session_replication_role = replica;
                UPDATE mf_run SET created_at = '2026-01-15T12:00:00Z';
                UPDATE mf_run_event SET occurred_at = '2026-01-15T12:00:00Z', run_month = '2026-01-01';
                UPDATE mf_request SET received_at = '2026-01-15T12:00:00Z', archived_at = now();
                UPDATE mf_request_key SET received_at = '2026-01-15T12:00:00Z';
                UPDATE mf_evidence_audit SET occurred_at = '2026-01-15T12:00:00Z';
                """;
    }
}
