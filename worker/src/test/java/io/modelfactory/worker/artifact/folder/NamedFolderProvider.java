package io.modelfactory.worker.artifact.folder;

import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.ArtifactStoreProvider;
import io.modelfactory.worker.artifact.ReadOnlyArtifactStore;
import io.modelfactory.worker.artifact.StoreNaming;
import io.modelfactory.worker.artifact.StoreOption;
import io.modelfactory.worker.artifact.StoreOptions;
import java.nio.file.Path;
import java.util.List;

/** A further kind of store, added as anyone would add one: folders under the address {@code named-folder:/path}. */
public final class NamedFolderProvider implements ArtifactStoreProvider {
    private static final String SCHEME = "named-folder:";
    private static final StoreOption OWNER = new StoreOption("owner", StoreOption.Kind.TEXT);

    @Override
    public String id() {
        return "named_folder";
    }

    @Override
    public List<StoreOption> options() {
        return List.of(OWNER);
    }

    @Override
    public boolean accepts(String root) {
        return root.startsWith(SCHEME);
    }

    @Override
    public String rootForm() {
        return SCHEME + "/path";
    }

    @Override
    public void requireValidRoot(String root) {
        if (!path(root).isAbsolute()) {
            throw new IllegalArgumentException("'" + root + "' names no folder; write " + rootForm());
        }
    }

    @Override
    public boolean isMissing(String root) {
        return !path(root).toFile().isDirectory();
    }

    @Override
    public ArtifactStore open(String root, StoreOptions options) {
        return new LocalArtifactStore(path(root));
    }

    @Override
    public ArtifactStore openReadOnly(String root, StoreOptions options) {
        return new ReadOnlyArtifactStore(LocalArtifactStore.openReadOnly(path(root)));
    }

    @Override
    public StoreNaming naming(String root) {
        return new StoreNaming("named", SCHEME, path(root) + "/");
    }

    private static Path path(String root) {
        return Path.of(root.substring(SCHEME.length()));
    }
}
