package io.modelfactory.worker.app.cli;

import static io.modelfactory.worker.app.cli.SecurePlatform.DATABASE_PASSWORD;
import static io.modelfactory.worker.app.cli.SecurePlatform.KAFKA_PASSWORD;
import static io.modelfactory.worker.app.cli.SecurePlatform.REGISTRY_PASSWORD;
import static io.modelfactory.worker.app.cli.SecurePlatform.STORE_PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.local.FreePorts;
import io.modelfactory.worker.app.worker.PlatformFixture;
import io.modelfactory.worker.app.worker.Worker;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.signing.KeyPairFiles;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Each secret that a profile can hold is given a mark; then everything that a worker leaves behind is searched for the
 * marks.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretsIT {
    private static final String COLLECTOR_TOKEN = "mark-of-collector-c44e";
    private static final String OBJECT_STORE_SECRET = "mark-of-object-store-66a2";
    private static final String WRONG = "mark-of-a-wrong-password-08d3";

    private final SecurePlatform platform = SecurePlatform.SHARED;
    private final CapturedLogs logs = new CapturedLogs();
    private final RecordingCollector collector = new RecordingCollector();
    private final KeyPairFiles signing = KeyPairFiles.generate(platform.folder, "mark");
    private final int port = FreePorts.find();
    private final SecureProfile profile = platform.profile("secrets_it")
            .with(Map.of(
                    "${MF_TELEMETRY_PORT:-0}", Integer.toString(port),
                    "endpoint: ${MF_OTLP_ENDPOINT:-}",
                            "endpoint: " + collector.url() + "\n      interval_seconds: 1" + "\n      headers_file: "
                                    + tokenFile(),
                    "key_file: ${MF_SIGNING_KEY_FILE:-}", "key_file: " + signing.privateKey(),
                    "transport: ${MF_LINEAGE_TRANSPORT:-none}", "transport: http",
                    "url: ${MF_LINEAGE_URL:-}", "url: " + collector.url(),
                    "headers_file: ${MF_LINEAGE_HEADERS_FILE:-}", "headers_file: " + tokenFile()));
    private final List<String> marks = new ArrayList<>(List.of(
            KAFKA_PASSWORD,
            STORE_PASSWORD,
            DATABASE_PASSWORD,
            REGISTRY_PASSWORD,
            COLLECTOR_TOKEN,
            OBJECT_STORE_SECRET,
            WRONG));
    private String pages = "";

    SecretsIT() throws IOException {
        Files.readAllLines(signing.privateKey()).stream()
                .filter(line -> !line.startsWith("-"))
                .forEach(marks::add);
    }

    @BeforeAll
    void aRunThatIsPublishedAndOneThatIsRefused() throws Exception {
        RequestDocuments requests = new RequestDocuments(profile.store());
        ObjectNode refused = requests.passing("mf.secrets.fail.1").put("intent_kind", "guess");
        Configuration configuration = Configuration.load(profile.write(), Map.of(), PlatformFixture.SCHEMAS);
        try (Worker worker = Worker.start(configuration, PlatformFixture.SCHEMAS)) {
            assertThat(worker).isNotNull();
            CommandResult published = profile.run(
                    "request",
                    "train-build",
                    "--wait",
                    "--timeout",
                    "10m",
                    requests.file(requests.passing("mf.secrets.pass.1")));
            assertThat(published.exitCode()).as(published.toString()).isZero();
            assertThat(profile.run("request", "train-build", requests.file(refused))
                            .exitCode())
                    .isNotZero();
            pages = page("/metrics") + page("/info") + page("/readyz") + page("/livez");
            await().atMost(Duration.ofMinutes(2)).until(() -> collector.bodies().contains("/v1/metrics"));
        }
    }

    @AfterAll
    void close() {
        logs.close();
        collector.close();
    }

    @Test
    void theSecretsWereUsed() {
        assertThat(collector.authorizations()).contains(COLLECTOR_TOKEN);
        assertThat(collector.bodies()).contains("/v1/traces", "/v1/metrics", "/api/v1/lineage");
        assertThat(pages).contains("mf_");
    }

    @Test
    void noneIsInServedPagesOrExportedTelemetry() {
        assertThat(pages).doesNotContain(marks);
        assertThat(collector.bodies()).doesNotContain(marks);
    }

    @Test
    void noneIsInTheStore() throws IOException {
        try (Stream<Path> files = Files.walk(profile.store()).filter(Files::isRegularFile)) {
            List<Path> all = files.toList();
            assertThat(all).hasSizeGreaterThan(10);
            for (Path file : all) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain(marks);
            }
        }
    }

    @Test
    void noneIsInTheLedger() throws Exception {
        StringBuilder rows = new StringBuilder();
        try (Connection connection = platform.database().connection(profile.name());
                Statement sql = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet found = sql.executeQuery("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
                while (found.next()) {
                    tables.add(found.getString(1));
                }
            }
            assertThat(tables).contains("mf_run", "mf_outbox", "mf_request", "mf_run_event");
            for (String table : tables) {
                // Bytes are shown as they are where they are letters.
                String shown = table.equals("mf_outbox") ? "encode(payload, 'escape') || t::text" : "t::text";
                try (ResultSet found = sql.executeQuery("SELECT " + shown + " FROM " + table + " t")) {
                    while (found.next()) {
                        rows.append(found.getString(1)).append('\n');
                    }
                }
            }
        }
        assertThat(rows.toString()).contains("mf.secrets.pass.1").doesNotContain(marks);
    }

    @Test
    void noneIsOnATopic() {
        StringBuilder messages = new StringBuilder();
        Map<String, Object> settings = Map.of("bootstrap.servers", platform.plainBootstrapServers());
        try (KafkaConsumer<byte[], byte[]> reader =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> topics = reader.listTopics().keySet().stream()
                    .filter(topic -> topic.startsWith(profile.name()))
                    .map(topic -> new TopicPartition(topic, 0))
                    .toList();
            reader.assign(topics);
            reader.seekToBeginning(topics);
            Map<TopicPartition, Long> ends = reader.endOffsets(topics);
            while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
                reader.poll(Duration.ofMillis(200)).forEach(message -> {
                    messages.append(new String(message.value(), StandardCharsets.ISO_8859_1));
                    message.headers()
                            .forEach(
                                    header -> messages.append(new String(header.value(), StandardCharsets.ISO_8859_1)));
                });
            }
        }
        assertThat(messages.toString()).contains("mf.secrets.pass.1").doesNotContain(marks);
    }

    @Test
    void noneIsInWhatCommandsPrintOrLog() {
        System.setProperty("aws.accessKeyId", "key");
        System.setProperty("aws.secretAccessKey", OBJECT_STORE_SECRET);
        try {
            String said = Stream.of(
                            profile.run("config", "show"),
                            profile.run("config", "show", "--json"),
                            profile.run("config", "check"),
                            profile.run("doctor"),
                            profile.run("doctor", "--json"),
                            profile.run("runs", "list"),
                            CommandResult.of("--help"),
                            CommandResult.of("worker", "run", "--help"),
                            unreachableStore().run("doctor"),
                            wrongPasswords().run("doctor"),
                            wrongPasswords().run("runs", "list"),
                            wrongPasswords().run("dlq", "list"),
                            wrongPasswords().run("worker", "run", "--once"))
                    .map(CommandResult::toString)
                    .reduce("", String::concat);

            assertThat(said)
                    .contains("***", "FAIL  object store", "FAIL  database")
                    .doesNotContain(marks);
            assertThat(logs.all()).contains("worker ready", "\"message\"").doesNotContain(marks);
            // A worker that did not start pushes nothing any more.
            await().until(() -> Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("otlp-metrics-publisher")));
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
    }

    /** Where a secret does not belong, or what a library cannot use, is refused; the refusal quotes nothing. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    database:\\n    url | jdbc:postgresql://localhost/x?user=a&password=WRONG
                    schema_registry:\\n    url | https://worker:WRONG@localhost:1
                    otlp:\\n      # Blank: meters and traces are not pushed. Otherwise a collector, such as http://localhost:4318\\n      endpoint | http://a:WRONG@localhost:1
                    isolation).\\n    properties | {security.protocol: SASL_SSL, sasl.mechanism: PLAIN, sasl.jaas.config: 'a.b.C required password="WRONG"'}
                    isolation).\\n    properties | {security.protocol: SASL_SSL, sasl.mechanism: PLAIN, sasl.jaas.config: 'no.such.Module required password="WRONG";'}
                    isolation).\\n    properties | {security.protocol: SSL, ssl.keystore.location: /nowhere, ssl.keystore.password: WRONG}
                    isolation).\\n    properties | {ssl.keystore.type: PEM, security.protocol: SSL, ssl.keystore.key: WRONG, ssl.keystore.certificate.chain: x}
                    """)
    void aSecretThatIsMisplacedIsNotQuoted(String setting, String value) {
        SecureProfile misplaced = new SecureProfile(profile.name(), profile.store(), plainText())
                .setting(setting.replace("\\n", "\n"), value.replace("WRONG", WRONG));

        String said = Stream.of(
                        misplaced.run("doctor"), misplaced.run("config", "show"), misplaced.run("config", "check"))
                .map(CommandResult::toString)
                .reduce("", String::concat);

        assertThat(said).doesNotContain(WRONG);
        assertThat(logs.all()).doesNotContain(WRONG);
    }

    private SecureProfile wrongPasswords() {
        String kafka = platform.kafkaProperties(platform.server, WRONG);
        String registry = platform.registryProperties(platform.server, WRONG);
        return profile.setting("password_file", platform.secretFile(WRONG).toString())
                .setting("properties_file", platform.secretFile(kafka).toString())
                .setting(
                        "auto.register.schemas: true\n    properties_file",
                        platform.secretFile(registry).toString());
    }

    private SecureProfile unreachableStore() {
        return profile.setting(
                "object_store:\n    root",
                "s3://bucket/prefix\n    s3: {endpoint: 'http://127.0.0.1:1', region: eu-west-1}");
    }

    private static String plainText() {
        try {
            return Files.readString(Path.of("..", "config", "profiles", "local.yaml"))
                    .replace(
                            "config/mf",
                            Path.of("..", "config", "mf")
                                    .toAbsolutePath()
                                    .normalize()
                                    .toString())
                    .replace("localhost:9092", "127.0.0.1:1")
                    .replace("localhost:8081", "127.0.0.1:1")
                    .replace("localhost:5432", "127.0.0.1:1");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path tokenFile() {
        return platform.secretFile("Authorization=Bearer " + COLLECTOR_TOKEN + "\n");
    }

    private String page(String path) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + port + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                .body();
    }
}
