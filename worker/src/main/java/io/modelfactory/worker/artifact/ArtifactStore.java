package io.modelfactory.worker.artifact;

import io.modelfactory.worker.failure.FailureCode;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * A write-once store of objects by key, local or S3. Keys are relative, `/`-separated and confined to the root. Faults
 * of the store itself leave as {@link io.modelfactory.worker.failure.TransientFaultException}.
 */
public interface ArtifactStore extends AutoCloseable {

    /**
     * Creates the object if it is absent, compares it if it is present.
     *
     * @param ifDifferent the code thrown when the key already holds other bytes
     * @return the reference of the stored bytes
     */
    ArtifactRef write(String key, byte[] content, FailureCode ifDifferent);

    /** What a write of these bytes returns, before it is begun. */
    default ArtifactRef reference(String key, byte[] content) {
        return ArtifactRef.of(key, content);
    }

    /**
     * Begins a write: what takes long of it is done if it can be before the object is there, so that others can do
     * theirs meanwhile.
     *
     * @param offered {@link #reference} of the key and the content
     * @param ifDifferent as of {@link #write}
     */
    default StagedWrite stage(ArtifactRef offered, byte[] content, FailureCode ifDifferent) {
        return StagedWrite.atOnce(() -> write(offered.ref(), content, ifDifferent));
    }

    /** As {@link #write(String, byte[], FailureCode)}, for content too large to hold. */
    ArtifactRef writeFile(String key, Path content, FailureCode ifDifferent);

    /**
     * The same, with progress.
     *
     * @param written takes how many bytes of the file were read to be written, again and again; nothing if the object
     *     is there already, or the store cannot tell
     */
    default ArtifactRef writeFile(String key, Path content, FailureCode ifDifferent, LongConsumer written) {
        return writeFile(key, content, ifDifferent);
    }

    /**
     * Reads a small object whole.
     *
     * @param maxBytes upper bound; a larger object is refused with {@link IllegalArgumentException}
     * @return empty if there is no such object
     */
    Optional<byte[]> read(String key, long maxBytes);

    /** Opens an object for streaming; empty if there is no such object. */
    Optional<InputStream> open(String key);

    /** Size in bytes, empty if there is no such object. */
    Optional<Long> size(String key);

    /**
     * The keys of all objects below a folder of keys, in code point order: those too that others put there, under names
     * that no key may have.
     *
     * @param folder a key without an object of its own, such as {@code registry/bundles/ID/VERSION}
     */
    List<String> keysUnder(String folder);

    /**
     * Makes the object available as a local file, for libraries that read files: the object itself for a local store, a
     * download into {@code scratch} otherwise. Empty if there is no such object. The file must not be changed.
     */
    Optional<Path> localFile(String key, Path scratch);

    /**
     * Checks that the store answers; writes nothing.
     *
     * @throws io.modelfactory.worker.failure.TransientFaultException if it does not
     */
    void requireReachable();

    /** Runs the listener whenever a call is retried in place. A store that never retries never runs it. */
    default void onRetry(Runnable listener) {}

    /** Turns a reference as requests and documents write it into a key of this store, or refuses it. */
    String keyOf(String reference);

    /**
     * Proves on a probe of its own that an object once created is not replaced, and is read back as it was written. A
     * local store leaves nothing behind; one in S3 keeps a single empty object, always the same, since a worker that
     * cannot overwrite need not be allowed to delete either.
     *
     * @throws IllegalStateException if it does not hold
     */
    void verifyWriteOnce();

    @Override
    void close();
}
