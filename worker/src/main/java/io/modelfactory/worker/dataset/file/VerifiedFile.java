package io.modelfactory.worker.dataset.file;

import static io.modelfactory.worker.failure.FailureCode.DATASET_DIGEST_MISMATCH;

import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/**
 * A file whose bytes were found to be those that its materialization pins.
 *
 * @param dataset index of the dataset that the file belongs to
 * @param rules how it is read
 * @param version how the file looked just before it was digested
 */
public record VerifiedFile(int dataset, ReadingRules rules, DataFile pinned, Path path, FileVersion version) {

    /** What a file system knows of a file without reading it; a replaced or rewritten file has another version. */
    public record FileVersion(long bytes, FileTime modified, String fileKey) {

        public static FileVersion of(Path file) throws IOException {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileVersion(
                    attributes.size(), attributes.lastModifiedTime(), String.valueOf(attributes.fileKey()));
        }
    }

    /**
     * To be called after the file was read, so that the bytes that were read are the bytes that were digested. Reading
     * a file twice would prove it; its size, time of change and identity show every change but one made within the file
     * system's clock tick, at a fraction of the price.
     */
    public void requireUnchanged() {
        try {
            if (!FileVersion.of(path).equals(version)) {
                throw new FailureException(
                        DATASET_DIGEST_MISMATCH, pinned.ref() + ": was changed while it was read; write it anew");
            }
        } catch (IOException e) {
            throw new TransientFaultException("cannot look at " + pinned.ref() + " again", e);
        }
    }
}
