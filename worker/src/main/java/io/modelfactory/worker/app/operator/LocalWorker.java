package io.modelfactory.worker.app.operator;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.release.LiveProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A worker process of this machine, by the file that it keeps in its scratch folder. Commands find it there though it
 * listens on any port that was free.
 *
 * @param group whose requests it takes: the broker and the consumer group
 * @param url where it serves its health pages
 */
public record LocalWorker(long pid, String group, String url) {
    private static final String FILE = "worker.json";

    /** @param url where the worker of this process serves its health pages */
    public static LocalWorker ofThisProcess(Wiring wiring, String url) {
        return new LocalWorker(ProcessHandle.current().pid(), group(wiring), url);
    }

    /** @param folder the worker's own scratch folder, which goes with it */
    public void announce(Path folder) {
        try {
            Files.write(folder.resolve(FILE), Json.canonicalBytes(this));
        } catch (IOException e) {
            throw new TransientFaultException("cannot write " + folder.resolve(FILE) + ": " + e.getMessage(), e);
        }
    }

    /** The workers that run on this machine under the wiring of a profile, in the order of their processes. */
    public static List<LocalWorker> find(Wiring wiring) {
        Path scratch = wiring.training().scratch();
        if (!Files.isDirectory(scratch)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(scratch)) {
            return folders.flatMap(folder -> read(folder.resolve(FILE)).stream())
                    .filter(worker -> worker.group().equals(group(wiring)))
                    .sorted((a, b) -> Long.compare(a.pid(), b.pid()))
                    .toList();
        } catch (IOException e) {
            throw new TransientFaultException("cannot look for workers in " + scratch + ": " + e.getMessage(), e);
        }
    }

    /** Empty if the process is gone, which may also take its file away at this moment. */
    private static Optional<LocalWorker> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            Instant written = Files.getLastModifiedTime(file).toInstant();
            JsonNode content = Json.parse(Files.readAllBytes(file));
            LocalWorker worker = new LocalWorker(
                    content.path("pid").asLong(),
                    content.path("group").asText(),
                    content.path("url").asText());
            return Optional.of(worker).filter(found -> LiveProcess.isAliveSince(found.pid(), written));
        } catch (IOException halfWrittenOrGone) {
            return Optional.empty();
        }
    }

    /** What {@code mf health} asks of it. */
    public URI address() {
        return URI.create(url);
    }

    private static String group(Wiring wiring) {
        return wiring.kafka().bootstrapServers() + " " + wiring.kafka().groupId();
    }
}
