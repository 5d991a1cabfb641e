package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.operator.RequestPreparer;
import io.modelfactory.worker.app.wiring.LedgerSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ctrl-C while {@code --wait} follows a run. */
class InterruptedWaitIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private final PlatformTenant tenant = new PlatformTenant("interrupted_wait_it");
    private final RequestDocuments requests = new RequestDocuments(tenant);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void onlyARunThatTheLedgerHoldsGoesOn() throws Exception {
        ObjectNode request = requests.passing("mf.interrupted.001");
        String runKey = RequestDocuments.runKey(request);

        assertThat(tenant.run("migrate").exitCode()).isZero();

        String untaken = interrupted(request, "sent to ");

        assertThat(untaken)
                .contains("no worker has taken mf.interrupted.001 in yet", "mf explain --request mf.interrupted.001")
                .doesNotContain("goes on");

        // Taken in, and claimed by no worker: the run cannot end before the interruption.
        try (LedgerSession session = LedgerSession.open(tenant.configuration())) {
            session.ledger()
                    .submit(List.of(new RequestPreparer(tenant.configuration(), Clock.systemUTC())
                            .trainBuild(request)
                            .entry()));
        }
        String taken = interrupted(request.deepCopy().put("request_id", "mf.interrupted.002"), "sent to ");

        assertThat(taken)
                .contains("run " + runKey + " goes on", "`mf runs watch " + runKey + " --profile ")
                .doesNotContain("no worker has taken");
    }

    /** What the command says on its error stream when it is interrupted after it has said the text. */
    private String interrupted(ObjectNode request, String text) throws IOException, InterruptedException {
        Path err = Files.createTempFile(folder, "wait", ".err");
        Path profile = Files.writeString(Files.createTempFile(folder, "profile", ".yaml"), tenant.text());
        Process command = new CommandProcess(folder, Map.of("HOME", folder.toString()))
                .builder("request", "train-build", "--wait", requests.file(request), "--profile", profile.toString())
                .redirectError(err.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            await().atMost(TIMEOUT).until(() -> Files.readString(err).contains(text));
            // As Ctrl-C does; but that signal is ignored by processes in the background.
            command.destroy();
            assertThat(command.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } finally {
            command.destroyForcibly();
        }
        assertThat(command.exitValue()).isEqualTo(ExitCode.STOPPED);
        return Files.readString(err);
    }
}
