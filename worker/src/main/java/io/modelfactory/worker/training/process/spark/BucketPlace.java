package io.modelfactory.worker.training.process.spark;

import io.modelfactory.worker.artifact.SignedObject;
import io.modelfactory.worker.artifact.url.SignedUrls;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.training.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Objects of a bucket, which this process and the job reach by signed URLs. A shard is written into a folder of this
 * machine, uploaded and deleted before the next one is begun.
 */
final class BucketPlace implements ShardPlace {
    private static final Logger LOG = LoggerFactory.getLogger(BucketPlace.class);
    /** No S3 service takes more in one request. */
    private static final long MAX_OBJECT_BYTES = 5L << 30;

    private final TemporaryFolder folder;
    private final Iterator<SignedObject> unused;
    private final Map<String, SignedObject> used = new TreeMap<>();

    BucketPlace(ShardGrant grant, Path scratch) {
        this.folder = TemporaryFolder.create(scratch, "shards-");
        this.unused = grant.objects().iterator();
    }

    @Override
    public Path folder() {
        return folder.path();
    }

    @Override
    public void publish(Path shard) throws IOException {
        String name = String.valueOf(shard.getFileName());
        long bytes = Files.size(shard);
        if (bytes > MAX_OBJECT_BYTES) {
            throw new AttemptFailedException(
                    ("SHARD_TOO_LARGE: %s has %d bytes, an object may have %d; more tasks have smaller shards"
                                    + " (wiring.training.spark.tasks)")
                            .formatted(name, bytes, MAX_OBJECT_BYTES));
        }
        SignedObject object = unused.next();
        used.put(name, object);
        // Before there is such an object, so that the process that ends the job finds it.
        new ShardManifest(used).write(folder.path());
        SignedUrls.upload(object.upload(), shard);
        Files.delete(shard);
    }

    @Override
    public void close() {
        try {
            new ShardManifest(used).delete();
        } catch (IOException e) {
            LOG.warn("cannot delete all shards; the worker does when the build ends: {}", e.getMessage());
        } finally {
            folder.close();
        }
    }
}
