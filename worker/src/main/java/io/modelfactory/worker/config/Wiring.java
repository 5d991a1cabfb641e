package io.modelfactory.worker.config;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.annotation.JsonSerialize;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.modelfactory.worker.artifact.StoreOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The part of a profile that connects the worker to external resources: where things are and how much of the machine to
 * use. It never changes what a run decides, so it enters no digest.
 */
public record Wiring(
        Kafka kafka,
        SchemaRegistry schemaRegistry,
        Database database,
        ObjectStore objectStore,
        Signing signing,
        Requests requests,
        Training training,
        Lease lease,
        Reconciliation reconciliation,
        Claims claims,
        Outbox outbox,
        Shutdown shutdown,
        Telemetry telemetry,
        Lineage lineage,
        Console console) {

    /** The ledger's database as the console logs in to it. */
    public Database consoleDatabase() {
        return console.database()
                .map(role -> new Database(
                        database.url(), role.user(), role.password(), database.migrate(), database.poolSize()))
                .orElse(database);
    }

    /**
     * @param groupInstanceId under which this worker keeps its place in the group when it is started again; no two
     *     workers may have the same
     * @param properties of every Kafka client the worker makes; except those that the worker's promises rest on
     */
    public record Kafka(
            String bootstrapServers,
            String groupId,
            Optional<String> groupInstanceId,
            Topics topics,
            ClientProperties properties) {}

    public record Topics(
            String requests,
            String deadLetters,
            String runEvents,
            String registryEvents,
            String control,
            String ofsEvents) {
        /** Their names, in no meaningful order. */
        public List<String> all() {
            return List.of(requests, deadLetters, runEvents, registryEvents, control, ofsEvents);
        }
    }

    /**
     * @param serializer class name of a Kafka serializer that speaks the Confluent wire format
     * @param deserializer class name of its counterpart
     * @param properties for both, under Confluent's names
     */
    public record SchemaRegistry(String url, String serializer, String deserializer, ClientProperties properties) {}

    /**
     * @param url JDBC, without credentials
     * @param migrate whether a worker brings the schema up to date; else it needs no right to, and refuses one that is
     *     not
     */
    public record Database(String url, String user, Optional<Secret> password, boolean migrate, int poolSize) {}

    /**
     * @param root {@code s3://bucket/prefix} or a local folder
     * @param options of the providers of stores, each in the section of its id, such as {@code s3}
     * @param profileRoots local folders that training and governance profiles may be read from, beside the store
     */
    public record ObjectStore(
            String root,
            @JsonUnwrapped StoreOptions options,

            @JsonSerialize(contentUsing = ToStringSerializer.class)
            List<Path> profileRoots) {
        public ObjectStore {
            profileRoots = List.copyOf(profileRoots);
        }
    }

    /**
     * How commands send requests.
     *
     * @param keyFile a private Ed25519 key in PKCS#8 PEM that signs them; they are sent unsigned without one
     */
    public record Requests(
            @JsonSerialize(contentUsing = ToStringSerializer.class)
            Optional<Path> keyFile) {}

    /**
     * The keys that sign published bundles.
     *
     * @param keyFile a private Ed25519 key in PKCS#8 PEM; nothing is signed without one
     * @param trustedKeys public Ed25519 keys in PEM whose signatures count, such as those of keys that were rotated out
     */
    public record Signing(
            @JsonSerialize(contentUsing = ToStringSerializer.class)
            Optional<Path> keyFile,

            @JsonSerialize(contentUsing = ToStringSerializer.class)
            List<Path> trustedKeys) {
        public Signing {
            trustedKeys = List.copyOf(trustedKeys);
        }
    }

    /**
     * @param concurrency runs that train at the same time
     * @param threads of each of them; 0 for one per processor
     * @param memoryLimit of the dataset engine of each, such as {@code 1GB}; if empty as much as training takes, and at
     *     least {@link #rowMemory}
     * @param memoryBudget what all of them may take together, heaps included; a share of the machine's if empty
     * @param heap most that the heap of one of them may take; a share of the budget if empty
     * @param scratch folder for what need not last
     * @param spark the cluster of the executor {@code spark}
     */
    public record Training(
            int concurrency,
            int threads,
            Optional<DataSize> memoryLimit,
            Optional<DataSize> memoryBudget,
            Optional<DataSize> heap,
            @JsonSerialize(using = ToStringSerializer.class) Path scratch,
            String executor,
            Spark spark) {
        /** Where the rows of a training may lie, see {@code ExecutorChoice}. */
        public static final List<String> EXECUTORS = List.of("auto", "memory", "disk", "spark");

        private static final DataSize ROW_MEMORY = new DataSize("1GB");

        /** The rest is for the worker itself, whose heap Java bounds by a quarter unless set otherwise. */
        private static final double SHARE_OF_MACHINE = 0.7;
        /** The other half is for what DuckDB and XGBoost hold outside of it. */
        private static final double SHARE_OF_BUDGET = 0.5;

        /** With the executor that suits each build. */
        public Training(
                int concurrency,
                int threads,
                Optional<DataSize> memoryLimit,
                Optional<DataSize> memoryBudget,
                Optional<DataSize> heap,
                Path scratch) {
            this(concurrency, threads, memoryLimit, memoryBudget, heap, scratch, EXECUTORS.get(0), Spark.NONE);
        }

        /** Of the dataset engine where nothing is trained. */
        public DataSize rowMemory() {
            return memoryLimit.orElse(ROW_MEMORY);
        }

        /** @param machineBytes memory of the machine or container */
        public long budgetBytes(long machineBytes) {
            return memoryBudget.map(DataSize::bytes).orElse((long) (machineBytes * SHARE_OF_MACHINE));
        }

        /** @param machineBytes memory of the machine or container */
        public long heapBytes(long machineBytes) {
            long budget = budgetBytes(machineBytes);
            return Math.min(budget, heap.map(DataSize::bytes).orElse((long) (budget * SHARE_OF_BUDGET)));
        }
    }

    /**
     * A cluster of Apache Spark that trains. It has no credentials: they belong into Spark's own configuration.
     *
     * @param master its address, such as {@code spark://host:7077}; empty unless the executor is {@code spark}
     * @param home folder of a release of Spark on this machine
     * @param shards place of the rows while they are trained on: the path of a folder, the same on this machine and on
     *     each of the cluster's, or a bucket as {@code wiring.object_store.root} names one; empty as the master is
     * @param shardUrlMinutes how long the cluster may read from a bucket after a training has begun
     * @param jobJars folder of the job's jars; that of the build this worker is from if empty
     * @param tasks that train together, each in an executor of its own
     * @param taskThreads cores of each
     * @param taskMemory of each, heap and native memory together
     * @param startSeconds that the executors have to start
     * @param driverHost address of this machine that the cluster reaches; Spark looks for one if it is empty
     * @param acceptUnencryptedCollective whether tasks may send sums of gradients to each other without encryption
     *     though Spark is told to encrypt
     */
    public record Spark(
            Optional<String> master,
            @JsonSerialize(using = ToStringSerializer.class) Path home,

            Optional<String> shards,
            int shardUrlMinutes,

            @JsonSerialize(contentUsing = ToStringSerializer.class)
            Optional<Path> jobJars,

            int tasks,
            int taskThreads,
            DataSize taskMemory,
            int startSeconds,
            Optional<String> driverHost,
            boolean acceptUnencryptedCollective) {
        /** Where Spark's own images have it. */
        static final Path DEFAULT_HOME = Path.of("/opt/spark");

        static final Spark NONE = new Spark(
                Optional.empty(),
                DEFAULT_HOME,
                Optional.empty(),
                12 * 60,
                Optional.empty(),
                2,
                1,
                new DataSize("2GB"),
                60,
                Optional.empty(),
                false);
    }

    /** How long a claim on a run holds, and how often it is renewed. */
    public record Lease(int durationSeconds, int heartbeatSeconds) {
        public Duration duration() {
            return Duration.ofSeconds(durationSeconds);
        }

        public Duration heartbeat() {
            return Duration.ofSeconds(heartbeatSeconds);
        }

        /**
         * How long a transaction may be idle: three quarters of what is left of a lease after a missed heartbeat. The
         * locks of a worker that was stopped in a transaction then end before any lease does whose row they keep from
         * being renewed.
         */
        public Duration idleTransactionTimeout() {
            return duration().minus(heartbeat()).multipliedBy(3).dividedBy(4);
        }
    }

    /**
     * How often to look for days that are over and not reconciled.
     *
     * @param intervalSeconds 0 to never look; then only {@code mf reconcile} reconciles
     */
    public record Reconciliation(int intervalSeconds) {
        public Duration interval() {
            return Duration.ofSeconds(intervalSeconds);
        }
    }

    /**
     * How a worker without work learns of some.
     *
     * @param listen whether it keeps a connection on which the database notifies of runs; of no use behind a proxy that
     *     pools transactions
     * @param pollMillis how often it polls, notified or not
     */
    public record Claims(boolean listen, int pollMillis) {
        public Duration poll() {
            return Duration.ofMillis(pollMillis);
        }
    }

    /** @param retentionHours after which a message that Kafka has acknowledged is deleted */
    public record Outbox(int retentionHours) {
        public Duration retention() {
            return Duration.ofHours(retentionHours);
        }
    }

    /** @param graceSeconds that runs in progress get to finish when the worker is stopped */
    public record Shutdown(int graceSeconds) {
        public Duration grace() {
            return Duration.ofSeconds(graceSeconds);
        }
    }

    /**
     * Where the worker reports its health and metrics.
     *
     * @param host the address that {@code /livez}, {@code /readyz}, {@code /metrics} and {@code /info} listen on
     * @param port 0 for any that is free
     */
    public record Telemetry(String host, int port, Otlp otlp) {}

    /**
     * Reports runs to the platform's lineage service, as OpenLineage events.
     *
     * @param namespace of the jobs; the stream's id if it is empty
     * @param jobName what comes before the slot that a run trains for
     * @param url of the service, for {@code http}; without the path of its API
     * @param headers of every request to it, such as an access token; none of them is ever shown
     * @param topic for {@code kafka}, on the brokers of {@link Kafka}
     * @param file for {@code file}; one event a line
     */
    public record Lineage(
            LineageTransport transport,
            Optional<String> namespace,
            String jobName,
            Optional<String> url,
            Map<String, Secret> headers,
            String topic,

            @JsonSerialize(contentUsing = ToStringSerializer.class)
            Optional<Path> file) {
        public Lineage {
            headers = Map.copyOf(headers);
        }
    }

    /** By what way lineage events leave the worker. */
    public enum LineageTransport {
        NONE,
        HTTP,
        KAFKA,
        FILE;

        /** As a profile has it. */
        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The pages that operators look at.
     *
     * @param enabled whether a worker serves them; {@code mf console} does so in any case
     * @param host the address that they are served on
     * @param port 0 for any that is free
     * @param poolSize connections of the console's own to the database
     * @param database the role that it has there; that of {@code wiring.database} if empty
     */
    public record Console(
            boolean enabled,
            String host,
            int port,
            int poolSize,
            Optional<DatabaseRole> database,
            @JsonUnwrapped ConsoleSecurity security) {}

    /** Who logs in to the database. */
    public record DatabaseRole(String user, Optional<Secret> password) {}

    /**
     * Pushes meters and traces to an OpenTelemetry collector.
     *
     * @param endpoint its address for OTLP over HTTP; nothing is pushed if it is empty
     * @param intervalSeconds between two pushes of the meters
     * @param headers of every push, such as an access token; none of them is ever shown
     */
    public record Otlp(Optional<String> endpoint, int intervalSeconds, Map<String, Secret> headers) {
        public Otlp {
            headers = Map.copyOf(headers);
        }

        public Duration interval() {
            return Duration.ofSeconds(intervalSeconds);
        }
    }
}
