package io.modelfactory.worker.app.cli;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.local.EmbeddedDatabase;
import io.modelfactory.local.LocalPlatform;
import io.modelfactory.worker.ChildJvm;
import io.modelfactory.worker.app.Main;
import io.modelfactory.worker.app.worker.PlatformFixture;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * One test class's own database, topics, consumer group and store on the platform that all of them share; its profile
 * is the shipped local one with the addresses written out.
 */
final class PlatformTenant {
    private static final LocalPlatform PLATFORM = new PlatformFixture().platform();

    private final String name;
    private final EmbeddedDatabase.Access database;
    private final Path store;
    private final Path profile;

    PlatformTenant(String name) {
        this.name = name;
        this.database = PLATFORM.database().createDatabase(name);
        this.store = PLATFORM.objectStoreRoot().resolve(name);
        this.profile = write(text());
        Wiring.Topics topics = configuration().profile().wiring().kafka().topics();
        PLATFORM.kafka()
                .createTopics(topics.all().stream()
                        .map(topic -> new NewTopic(topic, 2, (short) 1))
                        .toList());
        try {
            Files.createDirectories(store);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    LocalPlatform platform() {
        return PLATFORM;
    }

    Path store() {
        return store;
    }

    Configuration configuration() {
        return Configuration.load(profile, Map.of(), PlatformFixture.SCHEMAS);
    }

    /** Of a profile that differs from the tenant's in one text. */
    Configuration configurationWith(String text, String replacement) {
        if (!text().contains(text)) {
            throw new AssertionError("the profile has no " + text);
        }
        return Configuration.load(write(text().replace(text, replacement)), Map.of(), PlatformFixture.SCHEMAS);
    }

    JsonSchemas schemas() {
        return PlatformFixture.SCHEMAS;
    }

    /** Runs a command under the tenant's profile. */
    CommandResult run(String... arguments) {
        return CommandResult.of(under(profile, arguments));
    }

    CommandResult runWithInput(String input, String... arguments) {
        return CommandResult.withInput(input, under(profile, arguments));
    }

    /** Runs a command under a profile that differs from the tenant's in one text. */
    CommandResult runWith(String text, String replacement, String... arguments) {
        return runWith(Map.of(text, replacement), arguments);
    }

    /** Runs a command under a profile that differs from the tenant's in several texts. */
    CommandResult runWith(Map<String, String> replacements, String... arguments) {
        String changed = text();
        for (Map.Entry<String, String> replacement : replacements.entrySet()) {
            if (!changed.contains(replacement.getKey())) {
                throw new AssertionError("the profile has no " + replacement.getKey());
            }
            changed = changed.replace(replacement.getKey(), replacement.getValue());
        }
        return CommandResult.of(under(write(changed), arguments));
    }

    /** Starts a worker as a process of its own, under a profile that differs from the tenant's in one text. */
    Process startWorker(Path log, String text, String replacement) throws IOException {
        String own = text();
        if (!own.contains(text)) {
            throw new AssertionError("the profile has no " + text);
        }
        List<String> line = ChildJvm.ofThisClassPath(List.of("-Dlogback.configurationFile=logback.xml"), Main.class);
        line.addAll(List.of(under(write(own.replace(text, replacement)), "worker", "run")));
        return new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
    }

    /** Runs a command under a profile whose services all have addresses without a listener. */
    CommandResult runWithServicesDown(String... arguments) {
        return CommandResult.of(under(write(text().replaceAll("127\\.0\\.0\\.1:[0-9]+", "127.0.0.1:1")), arguments));
    }

    String databaseUrl() {
        return database.jdbcUrl();
    }

    String bootstrapServers() {
        return PLATFORM.kafka().bootstrapServers();
    }

    private static String[] under(Path profile, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--profile");
        all.add(profile.toString());
        return all.toArray(String[]::new);
    }

    /** The profile, for those who change more of it than one text. */
    String text() {
        Path project = Path.of("..").toAbsolutePath().normalize();
        try {
            String text = Files.readString(project.resolve("config/profiles/local.yaml"))
                    .replace("config/mf", project + "/config/mf")
                    .replace("fp.bus.", name + ".fp.bus.")
                    .replace("group_id: model-factory", "group_id: " + name);
            Map<String, String> values = Map.of(
                    "MF_KAFKA_BOOTSTRAP_SERVERS", bootstrapServers(),
                    "MF_SCHEMA_REGISTRY_URL", PLATFORM.schemaRegistry().url(),
                    "MF_DATABASE_URL", database.jdbcUrl(),
                    "MF_DATABASE_USER", database.user(),
                    "MF_DATABASE_PASSWORD", "hunter2",
                    "MF_OBJECT_STORE_ROOT", store.toString(),
                    "MF_SCRATCH",
                            PLATFORM.objectStoreRoot().resolveSibling("scratch").toString());
            for (Map.Entry<String, String> value : values.entrySet()) {
                text = text.replaceAll("\\$\\{" + value.getKey() + "(:-[^}]*)?}", value.getValue());
            }
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path write(String text) {
        try {
            Path folder = Files.createDirectories(PLATFORM.objectStoreRoot().resolveSibling("profiles"));
            return Files.writeString(Files.createTempFile(folder, "profile", ".yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
