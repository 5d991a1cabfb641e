package io.modelfactory.worker.artifact.folder;

import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.ArtifactStoreProvider;
import io.modelfactory.worker.artifact.ReadOnlyArtifactStore;
import io.modelfactory.worker.artifact.StoreNaming;
import io.modelfactory.worker.artifact.StoreOption;
import io.modelfactory.worker.artifact.StoreOptions;
import io.modelfactory.worker.failure.TransientFaultException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** Stores in a local or network-mounted folder; the root is its path. */
public final class FolderStoreProvider implements ArtifactStoreProvider {
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]+:.*", Pattern.DOTALL);

    @Override
    public String id() {
        return "folder";
    }

    @Override
    public List<StoreOption> options() {
        return List.of();
    }

    @Override
    public boolean accepts(String root) {
        return !SCHEME.matcher(root).matches();
    }

    @Override
    public String rootForm() {
        return "the path of a folder";
    }

    /** @throws InvalidPathException if the file system cannot have such a path */
    @Override
    public void requireValidRoot(String root) {
        if (Path.of(root).toString().isBlank()) {
            throw new IllegalArgumentException("the root of the object store is blank; write " + rootForm());
        }
    }

    @Override
    public boolean isMissing(String root) {
        return !Files.isDirectory(Path.of(root));
    }

    @Override
    public ArtifactStore open(String root, StoreOptions options) {
        return new LocalArtifactStore(Path.of(root));
    }

    @Override
    public ArtifactStore openReadOnly(String root, StoreOptions options) {
        if (isMissing(root)) {
            throw new TransientFaultException("there is no folder " + absolute(root), new NoSuchFileException(root));
        }
        return new ReadOnlyArtifactStore(LocalArtifactStore.openReadOnly(Path.of(root)));
    }

    @Override
    public StoreNaming naming(String root) {
        return new StoreNaming("file", "file", absolute(root) + "/");
    }

    private static Path absolute(String root) {
        return Path.of(root).toAbsolutePath().normalize();
    }
}
