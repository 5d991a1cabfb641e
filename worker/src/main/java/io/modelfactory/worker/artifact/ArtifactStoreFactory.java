package io.modelfactory.worker.artifact;

import io.modelfactory.worker.failure.TransientFaultException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Opens the store that a root names. */
public final class ArtifactStoreFactory {
    private ArtifactStoreFactory() {}

    /** @throws IllegalArgumentException if the root begins like an address in S3 and is none */
    public static void requireValidRoot(String root) {
        if (isS3(root)) {
            S3Location.parse(root);
        }
    }

    /**
     * @param root {@code s3://bucket/prefix}, or a local folder
     * @param s3 used for {@code s3://} roots only
     * @throws IllegalArgumentException if the root names neither
     * @throws IllegalStateException if an S3 service ignores conditional writes
     */
    public static ArtifactStore open(String root, S3Options s3) {
        if (!isS3(root)) {
            return new LocalArtifactStore(Path.of(root));
        }
        S3ArtifactStore store = bucket(root, s3);
        store.requireConditionalWrites();
        return store;
    }

    /**
     * Opens a store for those who only look: nothing is written, neither folder nor probe.
     *
     * @throws TransientFaultException if it cannot be reached
     */
    public static ArtifactStore openReadOnly(String root, S3Options s3) {
        if (isS3(root)) {
            S3ArtifactStore store = bucket(root, s3);
            store.requireReachable();
            return new ReadOnlyArtifactStore(store);
        }
        Path folder = Path.of(root);
        if (!Files.isDirectory(folder)) {
            throw new TransientFaultException(
                    "there is no folder " + folder.toAbsolutePath().normalize(), new NoSuchFileException(root));
        }
        return new ReadOnlyArtifactStore(LocalArtifactStore.openReadOnly(folder));
    }

    private static S3ArtifactStore bucket(String root, S3Options s3) {
        return new S3ArtifactStore(
                S3Location.parse(root), new S3Service(S3Service.client(s3), S3Service.defaultRetry()));
    }

    private static boolean isS3(String root) {
        return root.startsWith("s3:");
    }
}
