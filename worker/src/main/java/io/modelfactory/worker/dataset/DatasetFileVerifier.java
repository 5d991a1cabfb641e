package io.modelfactory.worker.dataset;

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
final class DatasetFileVerifier {
    private final Function<DataFile, Path> files;
    private final Map<String, Path> fetched = new HashMap<>();

    /** @param files gives the local copy of a file when it is about to be read */
    DatasetFileVerifier(Function<DataFile, Path> files) {
        this.files = files;
    }

    List<VerifiedFile> verify(List<DatasetMaterialization> materializations) {
        List<VerifiedFile> verified = new ArrayList<>();
        for (int dataset = 0; dataset < materializations.size(); dataset++) {
            DatasetMaterialization materialization = materializations.get(dataset);
            ReadingRules rules = ReadingRules.of(materialization);
            for (DataFile file : materialization.files()) {
                verified.add(verify(dataset, rules, file));
            }
        }
        return verified;
    }

    private VerifiedFile verify(int dataset, ReadingRules rules, DataFile file) {
        Path path = fetched.computeIfAbsent(file.ref(), ref -> files.apply(file));
        try {
            VerifiedFile.FileVersion stamp = VerifiedFile.FileVersion.of(path);
            requireSame(file, "bytes", file.bytes(), stamp.bytes());
            requireSame(file, "sha256", file.sha256(), Sha256.hex(path));
            return new VerifiedFile(dataset, rules, file, path, stamp);
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
