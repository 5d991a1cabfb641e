package io.modelfactory.worker.console.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.console.ConsoleSources;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.inspect.RunDocuments;
import io.modelfactory.worker.inspect.RunDocuments.ReadResult;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;

/**
 * The documents of runs, read once: what is stored never changes under its digest. A store that does not answer is a
 * problem to show, not one that takes the page away.
 */
public final class StoredDocuments implements AutoCloseable {
    private static final int KEPT = 600;
    private static final int READERS = 8;

    /** For a whole list; what comes later is there when the list is looked at again. */
    private static final Duration PATIENCE_FOR_LIST = Duration.ofMillis(150);

    private final ConsoleSources sources;
    private final ExecutorService readers = Executors.newFixedThreadPool(
            READERS,
            BasicThreadFactory.builder()
                    .namingPattern("console-reader-%d")
                    .daemon()
                    .build());

    private final Map<ArtifactRef, JsonNode> kept = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ArtifactRef, JsonNode> eldest) {
            return size() > KEPT;
        }
    };

    public StoredDocuments(ConsoleSources sources) {
        this.sources = sources;
    }

    /** A document of a run; missing, with the problem, if it cannot be read, and without one if the run has none. */
    public ReadResult read(RunRecord run, ArtifactName name) {
        ArtifactRef ref = run.refs().get(name.key());
        if (ref == null) {
            return new ReadResult(MissingNode.getInstance(), Optional.empty());
        }
        Optional<JsonNode> known = known(ref);
        if (known.isPresent()) {
            return new ReadResult(known.get(), Optional.empty());
        }
        try {
            ReadResult read = new RunDocuments(sources.store()).read(run, name);
            if (read.problem().isEmpty()) {
                keep(ref, read.content());
            }
            return read;
        } catch (TransientFaultException silent) {
            return new ReadResult(MissingNode.getInstance(), Optional.ofNullable(silent.getMessage()));
        }
    }

    /** A document of the store; missing if there is none, or it is not JSON. */
    static JsonNode parsed(ArtifactStore store, String key) {
        try {
            Optional<byte[]> content = store.read(key, DocumentStore.MAX_DOCUMENT_BYTES);
            return content.isPresent() ? Json.parse(content.get()) : MissingNode.getInstance();
        } catch (IOException | IllegalArgumentException noDocument) {
            return MissingNode.getInstance();
        }
    }

    /** The same document of several runs, by run key; those that do not come soon are left out. */
    Map<String, JsonNode> readSoon(List<RunRecord> runs, ArtifactName name) {
        Map<String, JsonNode> found = new HashMap<>();
        Map<String, CompletableFuture<ReadResult>> pending = new LinkedHashMap<>();
        for (RunRecord run : runs) {
            ArtifactRef ref = run.refs().get(name.key());
            if (ref != null) {
                known(ref)
                        .ifPresentOrElse(
                                document -> found.put(run.runKey(), document),
                                () -> pending.put(
                                        run.runKey(), CompletableFuture.supplyAsync(() -> read(run, name), readers)));
            }
        }
        long end = System.nanoTime() + PATIENCE_FOR_LIST.toNanos();
        pending.forEach((runKey, reading) -> soon(reading, end).ifPresent(document -> found.put(runKey, document)));
        return found;
    }

    private static Optional<JsonNode> soon(CompletableFuture<ReadResult> reading, long end) {
        try {
            return Optional.of(reading.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)
                    .content());
        } catch (TimeoutException | ExecutionException late) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private synchronized Optional<JsonNode> known(ArtifactRef ref) {
        return Optional.ofNullable(kept.get(ref));
    }

    private synchronized void keep(ArtifactRef ref, JsonNode document) {
        kept.put(ref, document);
    }

    @Override
    public void close() {
        readers.shutdownNow();
    }
}
