package io.modelfactory.worker.app.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the folders that workers work in. */
class WorkerScratchFolderTest {
    @TempDir
    private Path parent = Path.of("");

    @Test
    void aWorkerThatEndsLeavesNothing() throws IOException {
        WorkerScratchFolder scratch = WorkerScratchFolder.open(parent, "mf-1");
        Files.createDirectories(scratch.folder().resolve("dataset-1/parts"));

        scratch.close();

        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void whatALivingNeighbourUsesIsLeftAlone() throws IOException {
        try (WorkerScratchFolder neighbour = WorkerScratchFolder.open(parent, "mf-1")) {
            Path used = Files.writeString(neighbour.folder().resolve("rows"), "1,2");

            WorkerScratchFolder.open(parent, "mf-2").close();

            assertThat(used).hasContent("1,2");
        }
    }

    @Test
    void whatAKilledWorkerLeftIsClearedAwayByTheNext() throws Exception {
        Process doomed = new ProcessBuilder(ChildJvm.ofThisClassPath(KilledWorker.class, parent.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(doomed.inputReader().readLine()).isEqualTo("working");
        WorkerScratchFolder.open(parent, "mf-neighbour").close();
        assertThat(parent.resolve("mf-doomed/dataset-1/rows")).exists();

        doomed.destroyForcibly();
        assertThat(doomed.waitFor(1, TimeUnit.MINUTES)).isTrue();
        try (WorkerScratchFolder next = WorkerScratchFolder.open(parent, "mf-next")) {
            assertThat(parent).isDirectoryNotContaining("glob:**/mf-doomed*");
            assertThat(next.folder()).isEmptyDirectory();
        }
    }

    @Test
    void foreignFilesAreNotDeleted() throws IOException {
        Path foreign = Files.createDirectories(parent.resolve("reproduce-1"));

        WorkerScratchFolder.open(parent, "mf-1").close();

        assertThat(foreign).exists();
    }

    /** A running worker, until it is killed. */
    static final class KilledWorker {
        private KilledWorker() {}

        public static void main(String[] arguments) throws IOException {
            WorkerScratchFolder scratch = WorkerScratchFolder.open(Path.of(arguments[0]), "mf-doomed");
            Path dataset = Files.createDirectories(scratch.folder().resolve("dataset-1"));
            Files.writeString(dataset.resolve("rows"), "1,2");
            System.out.println("working");
            int end = System.in.read();
            System.out.println(end);
        }
    }
}
