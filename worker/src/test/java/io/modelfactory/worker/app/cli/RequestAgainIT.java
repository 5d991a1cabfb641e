package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.worker.Worker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Asking once more for runs that failed, with a worker at the other end of the topic. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RequestAgainIT {
    private final PlatformTenant tenant = new PlatformTenant("again_it");
    private final RequestDocuments requests = new RequestDocuments(tenant);
    private final Worker worker = Worker.start(tenant.configuration(), tenant.schemas());

    @AfterAll
    void stopWorker() {
        worker.close();
    }

    @Test
    void aRunThatFailedItsGateIsAskedForAgainUnderAnotherProfileAndSaysSo() {
        ObjectNode request = requests.failing("mf.again.first.01");
        String old = run(request, ExitCode.FAILED);
        String passing =
                requests.passing("x.not.sent.01").path("governance_profile_ref").asText();

        CommandResult unchanged = tenant.run("request", "again", old);
        CommandResult unknown = tenant.run("request", "again", old, "--set", "colour=red");
        CommandResult rehearsed =
                tenant.run("request", "again", old, "--set", "governance_profile_ref=" + passing, "--dry-run");
        CommandResult again =
                tenant.run("request", "again", old, "--set", "governance_profile_ref=" + passing, "--wait", "--json");

        assertThat(unchanged.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(unchanged.out()).contains("nothing of its identity changes", "--set training_config_ref=REF");
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.USAGE_ERROR);
        assertThat(rehearsed.out()).contains("NEW; nothing was sent", "governance_profile_ref: ", " -> " + passing);
        assertThat(again.exitCode()).as(again.toString()).isZero();
        assertThat(again.err()).contains("another run than " + old);
        JsonNode receipt = again.document();
        assertThat(receipt.path("request_id").textValue()).isEqualTo("mf.again." + old + ".1");
        String other = receipt.at("/receipt/run_key").asText();
        assertThat(tenant.run("explain", old).out()).contains("asked again", other, "answered DONE");
        assertThat(tenant.run("runs", "show", old).out()).contains("asked again", other);
        assertThat(tenant.run("runs", "show", old, "--json")
                        .document()
                        .at("/asked_again/0/run_key")
                        .asText())
                .isEqualTo(other);
        assertThat(tenant.run("explain", other).out()).doesNotContain("asked again");
    }

    @Test
    void aRunThatFailedForItsInputsIsQueuedAgainEachTimeItIsAskedFor() throws IOException {
        ObjectNode request = requests.passing("mf.again.inputs.01");
        Path later = tenant.store().resolve("own/profile.yaml");
        request.put("training_config_ref", "own/profile.yaml");
        String run = run(request, ExitCode.FAILED);

        CommandResult still = tenant.run("request", "again", run, "--wait");
        Files.createDirectories(later.getParent());
        Files.copy(
                Path.of(requests.passing("x.not.sent.02")
                        .path("training_config_ref")
                        .asText()),
                later);
        CommandResult retried = tenant.run("request", "again", run, "--wait");

        assertThat(still.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(still.out()).contains("TRAINING_PROFILE_UNRESOLVED");
        assertThat(retried.exitCode()).as(retried.toString()).isZero();
        assertThat(retried.err()).contains("nothing of its identity changes");
        assertThat(tenant.run("runs", "show", run, "--json").document().path("asked_again"))
                .hasSize(2);
    }

    private String run(ObjectNode request, int expected) {
        CommandResult first = tenant.run("request", "train-build", "--wait", requests.file(request));
        assertThat(first.exitCode()).as(first.toString()).isEqualTo(expected);
        return RequestDocuments.runKey(request);
    }
}
