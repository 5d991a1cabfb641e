package io.modelfactory.local.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkerCommandTest {
    @TempDir
    private Path home = Path.of("");

    @Test
    void theWorkerHasTheUsersOptionsAndThoseOfItsJavaVersion() throws IOException {
        Path target = Files.createDirectories(home.resolve("worker/target"));
        Files.createFile(target.resolve("mf-worker.jar"));
        Files.createFile(target.resolve("mf-worker.jsa"));

        List<String> line = WorkerCommand.of(
                        home, List.of("-Xmx1g", "--enable-native-access=ALL-UNNAMED"), " -Xmx4g  -Da=b")
                .line();

        assertThat(line.subList(1, line.size()))
                .containsExactly(
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xmx4g",
                        "-Da=b",
                        "-XX:SharedArchiveFile=" + target.resolve("mf-worker.jsa"),
                        "-Xlog:cds=off",
                        "-jar",
                        target.resolve("mf-worker.jar").toString());
    }

    @Test
    void anInstallationThatWasNotBuiltIsNamed() {
        assertThatThrownBy(() -> WorkerCommand.of(home, List.of(), ""))
                .isInstanceOf(UpException.class)
                .hasMessageContaining("mf-worker.jar")
                .hasMessageContaining("deploy/mf");
    }
}
