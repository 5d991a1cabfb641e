package io.modelfactory.worker.dataset.file;

import static io.modelfactory.worker.failure.FailureCode.DATASET_UNRESOLVED;

import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import java.io.InputStream;
import java.nio.file.Path;

/** Reads the files of datasets from the store, each when it is asked for. Their bytes are not verified here. */
public final class DatasetFileFetcher {
    private final ArtifactStore store;

    public DatasetFileFetcher(ArtifactStore store) {
        this.store = store;
    }

    /**
     * The file itself in a local store, a copy otherwise.
     *
     * @param folder for the copy
     * @return an absolute path
     * @throws FailureException {@code DATASET_UNRESOLVED} if there is no such file
     * @throws TransientFaultException if the store fails
     */
    public Path localFile(DataFile file, Path folder) {
        return store.localFile(store.keyOf(file.ref()), folder)
                .orElseThrow(() -> missing(file))
                .toAbsolutePath();
    }

    /**
     * The content of a file, to be closed by the caller.
     *
     * @throws FailureException {@code DATASET_UNRESOLVED} if there is no such file
     * @throws TransientFaultException if the store fails
     */
    public InputStream open(DataFile file) {
        return store.open(store.keyOf(file.ref())).orElseThrow(() -> missing(file));
    }

    private static FailureException missing(DataFile file) {
        return new FailureException(DATASET_UNRESOLVED, file.ref() + ": there is no such file");
    }
}
