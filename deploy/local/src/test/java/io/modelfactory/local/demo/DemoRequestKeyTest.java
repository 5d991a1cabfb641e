package io.modelfactory.local.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoRequestKeyTest {
    private static final Path HOME = Path.of("..", "..").toAbsolutePath().normalize();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theShippedPolicyLearnsOneKeyAndKeepsTheRest() throws IOException {
        DemoRequestKey files = DemoRequestKey.prepare(HOME, folder, List.of("USER::a", "SYSTEM::b"));

        assertThat(Files.readString(files.policy()))
                .containsPattern("- public_key: MCowBQYDK2VwAyEA[A-Za-z0-9+/]{43}=")
                .contains("principals: [\"USER::a\", \"SYSTEM::b\"]", "default: allow");
        assertThat(Files.readString(files.key())).startsWith("-----BEGIN PRIVATE KEY-----");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.key())))
                .isEqualTo("rw-------");
        assertThat(files.environment())
                .containsEntry("MF_REQUEST_KEY_FILE", files.key().toString())
                .containsEntry("MF_LAUNCHER_POLICY", files.policy().toString());
    }

    @Test
    void anotherDemonstrationOnTheSameDataKeepsTheKey() throws IOException {
        String before = Files.readString(
                DemoRequestKey.prepare(HOME, folder, List.of("USER::a")).policy());

        assertThat(Files.readString(
                        DemoRequestKey.prepare(HOME, folder, List.of("USER::a")).policy()))
                .isEqualTo(before);
    }
}
