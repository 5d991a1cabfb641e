package io.modelfactory.worker.artifact;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * The store in an S3 bucket. Who creates an object first is decided by the service ({@code If-None-Match: *}); each object
 * carries its SHA-256, which the service checks on arrival and this store on every read.
 */
final class S3ArtifactStore implements ArtifactStore {
    /** Largest object of a single PUT; nothing the worker writes comes near. */
    private static final long MAX_OBJECT_BYTES = 5L << 30;

    private static final int PRECONDITION_FAILED = 412;
    private static final String SHA256 = "sha256";
    private static final String PROBE_KEY = "write-once-probe";

    private final S3Location location;
    private final S3Service service;
    private final References references;

    S3ArtifactStore(S3Location location, S3Service service) {
        this.location = location;
        this.service = service;
        this.references = References.toBucket(location);
    }

    /**
     * Some S3 services ignore the condition and overwrite; with those nothing would be immutable.
     *
     * @throws IllegalStateException if the second of two conditional writes is not refused
     */
    void requireConditionalWrites() {
        ArtifactRef probe = ArtifactRef.of(PROBE_KEY, new byte[0]);
        boolean refused = service.call("probe " + location, client -> {
            tryCreate(client, probe, RequestBody.empty());
            return !tryCreate(client, probe, RequestBody.empty());
        });
        if (!refused) {
            throw new IllegalStateException("the service at " + location
                    + " ignores If-None-Match, so that objects in it could be overwritten; use one that honours it");
        }
    }

    /**
     * Asks for an object that may well be absent: only a read with a body tells a missing bucket from a missing object.
     *
     * @throws TransientFaultException if there is no bucket, or no answer
     */
    @Override
    public void requireAnswer() {
        try (InputStream probe = open(PROBE_KEY).orElse(InputStream.nullInputStream())) {
            probe.readNBytes(1);
        } catch (IOException e) {
            throw new TransientFaultException("cannot read from " + location, e);
        }
    }

    @Override
    public void proveWriteOnce() {
        requireConditionalWrites();
        if (read(PROBE_KEY, 0).isEmpty()) {
            throw new IllegalStateException(
                    "the service at " + location + " does not give back what it has just taken");
        }
    }

    @Override
    public ArtifactRef write(String key, byte[] content, FailureCode ifDifferent) {
        return create(ArtifactRef.of(Keys.checked(key), content), RequestBody.fromBytes(content), ifDifferent);
    }

    @Override
    public ArtifactRef writeFile(String key, Path content, FailureCode ifDifferent) {
        try {
            ArtifactRef offered = ArtifactRef.of(Keys.checked(key), content);
            if (offered.bytes() > MAX_OBJECT_BYTES) {
                throw new IllegalArgumentException(key + " is larger than the 5 GiB of a single S3 PUT");
            }
            return create(offered, RequestBody.fromFile(content), ifDifferent);
        } catch (IOException e) {
            throw new TransientFaultException("cannot read " + content, e);
        }
    }

    private ArtifactRef create(ArtifactRef offered, RequestBody content, FailureCode ifDifferent) {
        return service.call("write " + offered.ref(), client -> {
            if (!tryCreate(client, offered, content)) {
                Conflicts.requireSame(offered, storedSha256(client, offered.ref()), ifDifferent);
            }
            return offered;
        });
    }

    private boolean tryCreate(S3Client client, ArtifactRef offered, RequestBody content) {
        PutObjectRequest request = PutObjectRequest.builder()
                .bucket(location.bucket())
                .key(location.objectKey(offered.ref()))
                .ifNoneMatch("*")
                .checksumSHA256(
                        Base64.getEncoder().encodeToString(HexFormat.of().parseHex(offered.sha256())))
                .metadata(Map.of(SHA256, offered.sha256()))
                .build();
        try {
            client.putObject(request, content);
            return true;
        } catch (S3Exception e) {
            if (e.statusCode() == PRECONDITION_FAILED) {
                return false;
            }
            throw e;
        }
    }

    /** From the metadata that came with the bytes; read and computed for objects that others put there. */
    private String storedSha256(S3Client client, String key) throws IOException {
        HeadObjectResponse head =
                client.headObject(r -> r.bucket(location.bucket()).key(location.objectKey(key)));
        String recorded = head.metadata().get(SHA256);
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
    public Optional<Path> localFile(String key, Path scratch) {
        // Named by the whole key, so that equal file names do not meet; with the file name, whose ending tells the
        // format.
        String fileName = Keys.checked(key).substring(key.lastIndexOf('/') + 1);
        Path file = scratch.resolve(Sha256.hex(location + key)).resolve(fileName);
        return ifPresent(key, client -> {
            Files.createDirectories(file.getParent());
            Path unfinished = Files.createTempFile(file.getParent(), Keys.RESERVED_PREFIX, null);
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
        String recorded = content.response().metadata().get(SHA256);
        return recorded == null ? content : new VerifiedInputStream(key, content, recorded);
    }

    private <T> Optional<T> ifPresent(String key, S3Service.Call<T> call) {
        Keys.checked(key);
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
