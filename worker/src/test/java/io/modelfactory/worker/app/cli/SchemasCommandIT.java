package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.MfRunEvent;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.kafka.RegisteredSchemas;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.junit.jupiter.api.Test;

class SchemasCommandIT {

    @Test
    void registrationIsIdempotent() {
        PlatformTenant tenant = new PlatformTenant("schemas_it");

        assertThat(statuses(tenant, "schemas")).containsOnly("absent");
        CommandResult first = tenant.run("schemas", "--register", "--json");
        CommandResult second = tenant.run("schemas", "--register", "--json");

        assertThat(first.document().at("/schemas/0/standing").asText()).isEqualTo("registered");
        assertThat(first.document().at("/schemas/0/id").asInt()).isPositive();
        assertThat(second.document()).isEqualTo(first.document());
        assertThat(statuses(tenant, "schemas"))
                .as("announcements are the feature plane's to register")
                .containsExactly("registered", "registered", "registered", "registered", "absent");
    }

    @Test
    void aWorkerThatMayNotRegisterFindsWhatTheCommandHasRegistered() {
        PlatformTenant tenant = new PlatformTenant("schemas_strict_it");
        Map<String, String> strict = Map.of("auto.register.schemas: true", "auto.register.schemas: false");

        CommandResult before = tenant.runWith(strict, "doctor");
        tenant.run("schemas", "--register");
        CommandResult after = tenant.runWith(strict, "doctor");

        assertThat(before.out()).contains("mf schemas --register");
        assertThat(after.out()).doesNotContain("mf schemas --register");
    }

    @Test
    void anIncompatibleSchemaIsRefusedAndTheOthersAreRegistered() {
        PlatformTenant tenant = new PlatformTenant("schemas_foreign_it");
        Wiring.Topics topics = tenant.configuration().profile().wiring().kafka().topics();
        Schema foreign = SchemaBuilder.record(MfRunEvent.getClassSchema().getName())
                .namespace(MfRunEvent.getClassSchema().getNamespace())
                .fields()
                .requiredLong("event_id")
                .endRecord();
        RegisteredSchemas.of(Map.of(
                        "schema.registry.url",
                        tenant.platform().schemaRegistry().url()))
                .register(topics.runEvents(), foreign);

        CommandResult shown = tenant.run("schemas");
        CommandResult refused = tenant.run("schemas", "--register");

        assertThat(shown.exitCode()).isZero();
        assertThat(shown.out())
                .containsPattern(topics.runEvents() + "-value +"
                        + MfRunEvent.getClassSchema().getFullName() + " +incompatible");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.out())
                .contains("refused: ")
                .containsPattern(topics.registryEvents() + "-value .*registered as");
    }

    @Test
    void anUnreachableRegistryIsNamed() {
        CommandResult alone = new PlatformTenant("schemas_alone_it").runWithServicesDown("schemas", "--register");

        assertThat(alone.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(alone.err()).contains("schema registry");
    }

    private static List<String> statuses(PlatformTenant tenant, String... arguments) {
        String[] all = new String[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--json";
        CommandResult run = tenant.run(all);
        assertThat(run.exitCode()).as(run.err()).isZero();
        return StreamSupport.stream(run.document().path("schemas").spliterator(), false)
                .sorted((left, right) -> Boolean.compare(isAnnouncement(left), isAnnouncement(right)))
                .map(row -> row.path("standing").asText())
                .toList();
    }

    /** To the end with what is not registered here. */
    private static boolean isAnnouncement(JsonNode row) {
        return row.path("schema").asText().endsWith("DatasetReady");
    }
}
