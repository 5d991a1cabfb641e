package io.modelfactory.worker.dataset.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What processes that were killed leave of DuckDB's native code. */
class DuckDbNativeCodeTest {
    @TempDir
    private Path temporary = Path.of("");

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProcessThatIsKilledLeavesNoCopy() throws Exception {
        killAfterLoading();

        assertThat(copies()).isEmpty();
    }

    @Test
    void aCopyThatWasLeftIsDeletedByALaterProcessAndAYoungOneIsNot() throws Exception {
        Path left = Files.writeString(temporary.resolve("libduckdb_java1.so"), "left");
        Files.setLastModifiedTime(left, FileTime.from(Instant.now().minus(Duration.ofMinutes(11))));
        Path beingLoaded = Files.writeString(temporary.resolve("libduckdb_java2.so"), "of another process");

        killAfterLoading();

        assertThat(copies()).contains(beingLoaded).doesNotContain(left);
    }

    private void killAfterLoading() throws Exception {
        Process loader = new ProcessBuilder(ChildJvm.command(
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        QueryingProcess.class.getName(),
                        temporary.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(loader.inputReader().readLine()).isEqualTo("2");
        loader.destroyForcibly();
        assertThat(loader.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    private List<Path> copies() throws IOException {
        try (Stream<Path> files = Files.walk(temporary)) {
            return files.filter(file -> file.getFileName().toString().contains("duckdb"))
                    .toList();
        }
    }

    /** A process that has used DuckDB twice, until it is killed. */
    static final class QueryingProcess {
        private QueryingProcess() {}

        public static void main(String[] arguments) throws IOException {
            Path folder = Path.of(arguments[0]);
            DuckDb.warmUp();
            try (DuckDb database = DuckDb.open(folder, 1, "200MB", List.of())) {
                System.out.println(database.queryLong("SELECT 1 + 1"));
                System.out.println(System.in.read());
            }
        }
    }
}
