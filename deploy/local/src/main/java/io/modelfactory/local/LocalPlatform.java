package io.modelfactory.local;

import io.modelfactory.local.registry.DevelopmentSchemaRegistry;
import java.nio.file.Path;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Kafka, PostgreSQL, the schema registry and an object-store folder under one data folder, with the topics of
 * {@link PlatformTopic} and one empty database. A kept folder continues with the data of the last platform on it.
 */
public final class LocalPlatform implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LocalPlatform.class);
    private static final String DATABASE = "model_factory";

    private final DataDirectory data;
    private final LocalBroker kafka;
    private final LocalDatabase database;
    private final DevelopmentSchemaRegistry schemaRegistry;
    private final Path objectStoreRoot;
    private final Deque<AutoCloseable> dependents = new ConcurrentLinkedDeque<>();

    private LocalPlatform(DataDirectory data, LocalServers servers, DevelopmentSchemaRegistry schemaRegistry) {
        this.data = data;
        this.kafka = servers.broker(data);
        this.database = servers.database(data);
        this.schemaRegistry = schemaRegistry;
        this.objectStoreRoot = data.child("objects");
    }

    /**
     * Starts everything and returns when it answers; what had started is stopped again if anything fails, and when the
     * JVM exits.
     */
    public static LocalPlatform start(DataDirectory data) {
        return start(new LocalPlatform(data, LocalServers.load(), new DevelopmentSchemaRegistry(data)));
    }

    /** As {@link #start(DataDirectory)}, on given ports, with a database that asks for a password. */
    public static LocalPlatform start(DataDirectory data, LocalPorts ports, Path passwordFile) {
        return start(new LocalPlatform(
                data,
                new FixedPortServers(ports, passwordFile),
                new DevelopmentSchemaRegistry(data, ports.registry())));
    }

    private static LocalPlatform start(LocalPlatform platform) {
        Runtime.getRuntime().addShutdownHook(new Thread(platform::close, "local-platform-exit"));
        try {
            platform.startServices();
            return platform;
        } catch (RuntimeException e) {
            platform.close();
            throw e;
        }
    }

    public LocalBroker kafka() {
        return kafka;
    }

    public LocalDatabase database() {
        return database;
    }

    public DevelopmentSchemaRegistry schemaRegistry() {
        return schemaRegistry;
    }

    public Path objectStoreRoot() {
        return objectStoreRoot;
    }

    /** The database that a worker on this platform uses. */
    public EmbeddedDatabase.Access databaseAccess() {
        return database.createDatabase(DATABASE);
    }

    /** The environment variables that the profile {@code config/profiles/local.yaml} reads. */
    public Map<String, String> environment() {
        EmbeddedDatabase.Access access = databaseAccess();
        return Map.of(
                "MF_KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers(),
                "MF_SCHEMA_REGISTRY_URL", schemaRegistry.url(),
                "MF_DATABASE_URL", access.jdbcUrl(),
                "MF_DATABASE_USER", access.user(),
                "MF_DATABASE_PASSWORD", access.password(),
                "MF_OBJECT_STORE_ROOT", objectStoreRoot.toString());
    }

    /** Has {@link #close} stop something that uses the platform before the platform itself stops. */
    public void stopFirst(AutoCloseable user) {
        dependents.push(user);
    }

    @Override
    public synchronized void close() {
        stopUsers();
        inParallel(List.of(kafka::stop, database::stop, schemaRegistry::stop));
        data.close();
    }

    private void stopUsers() {
        while (!dependents.isEmpty()) {
            try {
                dependents.pop().close();
            } catch (Exception e) {
                LOG.warn("a component that uses the platform did not stop; the platform stops nevertheless", e);
            }
        }
    }

    private void startServices() {
        inParallel(List.of(
                () -> {
                    kafka.start();
                    kafka.createTopics(PlatformTopic.newTopics());
                },
                () -> {
                    database.start();
                    database.createDatabase(DATABASE);
                },
                schemaRegistry::start));
    }

    /** Runs each task on a thread of its own, waits for all of them, and throws what the first failed one threw. */
    private static void inParallel(List<Runnable> tasks) {
        CompletableFuture<?>[] running = tasks.stream()
                .map(task -> CompletableFuture.runAsync(task, run -> new Thread(run, "local-platform").start()))
                .toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(running).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw e;
        }
    }
}
