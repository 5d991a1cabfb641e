package io.modelfactory.worker.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.ForwardingArtifactStore;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/**
 * A real store with injected faults: unavailable, slow or forged objects, whose keys are given as regular expressions.
 */
final class FaultInjectingStore extends ForwardingArtifactStore {
    private final Map<Pattern, UnaryOperator<byte[]>> contentFaults = new LinkedHashMap<>();
    private final List<Consumer<String>> accessFaults = new ArrayList<>();
    private final List<Consumer<String>> writeFaults = new ArrayList<>();
    private final List<String> writeAttempts = Collections.synchronizedList(new ArrayList<>());

    FaultInjectingStore(ArtifactStore store) {
        super(store);
    }

    /** Takes no write to these keys until the store is {@link #clearFaults}. */
    void failWrites(String keys) {
        failWrites(keys, Integer.MAX_VALUE);
    }

    /** Has each write begin with this, which is given its key, until the store is {@link #clearFaults}. */
    void beforeWrites(Consumer<String> fault) {
        writeFaults.add(fault);
    }

    /** Takes no write to these keys this many times. */
    void failWrites(String keys, int times) {
        Pattern pattern = Pattern.compile(keys);
        AtomicInteger left = new AtomicInteger(times);
        writeFaults.add(key -> {
            if (pattern.matcher(key).find() && left.getAndDecrement() > 0) {
                throw new TransientFaultException("the store is out of order", new IOException("no space left"));
            }
        });
    }

    /** Neither reads nor writes any of these keys the first time. Gives the keys at which it has failed so far. */
    Set<String> failFirstAccess(String keys, String why) {
        Pattern pattern = Pattern.compile(keys);
        Set<String> failed = ConcurrentHashMap.newKeySet();
        accessFaults.add(key -> {
            if (pattern.matcher(key).find() && failed.add(key)) {
                throw new TransientFaultException("cannot use " + key + ": " + why, new IOException(why));
            }
        });
        return failed;
    }

    /** Blocks reads and writes of these keys until the latch opens, and counts the waiting threads. */
    AtomicInteger blockAccess(String keys, CountDownLatch until) {
        Pattern pattern = Pattern.compile(keys);
        AtomicInteger waiting = new AtomicInteger();
        accessFaults.add(key -> {
            if (pattern.matcher(key).find()) {
                waiting.incrementAndGet();
                Awaitility.await().forever().until(() -> until.getCount() == 0);
            }
        });
        return waiting;
    }

    private void applyAccessFaults(String key) {
        accessFaults.forEach(disturbance -> disturbance.accept(key));
    }

    /** Keeps another document than the one handed over, and pins that. */
    void alterDocument(String keys, Consumer<ObjectNode> forgery) {
        alterContent(keys, content -> {
            try {
                ObjectNode document = (ObjectNode) Json.parse(content);
                forgery.accept(document);
                return CanonicalJson.bytes(document);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    void clearFaults() {
        contentFaults.clear();
        accessFaults.clear();
        writeFaults.clear();
    }

    /** How often a write to these keys was attempted. */
    long writeAttemptsAt(String keys) {
        Pattern pattern = Pattern.compile(keys);
        return writeAttempts.stream().filter(key -> pattern.matcher(key).find()).count();
    }

    List<String> keysWritten() {
        return List.copyOf(writeAttempts);
    }

    void alterContent(String keys, UnaryOperator<byte[]> interference) {
        contentFaults.put(Pattern.compile(keys), interference);
    }

    @Override
    public ArtifactRef write(String key, byte[] content, FailureCode ifDifferent) {
        writeAttempts.add(key);
        applyAccessFaults(key);
        writeFaults.forEach(fault -> fault.accept(key));
        return super.write(key, altered(key, content), ifDifferent);
    }

    @Override
    public ArtifactRef reference(String key, byte[] content) {
        return super.reference(key, altered(key, content));
    }

    private byte[] altered(String key, byte[] content) {
        byte[] written = content;
        for (Map.Entry<Pattern, UnaryOperator<byte[]>> interference : contentFaults.entrySet()) {
            if (interference.getKey().matcher(key).find()) {
                written = interference.getValue().apply(written);
            }
        }
        return written;
    }

    @Override
    public ArtifactRef writeFile(String key, Path content, FailureCode ifDifferent) {
        try {
            return write(key, Files.readAllBytes(content), ifDifferent);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Optional<byte[]> read(String key, long maxBytes) {
        applyAccessFaults(key);
        return super.read(key, maxBytes);
    }

    @Override
    public Optional<InputStream> open(String key) {
        applyAccessFaults(key);
        return super.open(key);
    }

    @Override
    public Optional<Path> localFile(String key, Path scratch) {
        applyAccessFaults(key);
        return super.localFile(key, scratch);
    }
}
