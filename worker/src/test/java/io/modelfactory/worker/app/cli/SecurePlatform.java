package io.modelfactory.worker.app.cli;

import static org.apache.kafka.clients.admin.ScramMechanism.SCRAM_SHA_512;

import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.EmbeddedKafka;
import io.modelfactory.local.EmbeddedKafka.Listener;
import io.modelfactory.worker.app.worker.PlatformFixture;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.kafka.TestCertificate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;

/**
 * Broker, database and registry that show a certificate and want to know with whom they talk; all tests of a JVM share
 * it.
 */
final class SecurePlatform {
    static final SecurePlatform SHARED = new SecurePlatform();

    static final String KAFKA_PASSWORD = "mark-of-kafka-5f1c";
    static final String STORE_PASSWORD = "mark-of-stores-77d0";
    static final String DATABASE_PASSWORD = "mark-of-database-90ab";
    static final String REGISTRY_PASSWORD = "mark-of-registry-31e9";

    final Path folder;
    final TestCertificate server;
    final TestCertificate client;
    final TestCertificate untrusted;
    private final Listener byPassword;
    private final Listener byCertificate;
    private final EmbeddedKafka kafka;
    private final SecureDatabase database;
    private final SecureRegistry registry;

    private SecurePlatform() {
        try {
            folder = Files.createTempDirectory("secure");
            server = TestCertificate.make(folder, "server", STORE_PASSWORD);
            client = TestCertificate.make(folder, "client", STORE_PASSWORD);
            untrusted = TestCertificate.make(folder, "untrusted", STORE_PASSWORD);
            byPassword = new Listener(
                    "PASSWORD",
                    "SASL_SSL",
                    Map.of(
                            "ssl.keystore.location",
                            server.keyStore().toString(),
                            "ssl.keystore.password",
                            STORE_PASSWORD,
                            "sasl.enabled.mechanisms",
                            SCRAM_SHA_512.mechanismName(),
                            "scram-sha-512.sasl.jaas.config",
                            "org.apache.kafka.common.security.scram.ScramLoginModule required;"));
            byCertificate = new Listener(
                    "CERTIFICATE",
                    "SSL",
                    Map.of(
                            "ssl.keystore.location",
                            server.keyStore().toString(),
                            "ssl.keystore.password",
                            STORE_PASSWORD,
                            "ssl.truststore.location",
                            client.trusted().toString(),
                            "ssl.truststore.password",
                            STORE_PASSWORD,
                            "ssl.client.auth",
                            "required"));
            kafka = EmbeddedKafka.withListeners(DataDirectory.temporary(), byPassword, byCertificate);
            kafka.start();
            admitWorker();
            database = new SecureDatabase(server, DATABASE_PASSWORD);
            registry = new SecureRegistry(server, REGISTRY_PASSWORD);
        } catch (Exception e) {
            throw new IllegalStateException("no secure platform", e);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "secure-platform-exit"));
    }

    private void stop() {
        registry.close();
        kafka.close();
        database.close();
    }

    private void admitWorker() throws Exception {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, kafka.bootstrapServers()))) {
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            "worker", new ScramCredentialInfo(SCRAM_SHA_512, 4096), KAFKA_PASSWORD)))
                    .all()
                    .get(5, TimeUnit.MINUTES);
        }
    }

    /** Where the broker can be read by the tests themselves. */
    String plainBootstrapServers() {
        return kafka.bootstrapServers();
    }

    SecureDatabase database() {
        return database;
    }

    String kafkaByPassword() {
        return byPassword.address();
    }

    String kafkaByCertificate() {
        return byCertificate.address();
    }

    /** A profile of its own database, topics and store, by whose settings everything is reached as it should be. */
    SecureProfile profile(String name) {
        database.create(name);
        SecureProfile profile = new SecureProfile(name, this, database.url(name, server), registry.url());
        Configuration configuration = Configuration.load(profile.write(), Map.of(), PlatformFixture.SCHEMAS);
        Wiring.Topics topics = configuration.profile().wiring().kafka().topics();
        kafka.createTopics(topics.all().stream()
                .map(topic -> new NewTopic(topic, 1, (short) 1))
                .toList());
        return profile;
    }

    /** Properties of a Kafka client that says who it is by a password. */
    String kafkaProperties(TestCertificate trusted, String password) {
        return """
                security.protocol=SASL_SSL
                sasl.mechanism=SCRAM-SHA-512
                sasl.jaas.config=org.apache.kafka.common.security.scram.ScramLoginModule required username="worker" password="%s";
                ssl.truststore.location=%s
                ssl.truststore.password=%s
                """.formatted(password, trusted.trusted(), STORE_PASSWORD);
    }

    /** Properties of a Kafka client that says who it is by a certificate. */
    String kafkaProperties(TestCertificate trusted, TestCertificate own) {
        return """
                security.protocol=SSL
                ssl.truststore.location=%s
                ssl.truststore.password=%s
                ssl.keystore.location=%s
                ssl.keystore.password=%s
                ssl.key.password=%s
                """.formatted(trusted.trusted(), STORE_PASSWORD, own.keyStore(), STORE_PASSWORD, STORE_PASSWORD);
    }

    String registryProperties(TestCertificate trusted, String password) {
        return """
                basic.auth.credentials.source=USER_INFO
                basic.auth.user.info=worker:%s
                schema.registry.ssl.truststore.location=%s
                schema.registry.ssl.truststore.password=%s
                """.formatted(password, trusted.trusted(), STORE_PASSWORD);
    }

    String databaseUrl(String name, TestCertificate trusted) {
        return database.url(name, trusted);
    }

    /** A mounted file with this content. */
    Path secretFile(String content) {
        try {
            return Files.writeString(Files.createTempFile(folder, "secret", ".mounted"), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
