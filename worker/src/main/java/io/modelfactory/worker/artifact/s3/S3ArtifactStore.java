package io.modelfactory.worker.artifact.s3;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.BoundedReads;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.KeyValidator;
import io.modelfactory.worker.artifact.ReferenceParser;
import io.modelfactory.worker.artifact.ReportingInputStream;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.artifact.WriteOnceConflict;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;

/**
 * The store in an S3 bucket. Who creates an object first is decided by the service ({@code If-None-Match: *}); each
 * object carries its SHA-256, which the service checks on arrival and this store on every read.
 */
final class S3ArtifactStore implements ArtifactStore {
    private static final String PROBE_KEY = "write-once-probe";

    private final S3Location location;
    private final S3Service service;
    private final S3ConditionalUpload creation;
    private final ReferenceParser references;

    S3ArtifactStore(S3Location location, S3Service service) {
        this.location = location;
        this.service = service;
        this.creation = new S3ConditionalUpload(location);
        this.references = ReferenceParser.forPrefix(location.toString());
    }

    /**
     * Some S3 services ignore the condition and overwrite; with those nothing would be immutable.
     *
     * @throws IllegalStateException if a conditional write of what is there already is not refused, whole or in parts
     */
    void requireConditionalWrites() {
        ArtifactRef probe = ArtifactRef.of(PROBE_KEY, new byte[0]);
        S3ConditionalUpload.Content nothing = InputStream::nullInputStream;
        boolean refused = service.call("probe " + location, client -> {
            creation.tryCreate(client, probe, nothing);
            return !creation.tryCreate(client, probe, nothing) && !creation.upload(client, probe, nothing);
        });
        if (!refused) {
            throw new IllegalStateException("the service at " + location
                    + " ignores If-None-Match, so that objects in it could be overwritten; use one that honours it");
        }
    }

    /**
     * Asks for an object that may well be absent: only a read with a body distinguishes a missing bucket from a missing
     * object.
     *
     * @throws TransientFaultException if there is no bucket, or no answer
     */
    @Override
    public void requireReachable() {
        try (InputStream probe = open(PROBE_KEY).orElse(InputStream.nullInputStream())) {
            probe.readNBytes(1);
        } catch (IOException e) {
            throw new TransientFaultException("cannot read from " + location, e);
        }
    }

    @Override
    public void onRetry(Runnable listener) {
        service.onRetry(listener);
    }

    @Override
    public void verifyWriteOnce() {
        requireConditionalWrites();
        if (read(PROBE_KEY, 0).isEmpty()) {
            throw new IllegalStateException(
                    "the service at " + location + " does not give back what it has just taken");
        }
    }

    @Override
    public ArtifactRef write(String key, byte[] content, FailureCode ifDifferent) {
        return create(
                ArtifactRef.of(KeyValidator.requireValid(key), content),
                () -> new ByteArrayInputStream(content),
                ifDifferent);
    }

    @Override
    public ArtifactRef writeFile(String key, Path content, FailureCode ifDifferent) {
        return writeFile(key, content, ifDifferent, written -> {});
    }

    @Override
    public ArtifactRef writeFile(String key, Path content, FailureCode ifDifferent, LongConsumer written) {
        try {
            ArtifactRef offered = ArtifactRef.of(KeyValidator.requireValid(key), content);
            if (offered.bytes() > S3ConditionalUpload.MAX_OBJECT_BYTES) {
                throw new IllegalArgumentException(key + " has " + offered.bytes() + " bytes, more than the "
                        + S3ConditionalUpload.MAX_OBJECT_BYTES + " that can be uploaded to S3");
            }
            return create(offered, () -> new ReportingInputStream(Files.newInputStream(content), written), ifDifferent);
        } catch (IOException e) {
            throw new TransientFaultException("cannot read " + content, e);
        }
    }

    private ArtifactRef create(ArtifactRef offered, S3ConditionalUpload.Content content, FailureCode ifDifferent) {
        return service.call("write " + offered.ref(), client -> {
            if (!creation.tryCreate(client, offered, content)) {
                WriteOnceConflict.requireSameDigest(offered, storedSha256(client, offered.ref()), ifDifferent);
            }
            return offered;
        });
    }

    /** From the metadata that came with the bytes; read and computed for objects that others put there. */
    private String storedSha256(S3Client client, String key) throws IOException {
        HeadObjectResponse head =
                client.headObject(r -> r.bucket(location.bucket()).key(location.objectKey(key)));
        String recorded = head.metadata().get(S3ConditionalUpload.SHA256);
        return recorded != null ? recorded : Sha256.hex(get(client, key));
    }

    @Override
    public Optional<byte[]> read(String key, long maxBytes) {
        return ifPresent(key, client -> {
            try (ResponseInputStream<GetObjectResponse> content = get(client, key)) {
                if (content.response().contentLength() > maxBytes) {
                    content.abort();
                    throw BoundedReads.tooLarge(key, maxBytes);
                }
                return BoundedReads.stream(key, verified(key, content), maxBytes);
            }
        });
    }

    @Override
    public Optional<InputStream> open(String key) {
        return ifPresent(key, client -> verified(key, get(client, key)));
    }

    @Override
    public Optional<Long> size(String key) {
        return ifPresent(
                key,
                client -> client.headObject(r -> r.bucket(location.bucket()).key(location.objectKey(key)))
                        .contentLength());
    }

    @Override
    public List<String> keysUnder(String folder) {
        String prefix = location.objectKey(folder) + "/";
        int ownPrefix = location.prefix().length();
        return service.call(
                "list " + folder,
                client ->
                        client
                                .listObjectsV2Paginator(
                                        r -> r.bucket(location.bucket()).prefix(prefix))
                                .contents()
                                .stream()
                                .map(object -> object.key().substring(ownPrefix))
                                .sorted(CanonicalJson.CODE_POINT_ORDER)
                                .toList());
    }

    @Override
    public Optional<Path> localFile(String key, Path scratch) {
        // Named by the whole key, so that equal file names do not meet; with the file name, whose ending is the
        // format.
        String fileName = KeyValidator.requireValid(key).substring(key.lastIndexOf('/') + 1);
        Path file = scratch.resolve(Sha256.hex(location + key)).resolve(fileName);
        return ifPresent(key, client -> {
            Files.createDirectories(file.getParent());
            Path unfinished = Files.createTempFile(file.getParent(), KeyValidator.RESERVED_PREFIX, null);
            try (InputStream content = verified(key, get(client, key))) {
                Files.copy(content, unfinished, StandardCopyOption.REPLACE_EXISTING);
                return Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        });
    }

    private ResponseInputStream<GetObjectResponse> get(S3Client client, String key) {
        return client.getObject(r -> r.bucket(location.bucket()).key(location.objectKey(key)));
    }

    private static InputStream verified(String key, ResponseInputStream<GetObjectResponse> content) {
        String recorded = content.response().metadata().get(S3ConditionalUpload.SHA256);
        return recorded == null ? content : new VerifiedInputStream(key, content, recorded);
    }

    private <T> Optional<T> ifPresent(String key, S3Service.Call<T> call) {
        KeyValidator.requireValid(key);
        return service.call("read " + key, client -> {
            try {
                return Optional.of(call.on(client));
            } catch (NoSuchKeyException e) {
                return Optional.empty();
            }
        });
    }

    @Override
    public String keyOf(String reference) {
        return references.keyOf(reference);
    }

    @Override
    public void close() {
        service.close();
    }
}
