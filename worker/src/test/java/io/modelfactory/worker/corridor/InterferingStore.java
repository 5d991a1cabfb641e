package io.modelfactory.worker.corridor;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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

/** A real store that somebody interferes with: it is out of order or slow, or a forger sits in it. Keys are told by regex. */
final class InterferingStore implements ArtifactStore {
    private final ArtifactStore real;
    private final Map<Pattern, UnaryOperator<byte[]>> interferences = new LinkedHashMap<>();
    private final List<Consumer<String>> disturbances = new ArrayList<>();
    private final List<String> attempts = new ArrayList<>();

    InterferingStore(ArtifactStore real) {
        this.real = real;
    }

    /** Takes no write to these keys until the store is {@link #mended}. */
    void breakDownAt(String keys) {
        breakDownAt(keys, Integer.MAX_VALUE);
    }

    /** Takes no write to these keys this many times. */
    void breakDownAt(String keys, int times) {
        AtomicInteger left = new AtomicInteger(times);
        interfere(keys, content -> {
            if (left.getAndDecrement() > 0) {
                throw new TransientFaultException("the store is out of order", new IOException("no space left"));
            }
            return content;
        });
    }

    /** Neither reads nor writes any of these keys the first time. Gives the keys at which it has failed so far. */
    Set<String> failOnceAtEach(String keys, String why) {
        Pattern pattern = Pattern.compile(keys);
        Set<String> failed = ConcurrentHashMap.newKeySet();
        disturbances.add(key -> {
            if (pattern.matcher(key).find() && failed.add(key)) {
                throw new TransientFaultException("cannot use " + key + ": " + why, new IOException(why));
            }
        });
        return failed;
    }

    /** Lets nobody read or write these keys before this has come; whoever waits is counted. */
    AtomicInteger holdUp(String keys, CountDownLatch until) {
        Pattern pattern = Pattern.compile(keys);
        AtomicInteger waiting = new AtomicInteger();
        disturbances.add(key -> {
            if (pattern.matcher(key).find()) {
                waiting.incrementAndGet();
                Awaitility.await().forever().until(() -> until.getCount() == 0);
            }
        });
        return waiting;
    }

    private void disturb(String key) {
        disturbances.forEach(disturbance -> disturbance.accept(key));
    }

    /** Keeps another document than the one handed over, and pins that. */
    void forge(String keys, Consumer<ObjectNode> forgery) {
        interfere(keys, content -> {
            try {
                ObjectNode document = (ObjectNode) Json.parse(content);
                forgery.accept(document);
                return CanonicalJson.bytes(document);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    void mended() {
        interferences.clear();
        disturbances.clear();
    }

    /** How often somebody tried to write to these keys. */
    long attemptsAt(String keys) {
        Pattern pattern = Pattern.compile(keys);
        return attempts.stream().filter(key -> pattern.matcher(key).find()).count();
    }

    List<String> keysWritten() {
        return List.copyOf(attempts);
    }

    void interfere(String keys, UnaryOperator<byte[]> interference) {
        interferences.put(Pattern.compile(keys), interference);
    }

    @Override
    public ArtifactRef write(String key, byte[] content, FailureCode ifDifferent) {
        attempts.add(key);
        disturb(key);
        byte[] written = content;
        for (Map.Entry<Pattern, UnaryOperator<byte[]>> interference : interferences.entrySet()) {
            if (interference.getKey().matcher(key).find()) {
                written = interference.getValue().apply(written);
            }
        }
        return real.write(key, written, ifDifferent);
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
        disturb(key);
        return real.read(key, maxBytes);
    }

    @Override
    public Optional<InputStream> open(String key) {
        disturb(key);
        return real.open(key);
    }

    @Override
    public Optional<Long> size(String key) {
        return real.size(key);
    }

    @Override
    public Optional<Path> localFile(String key, Path scratch) {
        disturb(key);
        return real.localFile(key, scratch);
    }

    @Override
    public void requireAnswer() {
        real.requireAnswer();
    }

    @Override
    public String keyOf(String reference) {
        return real.keyOf(reference);
    }

    @Override
    public void proveWriteOnce() {
        real.proveWriteOnce();
    }

    @Override
    public void close() {
        real.close();
    }
}
