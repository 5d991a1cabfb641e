package io.modelfactory.worker.training.process.spark;

import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.SignedObject;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Room in a bucket for the shards of one training: objects that only it may write. The worker, which alone has
 * credentials, leaves a grant as a file in the folder of its trainer process, which takes it before it trains.
 *
 * @param objects at least as many as the training has shards
 */
public record ShardGrant(List<SignedObject> objects) {
    private static final Logger LOG = LoggerFactory.getLogger(ShardGrant.class);
    private static final String BEGINNING = "shard-grant-";

    public ShardGrant {
        objects = List.copyOf(objects);
    }

    /**
     * @param folder of the trainer process alone, since grants are as good as credentials
     * @param number of the training within the build, from 0
     */
    void leave(Path folder, int number) {
        try {
            Files.write(folder.resolve(BEGINNING + number), Json.canonicalBytes(this));
        } catch (IOException e) {
            throw new TransientFaultException("cannot write into the folder of a trainer process", e);
        }
    }

    /** Takes back what a trainer process had no need of. */
    static void takeBack(Path folder) {
        try {
            for (int number = 0; number < BuildShards.MAX_TRAININGS; number++) {
                Files.deleteIfExists(folder.resolve(BEGINNING + number));
            }
        } catch (IOException e) {
            LOG.warn("cannot delete a grant in {}; it goes with the trainer process", folder, e);
        }
    }

    /**
     * The first one that is left in the folder, where it is no longer afterwards.
     *
     * @throws TransientFaultException if there is none
     */
    public static ShardGrant take(Path folder) {
        try {
            int number = 0;
            while (Files.notExists(folder.resolve(BEGINNING + number)) && number < BuildShards.MAX_TRAININGS) {
                number++;
            }
            Path file = folder.resolve(BEGINNING + number);
            ShardGrant grant = Json.convert(Json.parse(Files.readAllBytes(file)), ShardGrant.class);
            Files.delete(file);
            return grant;
        } catch (IOException e) {
            throw new TransientFaultException("the worker has left no room in the bucket for the shards", e);
        }
    }
}
