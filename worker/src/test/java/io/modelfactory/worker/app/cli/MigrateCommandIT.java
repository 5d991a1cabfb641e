package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.worker.PlatformFixture;
import io.modelfactory.worker.app.worker.Worker;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.ConfigurationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger whose schema is not the worker's to change. */
class MigrateCommandIT {
    private static final String MIGRATING = "migrate: true";
    private static final String NOT_MIGRATING = "migrate: false";

    @Test
    void migrationIsIdempotent() {
        PlatformTenant tenant = new PlatformTenant("migrate_it");

        CommandResult first = tenant.run("migrate", "--json");
        CommandResult second = tenant.run("migrate");

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.document().path("applied"))
                .extracting(JsonNode::textValue)
                .startsWith("V1 ledger", "V2 index digests and growth")
                .contains("V6 relay and intake", "V7 history by month");
        assertThat(second.exitCode()).isZero();
        assertThat(second.out()).isEqualToIgnoringNewLines("the ledger is at this release already");
    }

    @Test
    void aWorkerThatMayNotMigrateRefusesAnotherReleasesLedger(@TempDir Path folder) throws Exception {
        PlatformTenant tenant = new PlatformTenant("unmigrated_it");
        Configuration configuration = configuration(tenant, folder);

        assertThatThrownBy(() -> Worker.start(configuration, tenant.schemas()).close())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("wiring.database.migrate")
                .hasMessageContaining("V1 ledger is not applied")
                .hasMessageContaining("mf migrate");
        CommandResult doctor = tenant.runWith(MIGRATING, NOT_MIGRATING, "doctor");
        assertThat(doctor.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(doctor.out())
                .contains(
                        "not migrated yet: [V1 ledger, V2 index digests and growth, ",
                        "], and wiring.database.migrate is false");

        tenant.run("migrate");
        execute(tenant, "UPDATE flyway_schema_history SET checksum = checksum + 1 WHERE version = '1'");
        assertThatThrownBy(() -> Worker.start(configuration, tenant.schemas()).close())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("V1 ledger failed, or is not this release's");
    }

    @Test
    void aWorkerOnAMigratedLedgerNeedsNoDdlRights(@TempDir Path folder) throws Exception {
        PlatformTenant tenant = new PlatformTenant("least_rights_it");
        tenant.run("migrate");
        execute(tenant, """
                CREATE ROLE least_rights LOGIN;
                GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO least_rights;
                GRANT DELETE ON mf_outbox TO least_rights;
                REVOKE INSERT, UPDATE ON flyway_schema_history FROM least_rights;
                INSERT INTO flyway_schema_history
                    (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                VALUES (99, '99', 'of the next release', 'SQL', 'V99__next.sql', 1, 'another', 1, true)
                """);
        Configuration configuration = Configuration.load(
                profile(tenant, folder, "user: postgres", "user: least_rights"), Map.of(), PlatformFixture.SCHEMAS);

        try (Worker worker = Worker.start(configuration, tenant.schemas())) {
            assertThat(worker.drain(Optional.empty()).left().isNothing()).isTrue();
        }
        CommandResult refused = tenant.runWith("user: postgres", "user: least_rights", "migrate");
        assertThat(refused.exitCode()).as(refused.out()).isZero();
    }

    @Test
    void aMissingRightToMigrateIsReportedInOneLine() throws Exception {
        PlatformTenant tenant = new PlatformTenant("no_rights_it");
        execute(tenant, "CREATE ROLE no_rights LOGIN");

        CommandResult refused = tenant.runWith("user: postgres", "user: no_rights", "migrate");

        assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(refused.err())
                .startsWith("WORKER_RUNTIME_ERROR: the ledger was not migrated:")
                .contains("permission denied")
                .doesNotContain("\tat ");
    }

    private static Configuration configuration(PlatformTenant tenant, Path folder) throws Exception {
        return Configuration.load(profile(tenant, folder, MIGRATING, NOT_MIGRATING), Map.of(), PlatformFixture.SCHEMAS);
    }

    private static Path profile(PlatformTenant tenant, Path folder, String text, String replacement) throws Exception {
        String own = tenant.text().replace(MIGRATING, NOT_MIGRATING);
        return Files.writeString(folder.resolve("profile.yaml"), own.replace(text, replacement));
    }

    private static void execute(PlatformTenant tenant, String statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(tenant.databaseUrl(), "postgres", "");
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }
}
