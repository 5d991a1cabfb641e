package io.modelfactory.worker.lineage;

import io.openlineage.client.dataset.Naming;
import java.net.URI;
import java.nio.file.Path;

/**
 * Names the objects of the store as OpenLineage does, so that all reporters name the same datasets alike:
 * {@code s3://bucket} and a key, or {@code file} and a path.
 */
public final class StoreNaming {
    private final String root;

    /** @param root {@code s3://bucket/prefix} or a local folder */
    public StoreNaming(String root) {
        this.root = root;
    }

    Naming.DatasetNaming of(String key) {
        if (!isS3()) {
            return new Naming.LocalFileSystem(
                    Path.of(root).toAbsolutePath().normalize().resolve(key).toString());
        }
        URI location = URI.create(root);
        String prefix = location.getPath().replaceAll("^/+|/+$", "");
        return new Naming.S3(location.getHost(), prefix.isEmpty() ? key : prefix + "/" + key);
    }

    /** The layer that keeps the objects. */
    String layer() {
        return isS3() ? "s3" : "file";
    }

    private boolean isS3() {
        return root.startsWith("s3:");
    }
}
