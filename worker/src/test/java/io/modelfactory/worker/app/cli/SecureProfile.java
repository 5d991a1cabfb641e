package io.modelfactory.worker.app.cli;

import static io.modelfactory.worker.app.cli.SecurePlatform.DATABASE_PASSWORD;
import static io.modelfactory.worker.app.cli.SecurePlatform.KAFKA_PASSWORD;
import static io.modelfactory.worker.app.cli.SecurePlatform.REGISTRY_PASSWORD;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The shipped local profile with the settings of the secure platform, all secrets in mounted files. */
final class SecureProfile {
    private final String name;
    private final Path store;
    private final String text;

    SecureProfile(String name, SecurePlatform platform, String databaseUrl, String registryUrl) {
        this.name = name;
        this.store = platform.folder.resolve(name + "-store");
        Path project = Path.of("..").toAbsolutePath().normalize();
        String kafka = platform.kafkaProperties(platform.server, KAFKA_PASSWORD);
        String registry = platform.registryProperties(platform.server, REGISTRY_PASSWORD);
        try {
            Files.createDirectories(store);
            this.text = changed(
                    Files.readString(project.resolve("config/profiles/local.yaml"))
                            .replace("config/mf", project + "/config/mf")
                            .replace("fp.bus.", name + ".fp.bus."),
                    Map.of(
                            "${MF_KAFKA_BOOTSTRAP_SERVERS:-localhost:9092}",
                            platform.kafkaByPassword(),
                            "    properties: {}",
                            "    properties_file: " + platform.secretFile(kafka),
                            "${MF_SCHEMA_REGISTRY_URL:-http://localhost:8081}",
                            registryUrl,
                            "auto.register.schemas: true",
                            "auto.register.schemas: true\n    properties_file: " + platform.secretFile(registry),
                            "${MF_DATABASE_URL:-jdbc:postgresql://localhost:5432/postgres}",
                            databaseUrl,
                            "${MF_DATABASE_USER:-postgres}",
                            "postgres",
                            "password: ${MF_DATABASE_PASSWORD:-}",
                            "password_file: " + platform.secretFile(DATABASE_PASSWORD),
                            "${MF_OBJECT_STORE_ROOT:-./.demo/store}",
                            store.toString(),
                            "${MF_SCRATCH:-/tmp/model-factory}",
                            platform.folder.resolve("scratch").toString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SecureProfile(String name, Path store, String text) {
        this.name = name;
        this.store = store;
        this.text = text;
    }

    String name() {
        return name;
    }

    Path store() {
        return store;
    }

    String text() {
        return text;
    }

    /** The same with other texts in it. */
    SecureProfile with(Map<String, String> replacements) {
        return new SecureProfile(name, store, changed(text, replacements));
    }

    /** The same with another value behind the first place that ends like this. */
    SecureProfile setting(String key, String value) {
        int at = text.indexOf(key + ":");
        if (at < 0) {
            throw new AssertionError("the profile has no " + key);
        }
        int begin = at + key.length() + 1;
        int end = text.indexOf('\n', begin);
        return new SecureProfile(name, store, text.substring(0, begin) + " " + value + text.substring(end));
    }

    CommandResult run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--profile");
        all.add(write().toString());
        return CommandResult.of(all.toArray(String[]::new));
    }

    Path write() {
        try {
            return Files.writeString(Files.createTempFile("profile", ".yaml"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String changed(String text, Map<String, String> replacements) {
        String changed = text;
        for (Map.Entry<String, String> replacement : replacements.entrySet()) {
            if (!changed.contains(replacement.getKey())) {
                throw new AssertionError("the profile has no " + replacement.getKey());
            }
            changed = changed.replace(replacement.getKey(), replacement.getValue());
        }
        return changed;
    }
}
