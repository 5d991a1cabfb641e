package io.modelfactory.worker.artifact.folder;

import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_IMMUTABILITY_VIOLATION;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.ArtifactStoreContract;
import io.modelfactory.worker.artifact.ArtifactStoreFactory;
import io.modelfactory.worker.artifact.StoreOptions;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OverlayArtifactStoreTest extends ArtifactStoreContract {
    private static final byte[] STORED = "stored".getBytes(UTF_8);
    private static final byte[] OTHER = "other".getBytes(UTF_8);

    @TempDir
    private Path folder = Path.of("");

    private LocalArtifactStore below;
    private OverlayArtifactStore overlay;

    @BeforeEach
    void openOverlay() {
        below = new LocalArtifactStore(folder.resolve("below"));
        overlay = new OverlayArtifactStore(below, folder.resolve("glass"));
    }

    @Override
    protected ArtifactStore store() {
        return overlay;
    }

    @Test
    void writesStayInTheOverlay() {
        below.write("run/x", STORED, EVAL_REPORT_IMMUTABILITY_VIOLATION);

        ArtifactRef written = overlay.write("run/x", OTHER, EVAL_REPORT_IMMUTABILITY_VIOLATION);

        assertThat(overlay.read("run/x", 100)).contains(OTHER);
        assertThat(below.read("run/x", 100)).contains(STORED);
        assertThat(overlay.written()).containsExactly(Map.entry("run/x", written));
    }

    @Test
    void readsFallThroughToTheBaseStore() {
        below.write("run/x", STORED, EVAL_REPORT_IMMUTABILITY_VIOLATION);

        assertThat(overlay.read("run/x", 100)).contains(STORED);
        assertThat(overlay.size("run/x")).contains((long) STORED.length);
        assertThat(overlay.open("run/x")).isPresent();
        assertThat(overlay.localFile("run/x", folder)).isPresent();
        assertThat(overlay.written()).isEmpty();
    }

    @Test
    void theOverlayIsWriteOnceToo() {
        overlay.write("run/x", STORED, EVAL_REPORT_IMMUTABILITY_VIOLATION);

        assertThatThrownBy(() -> overlay.write("run/x", OTHER, EVAL_REPORT_IMMUTABILITY_VIOLATION))
                .isInstanceOf(FailureException.class);
    }

    @Test
    void aStoreThatIsOpenedToReadIsLeftAsItIs() throws IOException {
        Path root = Files.createDirectory(folder.resolve("read"));
        Files.writeString(root.resolve("x"), "stored");

        try (ArtifactStore read = ArtifactStoreFactory.openReadOnly(root.toString(), StoreOptions.none())) {
            assertThat(read.read("x", 100)).contains(STORED);
            assertThat(read.keyOf(root + "/x")).isEqualTo("x");
            assertThatThrownBy(() -> read.write("y", OTHER, EVAL_REPORT_IMMUTABILITY_VIOLATION))
                    .isInstanceOf(UnsupportedOperationException.class);
        }

        assertThat(root).isDirectoryContaining("glob:**/x").isDirectoryNotContaining("glob:**/.mf-*");
        assertThatThrownBy(() -> ArtifactStoreFactory.openReadOnly(
                        folder.resolve("nowhere").toString(), StoreOptions.none()))
                .isInstanceOf(TransientFaultException.class)
                .hasMessageContaining("there is no folder");
        assertThat(folder.resolve("nowhere")).doesNotExist();
    }
}
