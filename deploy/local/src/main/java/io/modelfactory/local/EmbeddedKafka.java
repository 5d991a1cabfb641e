package io.modelfactory.local;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * A Kafka broker in this JVM: one node that is its own KRaft controller. Topics are created by name only, never by the
 * first record that mentions them.
 */
public final class EmbeddedKafka implements LocalBroker {
    /** The broker's folder inside the data folder. */
    static final String FOLDER = "kafka";

    private static final int NODE_ID = 1;
    private static final String CONTROLLER_LISTENER = "CONTROLLER";
    private static final long ADMIN_TIMEOUT_SECONDS = 30;

    private final DataDirectory data;
    private final Path logs;
    private final int port;
    private final int controllerPort;
    private final List<Listener> listeners;
    private final boolean accessControl;
    private Optional<KafkaRaftServer> server = Optional.empty();

    public EmbeddedKafka(DataDirectory data) {
        this(data, FreePorts.find());
    }

    public EmbeddedKafka(DataDirectory data, int port) {
        this(data, port, List.of(), false);
    }

    EmbeddedKafka(DataDirectory data, int port, int controllerPort) {
        this(data, port, controllerPort, List.of(), false);
    }

    private EmbeddedKafka(DataDirectory data, int port, List<Listener> listeners, boolean accessControl) {
        this(data, port, FreePorts.find(), listeners, accessControl);
    }

    private EmbeddedKafka(
            DataDirectory data, int port, int controllerPort, List<Listener> listeners, boolean accessControl) {
        this.data = data;
        this.logs = data.child(FOLDER);
        this.port = port;
        this.controllerPort = controllerPort;
        this.listeners = List.copyOf(listeners);
        this.accessControl = accessControl;
    }

    /** A broker with further listeners; the plain one remains, for the tests' own set-up. */
    public static EmbeddedKafka withListeners(DataDirectory data, Listener... listeners) {
        return new EmbeddedKafka(data, FreePorts.find(), List.of(listeners), false);
    }

    /**
     * A broker that lets clients that authenticate, by these listeners, do what access control lists allow and nothing
     * else. The plain one may do everything.
     */
    public static EmbeddedKafka withAccessControl(DataDirectory data, Listener... listeners) {
        return new EmbeddedKafka(data, FreePorts.find(), List.of(listeners), true);
    }

    /**
     * A further listener of the broker, on a loopback port of its own.
     *
     * @param name in capitals
     * @param protocol such as {@code SASL_SSL}
     * @param settings of the listener, such as {@code ssl.keystore.location}; may hold secrets
     */
    public record Listener(String name, int port, String protocol, Map<String, String> settings) {
        public Listener(String name, String protocol, Map<String, String> settings) {
            this(name, FreePorts.find(), protocol, settings);
        }

        public String address() {
            return "localhost:" + port;
        }

        private String binding() {
            return "," + name + "://" + address();
        }

        @Override
        public String toString() {
            return name + "[" + protocol + " " + address() + "]";
        }
    }

    @Override
    public synchronized void start() {
        if (server.isPresent()) {
            return;
        }
        try {
            format();
            KafkaRaftServer starting = new KafkaRaftServer(new KafkaConfig(settings(), false), Time.SYSTEM);
            server = Optional.of(starting);
            starting.startup();
        } catch (Exception e) {
            stop();
            throw new IllegalStateException("Kafka did not start on port " + port + ": " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void stop() {
        server.ifPresent(running -> {
            running.shutdown();
            running.awaitShutdown();
        });
        server = Optional.empty();
    }

    @Override
    public void close() {
        stop();
        data.close();
    }

    @Override
    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    @Override
    public void createTopics(Collection<NewTopic> topics) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()))) {
            for (KafkaFuture<Void> creation :
                    admin.createTopics(topics).values().values()) {
                awaitCreation(creation);
            }
        }
    }

    private static void awaitCreation(KafkaFuture<Void> creation) {
        try {
            creation.get(ADMIN_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new IllegalStateException("the topic was not created: " + e.getMessage(), e);
            }
        } catch (TimeoutException e) {
            throw new IllegalStateException("the broker did not create the topic in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while creating topics", e);
        }
    }

    private void format() throws Exception {
        if (Files.exists(logs.resolve("meta.properties"))) {
            return;
        }
        Formatter formatter = new Formatter();
        formatter
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8))
                .setNodeId(NODE_ID)
                .setClusterId(Uuid.randomUuid().toString())
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setControllerListenerName(CONTROLLER_LISTENER)
                .setMetadataLogDirectory(logs.toString())
                .setDirectories(List.of(logs.toString()));
        formatter.run();
    }

    /** One replica of everything, one partition of Kafka's own topics, and no waiting for members that cannot exist. */
    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(usualSettings());
        for (Listener listener : listeners) {
            settings.merge("listeners", listener.binding(), String::concat);
            settings.merge("advertised.listeners", listener.binding(), String::concat);
            settings.merge(
                    "listener.security.protocol.map",
                    "," + listener.name() + ":" + listener.protocol(),
                    String::concat);
            String prefix = "listener.name." + listener.name().toLowerCase(Locale.ROOT) + ".";
            listener.settings().forEach((name, value) -> settings.put(prefix + name, value));
        }
        if (accessControl) {
            settings.put("authorizer.class.name", "org.apache.kafka.metadata.authorizer.StandardAuthorizer");
            settings.put("super.users", "User:ANONYMOUS");
        }
        return settings;
    }

    private Map<String, String> usualSettings() {
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", Integer.toString(NODE_ID)),
                Map.entry("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort),
                Map.entry("controller.listener.names", CONTROLLER_LISTENER),
                Map.entry("listeners", "BROKER://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort),
                Map.entry("advertised.listeners", "BROKER://127.0.0.1:" + port),
                Map.entry("listener.security.protocol.map", "BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT"),
                Map.entry("inter.broker.listener.name", "BROKER"),
                Map.entry("log.dirs", logs.toString()),
                Map.entry("auto.create.topics.enable", "false"),
                Map.entry("offsets.topic.num.partitions", "1"),
                Map.entry("offsets.topic.replication.factor", "1"),
                Map.entry("transaction.state.log.num.partitions", "1"),
                Map.entry("transaction.state.log.replication.factor", "1"),
                Map.entry("transaction.state.log.min.isr", "1"),
                Map.entry("share.coordinator.state.topic.num.partitions", "1"),
                Map.entry("share.coordinator.state.topic.replication.factor", "1"),
                Map.entry("share.coordinator.state.topic.min.isr", "1"),
                Map.entry("group.initial.rebalance.delay.ms", "0"),
                Map.entry("log.cleaner.dedupe.buffer.size", "2097152"),
                Map.entry("num.network.threads", "2"),
                Map.entry("num.io.threads", "2"));
    }
}
