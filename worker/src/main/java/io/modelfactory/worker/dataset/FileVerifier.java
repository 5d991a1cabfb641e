package io.modelfactory.worker.dataset;

import static io.modelfactory.worker.failure.FailureCode.DATASET_DIGEST_MISMATCH;
import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static io.modelfactory.worker.failure.FailureCode.DATASET_UNRESOLVED;

import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.Format;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Fetches the files of materializations and compares every byte of them with the pinned digests. */
final class FileVerifier {
    private final ArtifactStore store;
    private final Path folder;

    /** @param folder where files of a remote store are put */
    FileVerifier(ArtifactStore store, Path folder) {
        this.store = store;
        this.folder = folder;
    }

    List<VerifiedFile> verify(List<DatasetMaterialization> materializations) {
        List<VerifiedFile> files = new ArrayList<>();
        for (int dataset = 0; dataset < materializations.size(); dataset++) {
            DatasetMaterialization materialization = materializations.get(dataset);
            requireRowsAddUp(materialization);
            for (DataFile file : materialization.files()) {
                files.add(verify(dataset, materialization.format(), file));
            }
        }
        return files;
    }

    private static void requireRowsAddUp(DatasetMaterialization materialization) {
        long rows = materialization.files().stream().mapToLong(DataFile::rows).sum();
        if (rows != materialization.rowCount()) {
            throw new FailureException(
                    DATASET_INVALID,
                    materialization.datasetManifestId() + ": row_count is " + materialization.rowCount()
                            + ", the rows of its files add up to " + rows);
        }
    }

    private VerifiedFile verify(int dataset, Format format, DataFile file) {
        Path path = store.localFile(store.keyOf(file.ref()), folder)
                .orElseThrow(() -> new FailureException(DATASET_UNRESOLVED, file.ref() + ": there is no such file"));
        try {
            VerifiedFile.Stamp stamp = VerifiedFile.Stamp.of(path);
            requireSame(file, "bytes", file.bytes(), stamp.bytes());
            requireSame(file, "sha256", file.sha256(), Sha256.hex(path));
            return new VerifiedFile(dataset, format, file, path, stamp);
        } catch (IOException e) {
            throw new TransientFaultException("cannot read " + file.ref(), e);
        }
    }

    private static void requireSame(DataFile file, String field, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new FailureException(
                    DATASET_DIGEST_MISMATCH,
                    file.ref() + ": " + field + " must be " + expected + ", the file has " + found);
        }
    }
}
