package io.modelfactory.worker.artifact.s3;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/**
 * Creates objects that are not there yet: small ones by a single PUT, large ones in parts. Either way the service
 * decides who is first ({@code If-None-Match: *}, on the PUT or on the completion of the parts), an object appears
 * whole or not at all, and it carries its SHA-256.
 */
final class S3ConditionalUpload {
    private static final Logger LOG = LoggerFactory.getLogger(S3ConditionalUpload.class);

    /** The object's metadata under which its SHA-256 travels, in hex. */
    static final String SHA256 = "sha256";

    /** Of every part but the last; S3 takes no smaller ones than 5 MiB. Larger objects go in parts. */
    static final int PART_BYTES = 8 << 20;

    /** S3 takes no more than 10,000 parts; nothing the worker writes comes near. */
    static final long MAX_OBJECT_BYTES = 10_000L * PART_BYTES;

    private static final int PRECONDITION_FAILED = 412;
    private static final String ABSENT = "*";

    private final S3Location location;

    S3ConditionalUpload(S3Location location) {
        this.location = location;
    }

    /** What is to be created; opened again for each attempt. */
    interface Content {
        InputStream open() throws IOException;
    }

    /** @return false if there is an object of this key already, whatever it holds */
    boolean tryCreate(S3Client client, ArtifactRef offered, Content content) throws IOException {
        return offered.bytes() > PART_BYTES ? upload(client, offered, content) : put(client, offered, content);
    }

    private boolean put(S3Client client, ArtifactRef offered, Content content) throws IOException {
        byte[] bytes;
        try (InputStream stream = content.open()) {
            bytes = stream.readAllBytes();
        }
        return createsIfAbsent(() -> client.putObject(
                r -> r.bucket(location.bucket())
                        .key(location.objectKey(offered.ref()))
                        .ifNoneMatch(ABSENT)
                        .checksumSHA256(base64(HexFormat.of().parseHex(offered.sha256())))
                        .metadata(Map.of(SHA256, offered.sha256())),
                RequestBody.fromBytes(bytes)));
    }

    /** Uploads in parts, whatever the size; what does not come to its end is taken back. */
    boolean upload(S3Client client, ArtifactRef offered, Content content) throws IOException {
        String key = location.objectKey(offered.ref());
        String uploadId = client.createMultipartUpload(r -> r.bucket(location.bucket())
                        .key(key)
                        .checksumAlgorithm(ChecksumAlgorithm.SHA256)
                        .metadata(Map.of(SHA256, offered.sha256())))
                .uploadId();
        boolean created = false;
        try {
            List<CompletedPart> parts = uploadParts(client, offered, content, uploadId);
            created = createsIfAbsent(() -> client.completeMultipartUpload(r -> r.bucket(location.bucket())
                    .key(key)
                    .uploadId(uploadId)
                    .ifNoneMatch(ABSENT)
                    .multipartUpload(u -> u.parts(parts))));
            return created;
        } finally {
            if (!created) {
                abortUpload(client, location, key, uploadId);
            }
        }
    }

    private List<CompletedPart> uploadParts(S3Client client, ArtifactRef offered, Content content, String uploadId)
            throws IOException {
        MessageDigest whole = Sha256.newDigest();
        List<CompletedPart> parts = new ArrayList<>();
        try (InputStream stream = content.open()) {
            byte[] part = stream.readNBytes(PART_BYTES);
            do {
                whole.update(part);
                parts.add(uploadPart(client, offered.ref(), uploadId, parts.size() + 1, part));
                part = stream.readNBytes(PART_BYTES);
            } while (part.length > 0);
        }
        // The parts' own checksums do not say that together they are what was offered.
        String uploaded = HexFormat.of().formatHex(whole.digest());
        if (!uploaded.equals(offered.sha256())) {
            throw new IOException(offered.ref() + " changed while it was uploaded: SHA-256 " + uploaded + " instead of "
                    + offered.sha256());
        }
        return parts;
    }

    private CompletedPart uploadPart(S3Client client, String ref, String uploadId, int number, byte[] part) {
        String sha256 = base64(Sha256.newDigest().digest(part));
        UploadPartResponse stored = client.uploadPart(
                r -> r.bucket(location.bucket())
                        .key(location.objectKey(ref))
                        .uploadId(uploadId)
                        .partNumber(number)
                        .checksumSHA256(sha256),
                RequestBody.fromContentProvider(
                        () -> new ByteArrayInputStream(part), part.length, "application/octet-stream"));
        return CompletedPart.builder()
                .partNumber(number)
                .eTag(stored.eTag())
                .checksumSHA256(sha256)
                .build();
    }

    /**
     * Left alone, parts would be kept and paid for; one that stays all the same is the bucket's life cycle rule to
     * expire.
     */
    private static void abortUpload(S3Client client, S3Location location, String key, String uploadId) {
        try {
            client.abortMultipartUpload(
                    r -> r.bucket(location.bucket()).key(key).uploadId(uploadId));
        } catch (SdkException e) {
            LOG.warn("parts of an unfinished upload stay at {}: {}", key, e.getMessage());
        }
    }

    private static boolean createsIfAbsent(Runnable creation) {
        try {
            creation.run();
            return true;
        } catch (S3Exception e) {
            if (e.statusCode() == PRECONDITION_FAILED) {
                return false;
            }
            throw e;
        }
    }

    private static String base64(byte[] digest) {
        return Base64.getEncoder().encodeToString(digest);
    }
}
