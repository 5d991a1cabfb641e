package io.modelfactory.worker.algorithm.xgboost;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What processes that were killed leave of XGBoost's native code. */
class NativeCodeOfKilledProcessesTest {
    @TempDir
    private Path temporary = Path.of("");

    @Test
    void killedProcessesShareTheOneCopyThatTheyLeave() throws Exception {
        killAfterLoading();
        List<Path> afterTheFirst = libraries();

        killAfterLoading();

        assertThat(libraries()).hasSize(1).isEqualTo(afterTheFirst);
    }

    private void killAfterLoading() throws Exception {
        Process loader = new ProcessBuilder(
                        ChildJvm.ofThisClassPath(List.of("-Djava.io.tmpdir=" + temporary), Loader.class))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(loader.inputReader().readLine()).isEqualTo("loaded");
        loader.destroyForcibly();
        assertThat(loader.waitFor(1, TimeUnit.MINUTES)).isTrue();
    }

    private List<Path> libraries() throws IOException {
        try (Stream<Path> files = Files.walk(temporary)) {
            return files.filter(file -> file.getFileName().toString().contains("xgboost4j"))
                    .toList();
        }
    }

    /** A process that has loaded the library, until it is killed. */
    static final class Loader {
        private Loader() {}

        public static void main(String[] arguments) throws IOException {
            XgboostLibrary.get().XGBGetLastError();
            System.out.println("loaded");
            System.out.println(System.in.read());
        }
    }
}
