package io.modelfactory.local.up;

import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The profile by which a worker and commands reach one background platform: the shipped {@code local}, with the
 * addresses of the platform in the place of variables, so that no shell's environment leads elsewhere.
 */
final class GeneratedProfile {
    private static final Path SHIPPED = Path.of("config", "profiles", "local.yaml");
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+):-([^}]*)}");
    private static final String PASSWORD = "password: ${MF_DATABASE_PASSWORD:-}";

    /** Requests of one platform run are taken, which commands then need not be given. */
    private static final String PLATFORM_RUN = "local";

    private GeneratedProfile() {}

    /**
     * @param home the installation, which has the shipped profile
     * @param environment of the process that runs the platform; what it says of policies holds for all commands
     */
    static void write(PlatformFolder folder, PlatformPorts ports, Path home, Map<String, String> environment) {
        Path shipped = home.resolve(SHIPPED);
        try {
            String text = Files.readString(shipped);
            Map<String, String> values = values(folder, ports, text, environment);
            for (String needed : values.keySet()) {
                if (!text.contains("${" + needed + ":-")) {
                    throw new IllegalStateException(shipped + " has no ${" + needed + ":-…}");
                }
            }
            if (!text.contains(PASSWORD)) {
                throw new IllegalStateException(shipped + " has no " + PASSWORD);
            }
            String content = "# Written by `deploy/mf up` at each start; changes are lost. What it began as: " + shipped
                    + System.lineSeparator()
                    + fill(text.replace(PASSWORD, "password_file: " + quoted(folder.passwordFile())), values);
            Path next = Files.createTempFile(folder.root(), ".profile", "");
            Files.writeString(next, content);
            Files.move(next, folder.profile(), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + folder.profile() + " from " + shipped, e);
        }
    }

    private static Map<String, String> values(
            PlatformFolder folder, PlatformPorts ports, String shipped, Map<String, String> environment) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String policy : new String[] {"MF_LAUNCHER_POLICY", "MF_TRIGGER_POLICY"}) {
            values.put(policy, quotedText(environmentOrDefault(policy, shipped, environment)));
        }
        values.put("MF_RELEASE_ID", quotedText(""));
        values.put("MF_PLATFORM_RUN_ID", quotedText(environment.getOrDefault("MF_PLATFORM_RUN_ID", PLATFORM_RUN)));
        values.put("MF_KAFKA_BOOTSTRAP_SERVERS", quotedText("127.0.0.1:" + ports.kafka()));
        values.put("MF_SCHEMA_REGISTRY_URL", quotedText("http://127.0.0.1:" + ports.registry()));
        values.put("MF_DATABASE_URL", quotedText(ports.databaseUrl()));
        values.put("MF_DATABASE_USER", quotedText(BackgroundPlatform.USER));
        values.put("MF_OBJECT_STORE_ROOT", quoted(folder.objects()));
        values.put("MF_SCRATCH", quoted(folder.scratch()));
        values.put("MF_TELEMETRY_HOST", quotedText("127.0.0.1"));
        values.put("MF_TELEMETRY_PORT", String.valueOf(ports.health()));
        values.put("MF_CONSOLE_ENABLED", "true");
        values.put("MF_CONSOLE_PORT", String.valueOf(ports.console()));
        return values;
    }

    private static String environmentOrDefault(String name, String shipped, Map<String, String> environment) {
        String value = environment.getOrDefault(name, "");
        if (!value.isEmpty()) {
            return value;
        }
        return VARIABLE.matcher(shipped)
                .results()
                .filter(found -> found.group(1).equals(name))
                .map(found -> found.group(2))
                .findFirst()
                .orElse("");
    }

    private static String fill(String text, Map<String, String> values) {
        return VARIABLE.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement(values.getOrDefault(found.group(1), found.group())));
    }

    private static String quoted(Path path) {
        return quotedText(path.toString());
    }

    /** JSON's quotes are YAML's; a dollar before a brace would begin a variable. */
    private static String quotedText(String text) {
        return TextNode.valueOf(text.replace("${", "$${")).toString();
    }
}
