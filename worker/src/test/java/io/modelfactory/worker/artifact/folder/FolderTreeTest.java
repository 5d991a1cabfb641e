package io.modelfactory.worker.artifact.folder;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderTreeTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aFolderIsDeletedWithAllThatIsInItAndNothingElse() throws IOException {
        Path kept = Files.createDirectories(folder.resolve("kept"));
        Files.writeString(kept.resolve("file"), "x");
        Path deleted = folder.resolve("deleted");
        Files.createDirectories(deleted.resolve("below/empty"));
        Files.writeString(deleted.resolve("file"), "x");
        Files.createSymbolicLink(deleted.resolve("link"), kept);

        FolderTree.delete(deleted);

        assertThat(deleted).doesNotExist();
        assertThat(kept.resolve("file")).exists();
    }

    @Test
    void aLinkToAFolderIsDeletedAndNotFollowed() throws IOException {
        Path kept = Files.createDirectories(folder.resolve("kept"));
        Files.writeString(kept.resolve("file"), "x");
        Path link = Files.createSymbolicLink(folder.resolve("link"), kept);

        FolderTree.delete(link);

        assertThat(link).doesNotExist();
        assertThat(kept.resolve("file")).exists();
    }

    @Test
    void aFolderThatIsNotThereIsDeletedAlready() throws IOException {
        FolderTree.delete(folder.resolve("absent"));

        assertThat(folder.resolve("absent")).doesNotExist();
    }
}
