package io.modelfactory.worker.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {
    @Test
    void itIsTheNearestFolderAboveTheClassesWithShippedProfiles(@TempDir Path root) throws IOException {
        Path jar = root.resolve("opt/factory/worker/target/mf-worker.jar");
        assertThat(Installation.folderAbove(jar)).isNotEqualTo(Optional.of(root.resolve("opt/factory")));

        Files.createDirectories(root.resolve("opt/factory/config/profiles"));
        assertThat(Installation.folderAbove(jar)).contains(root.resolve("opt/factory"));
    }

    @Test
    void theWorkingDirectoryIsSearchedFirst() {
        assertThat(Installation.searchPath())
                .containsExactly(
                        Path.of("").toAbsolutePath(),
                        Path.of("..").toAbsolutePath().normalize());
    }
}
