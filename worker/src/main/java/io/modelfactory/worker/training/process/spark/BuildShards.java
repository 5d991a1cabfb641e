package io.modelfactory.worker.training.process.spark;

import io.modelfactory.worker.artifact.PresignedStore;
import io.modelfactory.worker.artifact.SignedObject;
import io.modelfactory.worker.failure.TransientFaultException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The shards of one build in a bucket, seen from the process that has the bucket's credentials. Their keys begin with
 * run and fencing token, and a part that no other build has.
 */
public final class BuildShards implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BuildShards.class);
    /** The model, and the recipe of the champion beside it. */
    static final int MAX_TRAININGS = 2;
    /** Of training rows, and of validation rows. */
    private static final int SHARDS_OF_TASK = 2;

    private final PresignedStore store;
    private final JobTag tag;
    private final int tasks;
    private final Duration validity;
    private final List<String> folders = new ArrayList<>();

    BuildShards(PresignedStore store, JobTag tag, int tasks, Duration validity) {
        this.store = store;
        this.tag = tag;
        this.tasks = tasks;
        this.validity = validity;
    }

    /**
     * Room for one training. What earlier claims on the run have left is deleted first: their jobs have no rows to go
     * on with.
     *
     * @throws TransientFaultException if the bucket cannot be reached
     */
    public ShardGrant grant() {
        deleteEarlier();
        String folder = tag.folderPrefix() + UUID.randomUUID();
        folders.add(folder);
        List<SignedObject> objects = IntStream.range(0, SHARDS_OF_TASK * tasks)
                .mapToObj(number -> store.sign(folder + "/" + number + ".rows", validity))
                .toList();
        return new ShardGrant(objects);
    }

    private void deleteEarlier() {
        store.folders(tag.runPrefix()).stream().filter(tag::supersedes).forEach(store::deleteFolder);
    }

    /** Deletes what this build has left, and what earlier ones of the same run may still have written. */
    @Override
    public void close() {
        if (folders.isEmpty()) {
            return;
        }
        try {
            folders.forEach(store::deleteFolder);
            deleteEarlier();
        } catch (TransientFaultException fault) {
            LOG.warn("cannot delete shards in {}; the next attempt at this run does", folders, fault);
        }
    }
}
