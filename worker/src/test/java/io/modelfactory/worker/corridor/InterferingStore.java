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
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** A real store whose writes somebody interferes with: it is out of order, or a forger sits in it. Keys are told by regex. */
final class InterferingStore implements ArtifactStore {
    private final ArtifactStore real;
    private final Map<Pattern, UnaryOperator<byte[]>> interferences = new LinkedHashMap<>();
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
        return real.read(key, maxBytes);
    }

    @Override
    public Optional<InputStream> open(String key) {
        return real.open(key);
    }

    @Override
    public Optional<Long> size(String key) {
        return real.size(key);
    }

    @Override
    public Optional<Path> localFile(String key, Path scratch) {
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
