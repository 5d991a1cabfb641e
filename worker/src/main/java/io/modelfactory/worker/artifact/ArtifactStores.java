package io.modelfactory.worker.artifact;

import java.nio.file.Path;

/** Opens the store that a root names. */
public final class ArtifactStores {
    private ArtifactStores() {}

    /** @throws IllegalArgumentException if the root begins like an address in S3 and is none */
    public static void requireAddress(String root) {
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
        S3Location location = S3Location.parse(root);
        S3ArtifactStore store =
                new S3ArtifactStore(location, new S3Service(S3Service.client(s3), S3Service.defaultRetry()));
        store.requireConditionalWrites();
        return store;
    }

    private static boolean isS3(String root) {
        return root.startsWith("s3:");
    }
}
