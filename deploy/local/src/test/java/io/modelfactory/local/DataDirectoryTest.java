package io.modelfactory.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
    @Test
    void aTemporaryFolderIsDeletedWithAllThatIsInIt() throws IOException {
        DataDirectory data = DataDirectory.temporary();
        Files.writeString(data.child("deeper").resolve("file"), "content");

        data.close();

        assertThat(data.path()).doesNotExist();
    }

    @Test
    void aKeptFolderStaysAndCanBeUsedAgain(@TempDir Path path) throws IOException {
        try (DataDirectory data = DataDirectory.kept(path)) {
            Files.writeString(data.path().resolve("file"), "content");
        }

        try (DataDirectory again = DataDirectory.kept(path)) {
            assertThat(again.path().resolve("file")).hasContent("content");
        }
    }

    @Test
    void anEmptiedFolderHasNothingOfItsLastUser(@TempDir Path path) throws IOException {
        Files.writeString(Files.createDirectories(path.resolve("deeper")).resolve("file"), "content");

        try (DataDirectory data = DataDirectory.emptied(path)) {
            assertThat(data.path().resolve("deeper")).doesNotExist();
        }
    }

    @Test
    void aFolderInUseIsNotEmptied(@TempDir Path path) throws IOException {
        try (DataDirectory data = DataDirectory.kept(path)) {
            Files.writeString(data.path().resolve("file"), "content");

            assertThatThrownBy(() -> DataDirectory.emptied(path)).isInstanceOf(IllegalStateException.class);

            assertThat(path.resolve("file")).exists();
        }
    }

    @Test
    void aFolderHasOneUserAtATime(@TempDir Path path) {
        try (DataDirectory data = DataDirectory.kept(path)) {
            assertThatThrownBy(() -> DataDirectory.kept(data.path()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in use")
                    .hasMessageContaining(path.toString());
        }
    }

    @Test
    void whetherAFolderIsInUseCanBeSeenFromOutside(@TempDir Path path) {
        assertThat(DataDirectory.isInUse(path)).isFalse();
        try (DataDirectory data = DataDirectory.kept(path)) {
            assertThat(DataDirectory.isInUse(data.path())).isTrue();
        }

        assertThat(DataDirectory.isInUse(path)).isFalse();
    }
}
