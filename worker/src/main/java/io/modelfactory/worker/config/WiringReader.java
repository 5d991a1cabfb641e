package io.modelfactory.worker.config;

import io.modelfactory.worker.artifact.ArtifactStoreFactory;
import io.modelfactory.worker.artifact.ArtifactStoreProvider;
import io.modelfactory.worker.artifact.StoreOption;
import io.modelfactory.worker.artifact.StoreOptions;
import io.modelfactory.worker.config.Wiring.LineageTransport;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What the keys below {@code wiring} are called, what they may be, and what they are if they are not given. */
final class WiringReader {
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final Pattern CLASS_NAME = Pattern.compile("[A-Za-z_$][\\w$]*(\\.[A-Za-z_$][\\w$]*)+");
    private static final String MIN_MEMORY = "64MB";
    private static final Pattern HTTP_URLS = Pattern.compile("https?://[^\\s@/]+(/[^\\s@]*)?");
    private static final Pattern POSTGRES_URL = Pattern.compile("jdbc:postgresql:\\S+");
    static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]{1,253}");
    private static final Pattern TRANSPORT = Pattern.compile("none|http|kafka|file");
    private static final Pattern CREDENTIALS = Pattern.compile("(?i).*[?&](ssl)?password=.*");

    private WiringReader() {}

    static Wiring read(ProfileSection wiring) {
        return new Wiring(
                wiring.section("kafka", WiringReader::kafka),
                wiring.section("schema_registry", WiringReader::schemaRegistry),
                wiring.section("database", WiringReader::database),
                wiring.section("object_store", WiringReader::objectStore),
                wiring.section("signing", WiringReader::signing),
                wiring.section("requests", WiringReader::requests),
                wiring.section("training", WiringReader::training),
                wiring.section("lease", WiringReader::lease),
                wiring.section("reconciliation", WiringReader::reconciliation),
                wiring.section("claims", WiringReader::claims),
                wiring.section("outbox", WiringReader::outbox),
                wiring.section("shutdown", WiringReader::shutdown),
                wiring.section("telemetry", WiringReader::telemetry),
                wiring.section("lineage", WiringReader::lineage),
                wiring.section("console", ConsoleWiringReader::read));
    }

    private static Wiring.Kafka kafka(ProfileSection kafka) {
        return new Wiring.Kafka(
                kafka.text("bootstrap_servers"),
                kafka.text("group_id", "model-factory"),
                kafka.optionalText("group_instance_id"),
                kafka.section("topics", WiringReader::topics),
                clientProperties(kafka));
    }

    private static Wiring.Topics topics(ProfileSection topics) {
        Wiring.Topics read = new Wiring.Topics(
                topic(topics, "requests", "fp.bus.learning.mf.requests.v1"),
                topic(topics, "dead_letters", "fp.bus.learning.mf.requests.v1.dlq"),
                topic(topics, "run_events", "fp.bus.learning.mf.events.v1"),
                topic(topics, "registry_events", "fp.bus.learning.registry.events.v1"),
                topic(topics, "control", "fp.bus.control.v1"),
                topic(topics, "ofs_events", "fp.bus.learning.ofs.events.v1"));
        // Topics that coincide would feed the worker its own output.
        if (read.all().stream().distinct().count() < read.all().size()) {
            topics.addProblem("requests", "and the other topics must all differ");
        }
        return read;
    }

    private static String topic(ProfileSection topics, String key, String fallback) {
        return topics.text(key, fallback, TOPIC, "a topic name: letters, digits, '.', '_' and '-', at most 249");
    }

    private static Wiring.SchemaRegistry schemaRegistry(ProfileSection registry) {
        return new Wiring.SchemaRegistry(
                registry.text("url", "", HTTP_URLS, "an http or https address without credentials"),
                className(registry, "serializer", "io.modelfactory.worker.kafka.AvroSerializer"),
                className(registry, "deserializer", "io.modelfactory.worker.kafka.AvroDeserializer"),
                clientProperties(registry));
    }

    private static String className(ProfileSection registry, String key, String fallback) {
        return registry.text(key, fallback, CLASS_NAME, "the full name of a class");
    }

    private static Wiring.Database database(ProfileSection database) {
        String url = database.text("url", "", POSTGRES_URL, "a JDBC address: jdbc:postgresql://host:port/database");
        if (CREDENTIALS.matcher(url).matches()) {
            database.addProblem("url", "holds a password; put it into password or password_file");
        }
        return new Wiring.Database(
                url,
                database.text("user"),
                password(database),
                database.flag("migrate", true),
                database.wholeNumber("pool_size", 8, 6, 200));
    }

    static Optional<Secret> password(ProfileSection database) {
        Optional<String> inline = database.optionalText("password");
        Optional<String> file = database.optionalText("password_file");
        if (inline.isPresent() && file.isPresent()) {
            database.addProblem("password_file", "is given beside password; keep one of them");
        }
        return inline.or(() -> file.flatMap(path -> fileContent(database, path)))
                .map(Secret::new);
    }

    private static Optional<String> fileContent(ProfileSection database, String path) {
        try {
            return Optional.of(Files.readString(Path.of(path)).strip());
        } catch (IOException e) {
            database.addProblem("password_file", "cannot be read: " + path);
            return Optional.empty();
        }
    }

    private static Wiring.ObjectStore objectStore(ProfileSection store) {
        return new Wiring.ObjectStore(
                store.text("root"),
                storeOptions(store),
                store.texts("profile_roots").stream().map(Path::of).toList());
    }

    private static StoreOptions storeOptions(ProfileSection store) {
        Map<String, Map<String, String>> sections = new TreeMap<>();
        for (ArtifactStoreProvider provider : ArtifactStoreFactory.providers()) {
            if (!provider.options().isEmpty()) {
                sections.put(
                        provider.id(),
                        store.section(provider.id(), section -> storeOptions(section, provider.options())));
            }
        }
        return new StoreOptions(sections);
    }

    private static Map<String, String> storeOptions(ProfileSection section, List<StoreOption> options) {
        Map<String, String> values = new TreeMap<>();
        for (StoreOption option : options) {
            String key = option.key();
            switch (option.kind()) {
                case TEXT -> section.optionalText(key).ifPresent(text -> values.put(key, text));
                case FLAG -> values.put(key, String.valueOf(section.flag(key, false)));
                case HTTP_ADDRESS -> httpAddress(section, key).ifPresent(address -> values.put(key, address));
            }
        }
        return values;
    }

    private static Wiring.Signing signing(ProfileSection signing) {
        return new Wiring.Signing(
                signing.optionalText("key_file").map(Path::of),
                signing.texts("trusted_keys").stream().map(Path::of).toList());
    }

    private static Wiring.Requests requests(ProfileSection requests) {
        return new Wiring.Requests(requests.optionalText("key_file").map(Path::of));
    }

    private static final Pattern EXECUTOR = Pattern.compile(String.join("|", Wiring.Training.EXECUTORS));

    private static Wiring.Training training(ProfileSection training) {
        String executor = training.text(
                "executor",
                Wiring.Training.EXECUTORS.get(0),
                EXECUTOR,
                "one of " + String.join(", ", Wiring.Training.EXECUTORS));
        return new Wiring.Training(
                training.wholeNumber("concurrency", 1, 1, 64),
                training.wholeNumber("threads", 0, 0, 1024),
                memory(training, "memory_limit"),
                memory(training, "memory_budget"),
                memory(training, "heap"),
                Path.of(training.text("scratch", "/tmp/model-factory")),
                executor,
                training.section("spark", section -> SparkWiringReader.read(section, executor.equals("spark"))));
    }

    static Optional<DataSize> memory(ProfileSection section, String key) {
        return section.optionalText(key).flatMap(text -> {
            if (!DataSize.isValid(text)) {
                section.addProblem(key, "must be an amount with its unit, such as 1GB or 512MiB");
                return Optional.empty();
            }
            DataSize amount = new DataSize(text);
            if (amount.bytes() < new DataSize(MIN_MEMORY).bytes()) {
                section.addProblem(key, "must be at least " + MIN_MEMORY);
            }
            return Optional.of(amount);
        });
    }

    private static Wiring.Lease lease(ProfileSection lease) {
        int duration = lease.wholeNumber("duration_seconds", 30, 2, 3600);
        // A worker must be able to miss a heartbeat without losing its runs.
        int heartbeat = lease.wholeNumber("heartbeat_seconds", Math.max(1, duration / 3), 1, duration / 2);
        return new Wiring.Lease(duration, heartbeat);
    }

    private static Wiring.Reconciliation reconciliation(ProfileSection reconciliation) {
        return new Wiring.Reconciliation(reconciliation.wholeNumber("interval_seconds", 3600, 0, 86_400));
    }

    /** Leases that have ended are found by looking only, so that a dead worker's runs wait this much longer. */
    private static Wiring.Claims claims(ProfileSection claims) {
        return new Wiring.Claims(claims.flag("listen", true), claims.wholeNumber("poll_millis", 500, 50, 600_000));
    }

    private static Wiring.Outbox outbox(ProfileSection outbox) {
        return new Wiring.Outbox(outbox.wholeNumber("retention_hours", 7 * 24, 1, 366 * 24));
    }

    /** By default the worker has ended before the thirty seconds are over that container platforms give it. */
    private static Wiring.Shutdown shutdown(ProfileSection shutdown) {
        return new Wiring.Shutdown(shutdown.wholeNumber("grace_seconds", 15, 1, 86_400));
    }

    private static Wiring.Telemetry telemetry(ProfileSection telemetry) {
        return new Wiring.Telemetry(
                telemetry.text("host", "127.0.0.1", HOST, "a host name or an address to listen on, such as 0.0.0.0"),
                telemetry.wholeNumber("port", 0, 0, 65_535),
                telemetry.section("otlp", WiringReader::otlp));
    }

    private static Wiring.Otlp otlp(ProfileSection otlp) {
        return new Wiring.Otlp(
                httpAddress(otlp, "endpoint"), otlp.wholeNumber("interval_seconds", 60, 1, 3600), headers(otlp));
    }

    private static Wiring.Lineage lineage(ProfileSection lineage) {
        String name = lineage.text("transport", "none", TRANSPORT, "one of none, http, kafka, file");
        LineageTransport transport = LineageTransport.valueOf(name.toUpperCase(Locale.ROOT));
        Wiring.Lineage read = new Wiring.Lineage(
                transport,
                lineage.optionalText("namespace"),
                lineage.text("job_name", "train_build"),
                httpAddress(lineage, "url"),
                headers(lineage),
                topic(lineage, "topic", "fp.bus.lineage.v1"),
                lineage.optionalText("file").map(Path::of));
        if (transport == LineageTransport.HTTP && read.url().isEmpty()) {
            lineage.addProblem("url", "is missing, and the transport http needs it");
        } else if (transport == LineageTransport.FILE && read.file().isEmpty()) {
            lineage.addProblem("file", "is missing, and the transport file needs it");
        }
        return read;
    }

    /** Of a mounted file, because access tokens are among them. */
    private static Map<String, Secret> headers(ProfileSection section) {
        Map<String, Secret> headers = new TreeMap<>();
        section.optionalText("headers_file")
                .map(path -> mountedProperties(section, "headers_file", path))
                .ifPresent(mounted -> mounted.forEach((name, value) -> headers.put(name, new Secret(value))));
        return headers;
    }

    private static Optional<String> httpAddress(ProfileSection section, String key) {
        return section.optionalText(key).flatMap(address -> {
            if (HTTP_URLS.matcher(address).matches()) {
                return Optional.of(address);
            }
            section.addProblem(key, "must be an http or https address without credentials");
            return Optional.empty();
        });
    }

    /** {@code properties}, and over them those of a mounted file, which is where secrets belong. */
    private static ClientProperties clientProperties(ProfileSection section) {
        ClientProperties given = new ClientProperties(section.properties("properties"));
        return section.optionalText("properties_file")
                .map(path -> given.with(mountedProperties(section, "properties_file", path)))
                .orElse(given);
    }

    private static Map<String, String> mountedProperties(ProfileSection section, String key, String path) {
        Properties mounted = new Properties();
        try (Reader content = Files.newBufferedReader(Path.of(path))) {
            mounted.load(content);
        } catch (IOException | IllegalArgumentException e) {
            section.addProblem(key, "cannot be read: " + path);
        }
        Map<String, String> values = new TreeMap<>();
        mounted.stringPropertyNames().forEach(name -> values.put(name, mounted.getProperty(name)));
        return values;
    }
}
