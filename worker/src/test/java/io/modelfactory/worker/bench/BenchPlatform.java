package io.modelfactory.worker.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.EmbeddedDatabase;
import io.modelfactory.local.LocalPlatform;
import io.modelfactory.worker.kafka.AvroDeserializer;
import io.modelfactory.worker.kafka.AvroSerializer;
import io.modelfactory.worker.kafka.KafkaClients;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/** Kafka, PostgreSQL and registry for one benchmark, with the clients that it needs. */
final class BenchPlatform implements AutoCloseable {
    private static final int CONNECTIONS = 4;

    private final LocalPlatform platform = LocalPlatform.start(DataDirectory.temporary());

    Map<String, String> environment() {
        return platform.environment();
    }

    Path storeRoot() {
        return platform.objectStoreRoot();
    }

    KafkaClients kafka() {
        return new KafkaClients(platform.kafka().bootstrapServers(), Map.of());
    }

    AvroDeserializer deserializer() {
        AvroDeserializer deserializer = new AvroDeserializer();
        deserializer.configure(registrySettings(), false);
        return deserializer;
    }

    /** Puts requests on the request topic and returns when the broker has them. */
    void send(BenchRequests requests, IntStream numbers) {
        try (RequestSender sender = sender(requests)) {
            sender.send(numbers);
        }
    }

    /** To be closed by the caller. */
    RequestSender sender(BenchRequests requests) {
        return new RequestSender(requests, kafka().producer(), serializer());
    }

    /** The database that a worker on this platform uses, through a pool like the worker's. */
    HikariDataSource database() {
        return connect(platform.databaseAccess(), CONNECTIONS);
    }

    /** A database of its own on the same server. */
    HikariDataSource database(String name) {
        return database(name, CONNECTIONS);
    }

    HikariDataSource database(String name, int connections) {
        return connect(platform.database().createDatabase(name), connections);
    }

    /**
     * Takes the statistics that the server takes by itself within the first minute, which is as long as a benchmark
     * lasts.
     */
    static void analyze(DataSource database) {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("ANALYZE");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    AvroSerializer serializer() {
        AvroSerializer serializer = new AvroSerializer();
        serializer.configure(registrySettings(), false);
        return serializer;
    }

    static HikariDataSource connect(EmbeddedDatabase.Access access, int connections) {
        HikariConfig config = new HikariConfig();
        config.addDataSourceProperty("ApplicationName", "bench");
        config.setJdbcUrl(access.jdbcUrl());
        config.setUsername(access.user());
        config.setPassword(access.password());
        config.setMaximumPoolSize(connections);
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        return new HikariDataSource(config);
    }

    private Map<String, Object> registrySettings() {
        return Map.of("schema.registry.url", platform.schemaRegistry().url(), "auto.register.schemas", "true");
    }

    @Override
    public void close() {
        platform.close();
    }
}
