package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.worker.Worker;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** Waiting for an answer, with and without a worker. */
class RequestWaitIT {

    /** Five seconds are enough to learn that no worker takes the request. */
    @Test
    void withoutAWorkerItSaysThatNothingConsumesAndClaimsNothingOfTheRun() {
        PlatformTenant tenant = new PlatformTenant("wait_alone_it");
        tenant.run("migrate");
        RequestDocuments requests = new RequestDocuments(tenant);
        String file = requests.file(requests.passing("mf.cli.alone.0001"));

        CommandResult run = tenant.run("request", "train-build", "--wait", "--timeout", "5s", file);
        CommandResult doctor = tenant.run("doctor");

        assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.TIMED_OUT);
        assertThat(run.err()).contains("... mf.cli.alone.0001 was not taken in", "no member", "no worker is alive");
        assertThat(run.out())
                .contains("no receipt yet", "waits on its topic", "`mf worker run --profile ")
                .doesNotContain("goes on");
        assertThat(doctor.out().lines().filter(line -> line.contains("consumer group:")))
                .singleElement()
                .asString()
                .startsWith("WARN")
                .contains("members: 0, requests that wait: 1");
    }

    @Test
    void theAnswerHasStateMetricsBundleAndCardAndItsReceiptCanBeRead() throws IOException {
        PlatformTenant tenant = new PlatformTenant("wait_it");
        Worker worker = Worker.start(tenant.configuration(), tenant.schemas());
        try {
            RequestDocuments requests = new RequestDocuments(tenant);
            ObjectNode request = requests.passing("mf.cli.answer.0001");

            CommandResult text = tenant.run("request", "train-build", "--wait", requests.file(request));
            JsonNode json = tenant.run(
                            "request",
                            "train-build",
                            "--wait",
                            "--json",
                            requests.file(request.deepCopy().put("request_id", "mf.cli.answer.0002")))
                    .document();

            assertThat(text.exitCode()).as(text.toString()).isZero();
            assertThat(text.out())
                    .contains(
                            "is in state PUBLISHED",
                            "held    auc_roc ",
                            " is >= ",
                            "bundle ",
                            "card registry/bundles/");
            assertThat(json.at("/run/state").asText()).isEqualTo("PUBLISHED");
            assertThat(json.at("/run/checks").size()).isPositive();
            assertThat(json.path("receipt_stored").asBoolean()).isTrue();
            JsonNode stored = Json.parse(Files.readAllBytes(
                    tenant.store().resolve(json.path("receipt_key").asText())));
            assertThat(stored).isEqualTo(json.path("receipt"));
            assertThat(tenant.store().resolve(json.at("/run/card").asText())).exists();
            assertThat(tenant.run("workers").out()).contains("ALIVE");
            CommandResult doctor = tenant.run("doctor");
            assertThat(doctor.out()).contains("OK    consumer group: wait_it, members: 1, requests that wait: 0");
        } finally {
            worker.close();
        }
        assertThat(tenant.run("workers").out()).contains("STOPPED", "No worker is alive");
    }
}
