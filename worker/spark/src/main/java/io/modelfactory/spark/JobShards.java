package io.modelfactory.spark;

import io.modelfactory.worker.algorithm.shard.ShardSource;
import io.modelfactory.worker.algorithm.xgboost.ShardTrainer;
import io.modelfactory.worker.artifact.folder.FolderTree;
import io.modelfactory.worker.training.process.spark.ShardManifest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a job is given: the plan of its training, and its shards in a shared folder or in a bucket. */
final class JobShards {
    private static final Logger LOG = LoggerFactory.getLogger(JobShards.class);

    private final Path folder;
    private final byte[] plan;
    private final Optional<ShardManifest> objects;

    private JobShards(Path folder, byte[] plan, Optional<ShardManifest> objects) {
        this.folder = folder;
        this.plan = plan;
        this.objects = objects;
    }

    /** @param folder that the submitting process has filled */
    static JobShards read(Path folder) throws IOException {
        return new JobShards(folder, ShardTrainer.readPlan(folder), ShardManifest.read(folder));
    }

    byte[] plan() {
        return plan.clone();
    }

    /** Where tasks read them. */
    ShardSource source() {
        return objects.map(manifest -> ShardSource.of(manifest.downloads())).orElseGet(() -> ShardSource.of(folder));
    }

    /**
     * Deletes what is there of them, for when the process that would do it has gone.
     *
     * @param folder of what the job is given
     */
    static void delete(Path folder) {
        try {
            Optional<ShardManifest> objects = ShardManifest.read(folder);
            if (objects.isPresent()) {
                objects.get().delete();
            }
            FolderTree.delete(folder);
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("cannot delete the shards in {}; the next attempt at this run does", folder, e);
        }
    }
}
