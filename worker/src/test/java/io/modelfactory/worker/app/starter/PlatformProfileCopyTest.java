package io.modelfactory.worker.app.starter;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformProfileCopyTest {
    private static final Path SHIPPED = Path.of("..", "config", "profiles", "local.yaml");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theCopyIsAProfileWithTheVariablesOfTheFileAndNoPlaceOfThisMachine() throws IOException {
        String text = PlatformProfileCopy.of(SHIPPED).text().orElseThrow();
        Path copy = Files.writeString(folder.resolve("profile.yaml"), text);

        assertThat(text)
                .endsWith(Files.readString(SHIPPED))
                .doesNotContain(folder.toString(), System.getProperty("user.home"));
        Path policies = Path.of("..").toAbsolutePath().normalize().resolve("config");
        Files.writeString(copy, text.replace("config/mf", policies + "/mf"));
        Configuration configuration = Configuration.load(copy, Map.of(), new JsonSchemas());
        assertThat(configuration.profile().profileId()).isEqualTo("local");
    }

    @Test
    void whatIsSecretIsNotCopied() throws IOException {
        String shipped = Files.readString(SHIPPED);

        assertThat(copyOf(shipped.replace("password: ${MF_DATABASE_PASSWORD:-}", "password: hunter2")))
                .isFalse();
        assertThat(copyOf(shipped.replace("password: ${MF_DATABASE_PASSWORD:-}", "password: ${X:-hunter2}")))
                .isFalse();
        assertThat(copyOf(shipped.replace("properties: {}", "properties: {sasl.jaas.config: \"x password=y\"}")))
                .isFalse();
        assertThat(copyOf(shipped.replace("password: ${MF_DATABASE_PASSWORD:-}", "password_file: /run/secrets/db")))
                .isTrue();
    }

    private boolean copyOf(String profile) throws IOException {
        PlatformProfileCopy copy = PlatformProfileCopy.of(Files.writeString(folder.resolve("own.yaml"), profile));
        assertThat(copy.reason().isPresent()).isNotEqualTo(copy.text().isPresent());
        assertThat(copy.reason().orElse("")).doesNotContain("hunter2");
        return copy.text().isPresent();
    }
}
