package io.modelfactory.worker.artifact.folder;

import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.ArtifactStoreContract;
import io.modelfactory.worker.artifact.folder.DurableFolder.Placement;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** The same promises on a file system that has no hard links. */
class LockedRenameStoreTest extends ArtifactStoreContract {
    @TempDir
    Path root;

    private LocalArtifactStore store;

    @BeforeEach
    void openStore() throws IOException {
        store = new LocalArtifactStore(
                new ConfinedFolder(root), DurableFolder.open(root.toRealPath(), Placement.LOCKED_RENAME));
    }

    @Override
    protected ArtifactStore store() {
        return store;
    }
}
