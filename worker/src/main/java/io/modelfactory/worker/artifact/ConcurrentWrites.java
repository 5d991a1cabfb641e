package io.modelfactory.worker.artifact;

import io.modelfactory.worker.background.ConcurrentTask;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * The writes of one piece of work, which go on beside it and beside each other: several files are forced to the disk in
 * little more than the time of one. A write returns the reference of what will be stored; the work has ended when all
 * of it is stored. Objects appear in the order in which they are written, and after one that cannot be written none
 * does.
 *
 * <p>A write that fails ends the work with its own failure, also if the work failed by something else afterwards: as if
 * it had been waited for. To be used by one thread.
 */
public final class ConcurrentWrites extends ForwardingArtifactStore {
    /** Such a file is held in memory until it is stored. */
    private static final long SMALL_FILE_BYTES = 1 << 20;

    private final Map<String, ConcurrentTask<?>> unfinished = new LinkedHashMap<>();
    /** Whether all objects so far have appeared; those before the latest separation are stored then. */
    private CompletableFuture<Boolean> placed = CompletableFuture.completedFuture(true);

    private final List<CompletableFuture<Boolean>> stored = new ArrayList<>();

    private ConcurrentWrites(ArtifactStore store) {
        super(store);
    }

    /** Does work that writes, and returns its result once all that it wrote is stored. */
    public static <T> T during(ArtifactStore store, Function<ConcurrentWrites, T> work) {
        ConcurrentWrites writes = new ConcurrentWrites(store);
        T result;
        try {
            result = work.apply(writes);
        } catch (RuntimeException failed) {
            writes.awaitAfter(failed);
            throw failed;
        } catch (Error fatal) {
            writes.unfinished.values().forEach(ConcurrentTask::close);
            throw fatal;
        }
        writes.await();
        return result;
    }

    /** Returns when all that has been written so far is stored; throws the first failure, in the order of writing. */
    public void await() {
        Optional<RuntimeException> first = Optional.empty();
        for (ConcurrentTask<?> write : unfinished.values()) {
            try {
                write.result();
            } catch (RuntimeException failed) {
                first.ifPresent(earlier -> earlier.addSuppressed(failed));
                first = Optional.of(first.orElse(failed));
            }
        }
        unfinished.clear();
        first.ifPresent(failed -> {
            throw failed;
        });
    }

    /**
     * What is written from now on appears once all that was written before it is stored, and not at all if some of it
     * cannot be. Does not wait: what is to appear is put on the disk meanwhile.
     */
    public void separate() {
        CompletableFuture<Boolean> all = placed;
        for (CompletableFuture<Boolean> write : stored) {
            all = all.thenCombine(write, Boolean::logicalAnd);
        }
        placed = all;
        stored.clear();
    }

    private void awaitAfter(RuntimeException failed) {
        try {
            await();
        } catch (RuntimeException earlier) {
            earlier.addSuppressed(failed);
            throw earlier;
        }
    }

    /** @param content not to be changed any more */
    @Override
    public ArtifactRef write(String key, byte[] content, FailureCode ifDifferent) {
        awaitWrite(key);
        ArtifactRef offered = reference(key, content);
        CompletableFuture<Boolean> before = placed;
        CompletableFuture<Boolean> now = new CompletableFuture<>();
        placed = now;
        CompletableFuture<Boolean> settled = new CompletableFuture<>();
        stored.add(settled);
        unfinished.put(key, ConcurrentTask.start("store-write", () -> {
            try (StagedWrite staged = store().stage(offered, content, ifDifferent)) {
                if (before.join()) {
                    staged.place();
                    now.complete(true);
                    staged.settle();
                    settled.complete(true);
                }
            } finally {
                now.complete(false);
                settled.complete(false);
            }
            return key;
        }));
        return offered;
    }

    /** Its owner may delete the file when this returns. A large one is stored by then, after all written before it. */
    @Override
    public ArtifactRef writeFile(String key, Path content, FailureCode ifDifferent) {
        Optional<byte[]> small = small(content);
        if (small.isPresent()) {
            return write(key, small.get(), ifDifferent);
        }
        await();
        return super.writeFile(key, content, ifDifferent);
    }

    private static Optional<byte[]> small(Path content) {
        try {
            return Files.size(content) <= SMALL_FILE_BYTES
                    ? Optional.of(Files.readAllBytes(content))
                    : Optional.empty();
        } catch (IOException e) {
            throw new TransientFaultException("cannot read " + content.getFileName(), e);
        }
    }

    private void awaitWrite(String key) {
        if (unfinished.containsKey(key)) {
            await();
        }
    }

    @Override
    public Optional<byte[]> read(String key, long maxBytes) {
        awaitWrite(key);
        return super.read(key, maxBytes);
    }

    @Override
    public Optional<InputStream> open(String key) {
        awaitWrite(key);
        return super.open(key);
    }

    @Override
    public Optional<Long> size(String key) {
        awaitWrite(key);
        return super.size(key);
    }

    @Override
    public List<String> keysUnder(String folder) {
        await();
        return super.keysUnder(folder);
    }

    @Override
    public Optional<Path> localFile(String key, Path scratch) {
        awaitWrite(key);
        return super.localFile(key, scratch);
    }

    /** The store itself is another's. */
    @Override
    public void close() {}
}
