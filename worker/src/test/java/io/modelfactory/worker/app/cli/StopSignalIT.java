package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.wiring.LedgerSession;
import io.modelfactory.worker.app.worker.CreditProfiles;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunEventType;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What SIGTERM does to a worker's process. */
class StopSignalIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);
    private static final String GRACE = "grace_seconds: 15";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void aRunLongerThanTheGracePeriodIsReleased() throws Exception {
        PlatformTenant tenant = new PlatformTenant("stop_hurried_it");
        RequestDocuments requests = new RequestDocuments(tenant);
        ObjectNode request =
                requests.passing("mf.stop.long.001").put("training_config_ref", trainingForMinutes(tenant));
        Process worker = startedOn(tenant, request, "grace_seconds: 1");

        CommandResult health = tenant.run("health");
        List<RunEventType> history = historyAfterSigterm(tenant, worker, request);

        assertThat(health.exitCode())
                .as("on a port that only the worker knew: %s", health)
                .isZero();
        assertThat(tenant.run("health").exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(history)
                .containsExactly(RunEventType.REQUEST_QUEUED, RunEventType.RUN_STARTED, RunEventType.RUN_HANDED_BACK);
        assertThat(run(tenant, request).fullRunAttempts()).isZero();
    }

    @Test
    void aRunWithinTheGracePeriodIsFinishedByItsWorker() throws Exception {
        PlatformTenant tenant = new PlatformTenant("stop_patient_it");
        ObjectNode request = new RequestDocuments(tenant).passing("mf.stop.short.01");
        Process worker = startedOn(tenant, request, "grace_seconds: 600");

        List<RunEventType> history = historyAfterSigterm(tenant, worker, request);

        assertThat(history).doesNotContain(RunEventType.RUN_HANDED_BACK).endsWith(RunEventType.BUNDLE_PUBLISHED);
        assertThat(run(tenant, request).state()).isEqualTo(RunState.PUBLISHED);
    }

    /** A worker that has begun to work on what the request asks for. */
    private Process startedOn(PlatformTenant tenant, ObjectNode request, String grace) throws IOException {
        CommandResult asked = tenant.run("request", "train-build", new RequestDocuments(tenant).file(request));
        assertThat(asked.exitCode()).as(asked.toString()).isZero();
        Process worker = tenant.startWorker(log(), GRACE, grace);
        await().atMost(TIMEOUT)
                .failFast(() -> assertThat(worker.isAlive())
                        .as(() -> "the worker works; its log is " + contentOf(log()))
                        .isTrue())
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(history(tenant, request))
                        .as(() -> "of a worker whose log is " + contentOf(log()))
                        .contains(RunEventType.RUN_STARTED));
        return worker;
    }

    private List<RunEventType> historyAfterSigterm(PlatformTenant tenant, Process worker, ObjectNode request)
            throws Exception {
        try {
            worker.destroy();
            assertThat(worker.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            worker.destroyForcibly();
        }
        assertThat(worker.exitValue()).isEqualTo(ExitCode.STOPPED);
        assertThat(log()).content().contains("stopped").as("no stack trace").doesNotContain("\tat ");
        return history(tenant, request);
    }

    private Path log() {
        return folder.resolve("log");
    }

    private static String contentOf(Path log) {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "not there: " + e;
        }
    }

    private static String trainingForMinutes(PlatformTenant tenant) throws IOException {
        Files.writeString(tenant.store().resolve("minutes.yaml"), CreditProfiles.trainingForMinutes());
        return "minutes.yaml";
    }

    private static List<RunEventType> history(PlatformTenant tenant, ObjectNode request) {
        try (LedgerSession session = LedgerSession.open(tenant.configuration())) {
            return session.ledger().events(RequestDocuments.runKey(request)).stream()
                    .map(RunEvent::type)
                    .toList();
        }
    }

    private static RunRecord run(PlatformTenant tenant, ObjectNode request) {
        try (LedgerSession session = LedgerSession.open(tenant.configuration())) {
            return session.ledger().find(RequestDocuments.runKey(request)).orElseThrow();
        }
    }
}
