package io.modelfactory.worker.dataset.file;

import static io.modelfactory.worker.failure.FailureCode.DATASET_DIGEST_MISMATCH;

import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Compares every byte of the files of materializations with the pinned digests. */
public final class DatasetFileVerifier {
    private final Function<DataFile, Path> files;
    private final Map<String, Path> fetched = new HashMap<>();

    /** @param files gives the local copy of a file when it is about to be read */
    public DatasetFileVerifier(Function<DataFile, Path> files) {
        this.files = files;
    }

    public List<VerifiedFile> verify(List<DatasetMaterialization> materializations) {
        List<VerifiedFile> found = new ArrayList<>();
        for (int dataset = 0; dataset < materializations.size(); dataset++) {
            DatasetMaterialization materialization = materializations.get(dataset);
            ReadingRules rules = ReadingRules.of(materialization);
            for (DataFile file : materialization.files()) {
                found.add(find(dataset, rules, file));
            }
        }
        // Beside each other; whatever the order in which they end, the first that differs is named.
        List<String> digests =
                found.parallelStream().map(DatasetFileVerifier::digest).toList();
        for (int i = 0; i < digests.size(); i++) {
            DataFile file = found.get(i).pinned();
            requireSame(file, "sha256", file.sha256(), digests.get(i));
        }
        return found;
    }

    private VerifiedFile find(int dataset, ReadingRules rules, DataFile file) {
        Path path = fetched.computeIfAbsent(file.ref(), ref -> files.apply(file));
        try {
            VerifiedFile.FileVersion stamp = VerifiedFile.FileVersion.of(path);
            requireSame(file, "bytes", file.bytes(), stamp.bytes());
            return new VerifiedFile(dataset, rules, file, path, stamp);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static String digest(VerifiedFile file) {
        try {
            return Sha256.hex(file.path());
        } catch (IOException e) {
            throw unreadable(file.pinned(), e);
        }
    }

    private static TransientFaultException unreadable(DataFile file, IOException e) {
        return new TransientFaultException("cannot read " + file.ref(), e);
    }

    private static void requireSame(DataFile file, String field, Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new FailureException(
                    DATASET_DIGEST_MISMATCH,
                    file.ref() + ": " + field + " must be " + expected + ", the file has " + found);
        }
    }
}
