package io.modelfactory.worker.dataset.registration;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.folder.LocalArtifactStore;
import io.modelfactory.worker.failure.FailureCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A large file is copied with progress. */
class CopyProgressTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void eachTenthOfALargeFileIsSaidOnce() {
        List<String> said = new ArrayList<>();
        CopyProgress progress = new CopyProgress("part-00000.csv", 100_000_000, said::add);

        for (long copied : List.of(1L, 10_000_000L, 12_000_000L, 40_000_000L, 5_000_000L, 100_000_000L)) {
            progress.accept(copied);
        }

        assertThat(said)
                .containsExactly(
                        "copying part-00000.csv, 10 % of 100000000 bytes",
                        "copying part-00000.csv, 40 % of 100000000 bytes");
    }

    @Test
    void aSmallFileIsCopiedSilently() {
        List<String> said = new ArrayList<>();
        new CopyProgress("part-00000.csv", 1_000_000, said::add).accept(500_000);
        assertThat(said).isEmpty();
    }

    @Test
    void theStoreReportsWhatItHasWritten() throws IOException {
        Path file = Files.write(folder.resolve("file"), new byte[300_000]);
        List<Long> written = new ArrayList<>();

        try (ArtifactStore store = new LocalArtifactStore(Files.createDirectories(folder.resolve("store")))) {
            store.writeFile("a/b", file, FailureCode.DATASET_DIGEST_MISMATCH, written::add);
            int reports = written.size();
            store.writeFile("a/b", file, FailureCode.DATASET_DIGEST_MISMATCH, written::add);

            assertThat(written).hasSize(reports).isSorted().last().isEqualTo(300_000L);
            assertThat(reports).isGreaterThan(1);
        }
    }
}
