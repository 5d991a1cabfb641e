package io.modelfactory.worker.artifact.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose names are forced to disk before a file counts as written. */
class FolderDurabilityTest {
    @TempDir
    private Path root = Path.of("");

    private final RecordingFileSystem disk = new RecordingFileSystem();
    private DurableFolder files = DurableFolder.openReadOnly(Path.of(""));

    @BeforeEach
    void openFolder() throws IOException {
        files = DurableFolder.open(root, DurableFolder.Placement.HARD_LINK, disk);
    }

    @Test
    void namesOfFoldersThatAnotherProcessMadeAreForcedOnce() throws IOException {
        Path run = Files.createDirectories(root.resolve("run/gate"));

        write(run.resolve("first"));
        assertThat(disk.forced).containsExactly(root, root.resolve("run"), run);

        disk.forced.clear();
        write(run.resolve("second"));
        assertThat(disk.forced).containsExactly(run);
    }

    @Test
    void namesOfNewFoldersAreForced() throws IOException {
        write(root.resolve("run/gate/first"));

        assertThat(disk.forced).containsExactly(root, root.resolve("run"), root.resolve("run/gate"));
    }

    @Test
    void aFolderThatWasDeletedIsMadeAndForcedAgain() throws IOException {
        Path first = root.resolve("run/first");
        write(first);
        FolderTree.delete(root.resolve("run"));
        disk.forced.clear();

        write(first);

        assertThat(disk.forced).containsExactly(root, root.resolve("run"));
    }

    private void write(Path file) throws IOException {
        files.create(file, new ByteArrayInputStream(new byte[] {1}));
    }

    private static final class RecordingFileSystem implements FileSystemAccess {
        private final List<Path> forced = new ArrayList<>();

        @Override
        public FileChannel create(Path file) throws IOException {
            return FileSystemAccess.DEFAULT.create(file);
        }

        @Override
        public long usableSpace(Path folder) throws IOException {
            return FileSystemAccess.DEFAULT.usableSpace(folder);
        }

        @Override
        public void force(Path folder) throws IOException {
            FileSystemAccess.DEFAULT.force(folder);
            forced.add(folder);
        }
    }
}
