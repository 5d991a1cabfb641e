package io.modelfactory.worker.app.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.operator.OperatorConsole;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.console.ConsoleAccounts;
import io.modelfactory.worker.console.ConsoleBrowser;
import io.modelfactory.worker.console.ConsoleServer;
import io.modelfactory.worker.signing.KeyPairFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A console under the profile of production, whose launcher policy refuses unsigned requests; no neighbour answers. */
class ProductionConsoleTest {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @SuppressWarnings("NullAway.Init") // before each
    private String shipped;

    @BeforeEach
    void read() throws IOException {
        shipped = Files.readString(PROJECT.resolve("config/profiles/prod.yaml"))
                .replace("config/mf", PROJECT.resolve("config/mf").toString());
    }

    @Test
    void withoutAKeyItShowsAndTheKeyOfCommandsIsNotEvenRead() throws IOException {
        String text = shipped.replace(
                "${MF_REQUEST_KEY_FILE:-}", folder.resolve("not-there.pem").toString());
        Configuration configuration = configuration(text);

        assertThat(configuration.profile().wiring().console().port()).isEqualTo(8095);
        try (ConsoleServer console = start(configuration)) {
            assertThat(new ConsoleBrowser(console.url()).get("/livez").body()).isEqualTo("{\"live\":true}");
            assertThat(new ConsoleBrowser(console.url()).get("/readyz").statusCode())
                    .isEqualTo(503);
            assertThat(new ConsoleBrowser(console.url()).get("/").body()).contains("<h1>Now</h1>");
        }
    }

    @Test
    void whatCouldOnlySendRefusedRequestsDoesNotStart() throws IOException {
        Configuration configuration = configuration(shipped + acting(""));

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> start(configuration))
                .withMessageContaining("wiring.console.request_key_file: is missing")
                .withMessageContaining("set wiring.console.actions to false");
    }

    @Test
    void withAKeyOfItsOwnItActs() throws IOException {
        Path key = KeyPairFiles.generate(folder, "console").privateKey();

        try (ConsoleServer console = start(configuration(shipped + acting("request_key_file: " + key)))) {
            ConsoleBrowser oskar = new ConsoleBrowser(console.url());
            assertThat(oskar.signIn("oskar", ConsoleAccounts.PASSWORD, "/").statusCode())
                    .isEqualTo(303);
            assertThat(oskar.get("/jobs").body()).contains("HUMAN::oskar");
        }
    }

    private String acting(String more) {
        return """
              console:
                actions: true
                %s
                authentication:
                  password_file: %s
                  roles: {viewer: [readers], operator: [fraud-ops], auditor: [audit]}
            """.formatted(more, ConsoleAccounts.file(folder));
    }

    private Configuration configuration(String profile) throws IOException {
        Path password = Files.writeString(folder.resolve("password"), "secret");
        Path properties = Files.writeString(folder.resolve("client.properties"), "client.id=test\n");
        return Configuration.load(
                Files.writeString(folder.resolve("prod.yaml"), profile),
                Map.of(
                        "MF_RELEASE_ID", "release",
                        "MF_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1",
                        "MF_KAFKA_PROPERTIES_FILE", properties.toString(),
                        "MF_SCHEMA_REGISTRY_URL", "http://127.0.0.1:1",
                        "MF_SCHEMA_REGISTRY_PROPERTIES_FILE", properties.toString(),
                        "MF_DATABASE_URL", "jdbc:postgresql://127.0.0.1:1/ledger",
                        "MF_DATABASE_USER", "mf_console",
                        "MF_DATABASE_PASSWORD_FILE", password.toString(),
                        "MF_OBJECT_STORE_ROOT", folder.resolve("store").toString()),
                new JsonSchemas());
    }

    private static ConsoleServer start(Configuration configuration) {
        return ConsoleFactory.start(configuration, new OperatorConsole("deploy/mf"), "127.0.0.1", 0);
    }
}
