package io.modelfactory.worker.training.process.spark;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelfactory.worker.artifact.SignedObject;
import io.modelfactory.worker.artifact.url.SignedUrls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which objects the shards of a job are, as a JSON file in the folder that the job's driver is given: the URLs reach
 * the cluster inside of its tasks, and stand neither on a command line nor in Spark's configuration.
 *
 * @param objects by name of the shard
 */
public record ShardManifest(Map<String, SignedObject> objects) {
    private static final String FILE = "objects.json";
    /** Of this one file, which other versions of the JSON library write and read as well. */
    private static final ObjectMapper JSON = new ObjectMapper();

    public ShardManifest {
        objects = Map.copyOf(objects);
    }

    /** Empty if the shards are files of the folder. */
    public static Optional<ShardManifest> read(Path folder) throws IOException {
        Path file = folder.resolve(FILE);
        return Files.exists(file) ? Optional.of(JSON.readValue(file.toFile(), ShardManifest.class)) : Optional.empty();
    }

    void write(Path folder) throws IOException {
        // It may be read at any time.
        Path unfinished = folder.resolve(FILE + ".unfinished");
        JSON.writeValue(unfinished.toFile(), this);
        Files.move(unfinished, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The URLs by which the shards can be read, by their names. */
    public Map<String, String> downloads() {
        Map<String, String> urls = new TreeMap<>();
        objects.forEach((name, object) -> urls.put(name, object.download()));
        return urls;
    }

    /** Deletes the objects. */
    public void delete() throws IOException {
        for (SignedObject object : objects.values()) {
            SignedUrls.delete(object.deletion());
        }
    }
}
