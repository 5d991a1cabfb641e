package io.modelfactory.worker.app.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the folders that workers work in. */
class WorkerScratchFolderTest {
    @TempDir
    private Path parent = Path.of("");

    @Test
    void aWorkerThatEndsLeavesNothing() throws IOException {
        WorkerScratchFolder scratch = WorkerScratchFolder.open(parent, "mf-1", "group");
        Files.createDirectories(scratch.folder().resolve("dataset-1/parts"));

        scratch.close();

        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void whatALivingNeighbourUsesIsLeftAlone() throws IOException {
        try (WorkerScratchFolder neighbour = WorkerScratchFolder.open(parent, "mf-1", "group")) {
            Path used = Files.writeString(neighbour.folder().resolve("rows"), "1,2");

            WorkerScratchFolder.open(parent, "mf-2", "group").close();

            assertThat(used).hasContent("1,2");
        }
    }

    @Test
    void whatAKilledWorkerLeftIsClearedAwayByTheNext() throws Exception {
        Process doomed = new ProcessBuilder(ChildJvm.ofThisClassPath(KilledWorker.class, parent.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        assertThat(doomed.inputReader().readLine()).isEqualTo("working");
        WorkerScratchFolder.open(parent, "mf-neighbour", "group").close();
        assertThat(parent.resolve("mf-doomed/dataset-1/rows")).exists();

        doomed.destroyForcibly();
        assertThat(doomed.waitFor(1, TimeUnit.MINUTES)).isTrue();
        try (WorkerScratchFolder next = WorkerScratchFolder.open(parent, "mf-next", "group")) {
            assertThat(parent).isDirectoryNotContaining("glob:**/mf-doomed{,.lock}");
            assertThat(next.folder()).isEmptyDirectory();
        }
    }

    @Test
    void deathsOfTheSameMemberAreRememberedForAWhile() throws Exception {
        try (WorkerScratchFolder first = WorkerScratchFolder.open(parent, "mf-1", "group")) {
            assertThat(first.deaths().recent(Instant.now())).isEmpty();
            first.recordMembership();
            first.recordDeath();
        }

        try (WorkerScratchFolder next = WorkerScratchFolder.open(parent, "mf-2", "group");
                WorkerScratchFolder other = WorkerScratchFolder.open(parent, "mf-3", "another group")) {
            assertThat(next.deaths().recent(Instant.now())).hasSize(1);
            assertThat(other.deaths().recent(Instant.now())).isEmpty();
            assertThat(next.deaths()
                            .recent(Instant.now().plus(WorkerDeaths.MEMORY).plusSeconds(1)))
                    .isEmpty();
        }
        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void aWorkerThatDiesBeforeItJoinsWasNoMember() throws Exception {
        try (WorkerScratchFolder first = WorkerScratchFolder.open(parent, "mf-1", "group")) {
            first.recordDeath();
        }

        try (WorkerScratchFolder next = WorkerScratchFolder.open(parent, "mf-2", "group")) {
            assertThat(next.deaths().recent(Instant.now())).isEmpty();
        }
    }

    @Test
    void workersThatDiedTogetherDiedOnce() throws Exception {
        Instant now = Instant.now();
        for (int worker = 1; worker <= 3; worker++) {
            Path lock = Files.writeString(parent.resolve("mf-" + worker + ".lock"), "group");
            Files.setLastModifiedTime(lock, FileTime.from(now.minusSeconds(worker == 3 ? 60 : 30)));
        }

        try (WorkerScratchFolder next = WorkerScratchFolder.open(parent, "mf-4", "group")) {
            assertThat(next.deaths().recent(now)).hasSize(2);
        }
    }

    @Test
    void foreignFilesAreNotDeleted() throws IOException {
        Path foreign = Files.createDirectories(parent.resolve("reproduce-1"));

        WorkerScratchFolder.open(parent, "mf-1", "group").close();

        assertThat(foreign).exists();
    }

    /** A running worker, until it is killed. */
    static final class KilledWorker {
        private KilledWorker() {}

        public static void main(String[] arguments) throws IOException {
            WorkerScratchFolder scratch = WorkerScratchFolder.open(Path.of(arguments[0]), "mf-doomed", "group");
            Path dataset = Files.createDirectories(scratch.folder().resolve("dataset-1"));
            Files.writeString(dataset.resolve("rows"), "1,2");
            System.out.println("working");
            int end = System.in.read();
            System.out.println(end);
        }
    }
}
