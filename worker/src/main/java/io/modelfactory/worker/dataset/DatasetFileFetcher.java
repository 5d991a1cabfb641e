package io.modelfactory.worker.dataset;

import static io.modelfactory.worker.failure.FailureCode.DATASET_UNRESOLVED;

import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.ResolvedDataset;
import io.modelfactory.worker.resolve.TrainingProfile;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the files of datasets available as local paths: in place if the store is local, as downloaded copies otherwise. */
public final class DatasetFileFetcher {
    private final ArtifactStore store;

    public DatasetFileFetcher(ArtifactStore store) {
        this.store = store;
    }

    /**
     * Refuses datasets whose declarations alone are unusable before it fetches anything.
     *
     * @param folder for files of a remote store
     * @return absolute paths by reference; their bytes are not verified yet
     * @throws FailureException as {@link DatasetPreparer#prepare} does for declarations; {@code DATASET_UNRESOLVED} if a
     *     file is missing
     * @throws TransientFaultException if the store fails
     */
    public Map<String, Path> fetch(
            List<ResolvedDataset> datasets, TrainingProfile profile, HoldoutViews views, Path folder) {
        DatasetConsistency.requireUsable(datasets, profile, views);
        Map<String, Path> files = new HashMap<>();
        for (ResolvedDataset dataset : datasets) {
            for (DataFile file : dataset.materialization().files()) {
                files.computeIfAbsent(file.ref(), ref -> fetch(ref, folder));
            }
        }
        return files;
    }

    private Path fetch(String ref, Path folder) {
        return store.localFile(store.keyOf(ref), folder)
                .orElseThrow(() -> new FailureException(DATASET_UNRESOLVED, ref + ": there is no such file"))
                .toAbsolutePath();
    }
}
