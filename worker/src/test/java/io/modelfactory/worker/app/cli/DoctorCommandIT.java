package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.local.PlatformTopic;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;

/** What the doctor finds on a platform that is well, and on one that is not. */
class DoctorCommandIT {
    private final PlatformTenant tenant = new PlatformTenant("doctor_it");

    @Test
    void onASoundPlatformNothingKeepsAWorkerFromItsWork() throws Exception {
        CommandResult before = tenant.run("doctor", "--json");
        assertThat(before.exitCode()).as(before.toString()).isZero();
        assertThat(finding(before, "ledger").path("verdict").textValue()).isEqualTo("WARN");
        tenant.run("worker", "run", "--drain");

        CommandResult after = tenant.run("doctor", "--json");

        assertThat(after.exitCode()).as(after.toString()).isZero();
        for (String subject : new String[] {
            "broker", "topic requests", "database", "database connections", "ledger", "clock", "object store", "java"
        }) {
            assertThat(finding(after, subject).path("verdict").textValue())
                    .as(subject + ": " + after)
                    .isEqualTo("OK");
        }
        assertThat(finding(after, "consumer group").path("verdict").textValue())
                .as("the worker has left: " + after)
                .isEqualTo("WARN");
        try (Stream<Path> left = Files.walk(tenant.store())) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
    }

    @Test
    void everythingThatIsDownIsFoundInOneGo() {
        CommandResult run = tenant.runWithServicesDown("doctor");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run.out())
                .contains("FAIL  broker: wiring.kafka.bootstrap_servers")
                .contains("FAIL  topics: ")
                .contains("FAIL  database: wiring.database.url")
                .contains("FAIL  schema registry: ")
                .contains("WARN  clock: not compared")
                .contains("OK    object store: ")
                .doesNotContain("hunter2");
    }

    @Test
    void aTopicThatIsNotThereIsNamedWithItsSetting() {
        String requests =
                tenant.configuration().profile().wiring().kafka().topics().requests();

        CommandResult run = tenant.runWith("requests: " + requests, "requests: nowhere", "doctor", "--json");

        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
        JsonNode finding = finding(run, "topic requests");
        assertThat(finding.path("verdict").textValue()).isEqualTo("FAIL");
        assertThat(finding.path("fix").textValue()).contains("wiring.kafka.topics.requests");
    }

    @Test
    void anUnboundedConsumedTopicIsAWarningWithTheCommandThatBoundsIt() throws Exception {
        String requests =
                tenant.configuration().profile().wiring().kafka().topics().requests();

        JsonNode before = finding(tenant.run("doctor", "--json"), "bounds of topic requests");
        assertThat(before.path("verdict").textValue()).isEqualTo("WARN");
        assertThat(before.path("fact").textValue()).contains("compression.type=producer");
        assertThat(before.path("fix").textValue())
                .contains("--topic " + requests, "compression.type=uncompressed,max.message.bytes=1048576");

        try (Admin admin = Admin.create(Map.of("bootstrap.servers", tenant.bootstrapServers()))) {
            List<AlterConfigOp> bounds = PlatformTopic.REQUESTS.settings().entrySet().stream()
                    .map(entry -> new AlterConfigOp(
                            new ConfigEntry(entry.getKey(), entry.getValue()), AlterConfigOp.OpType.SET))
                    .toList();
            admin.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, requests), bounds))
                    .all()
                    .get();
        }

        JsonNode after = finding(tenant.run("doctor", "--json"), "bounds of topic requests");
        assertThat(after.path("verdict").textValue()).isEqualTo("OK");
    }

    @Test
    void unregisteredSchemasAreReported() {
        CommandResult run = tenant.runWith("auto.register.schemas: true", "auto.register.schemas: false", "doctor");

        assertThat(run.out()).contains("auto.register.schemas is off", "mf schemas --register");
        assertThat(run.exitCode()).isEqualTo(ExitCode.FAILED);
    }

    private static JsonNode finding(CommandResult run, String subject) {
        return run.documents().stream()
                .filter(finding -> finding.path("subject").textValue().equals(subject))
                .findFirst()
                .orElseThrow(() -> new AssertionError("nothing about " + subject + ": " + run));
    }
}
