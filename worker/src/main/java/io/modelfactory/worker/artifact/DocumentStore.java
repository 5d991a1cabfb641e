package io.modelfactory.worker.artifact;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * JSON documents of the platform's contracts in an {@link ArtifactStore}: what is written is canonical and valid, what
 * is read is bounded, valid and, where a digest is pinned, unaltered.
 */
public final class DocumentStore {
    /** Far above any document the contracts describe; a larger one is not a document but an attack or a mistake. */
    public static final long MAX_DOCUMENT_BYTES = 16L << 20;

    private static final int REMEMBERED_DOCUMENTS = 4_096;

    private final ArtifactStore artifacts;
    private final JsonSchemas schemas;
    private final RecentSet<ValidDocument> valid;

    public DocumentStore(ArtifactStore artifacts, JsonSchemas schemas) {
        this(artifacts, schemas, new RecentSet<>(REMEMBERED_DOCUMENTS));
    }

    private DocumentStore(ArtifactStore artifacts, JsonSchemas schemas, RecentSet<ValidDocument> valid) {
        this.artifacts = artifacts;
        this.schemas = schemas;
        this.valid = valid;
    }

    /** Documents in another store, or in this one by another way; what was found valid here is so there. */
    public DocumentStore over(ArtifactStore other) {
        return new DocumentStore(other, schemas, valid);
    }

    /** Does work whose documents are stored beside each other, as {@link ConcurrentWrites#during} says. */
    public <T> T writeTogether(Function<DocumentStore, T> work) {
        return ConcurrentWrites.during(artifacts, writes -> work.apply(over(writes)));
    }

    /**
     * The codes under which a kind of document fails.
     *
     * @param altered it is not the document that was pinned
     */
    public record FailureCodes(FailureCode missing, FailureCode invalid, FailureCode altered) {}

    /** Bytes that were found valid: the stages of a run read them again and again, and judging them takes longer. */
    private record ValidDocument(ContractDocument kind, String sha256) {}

    /** A document as it was read, with the reference that pins it. */
    public record PinnedDocument(ArtifactRef ref, JsonNode content) {}

    /**
     * Writes a document once.
     *
     * @param ifInvalid thrown when the document breaks its own schema, before anything is written
     * @param ifDifferent thrown when the key already holds other bytes
     */
    public ArtifactRef write(
            ContractDocument kind, String key, JsonNode document, FailureCode ifInvalid, FailureCode ifDifferent) {
        requireValid(kind, key, document, ifInvalid);
        byte[] content = CanonicalJson.bytes(document);
        ArtifactRef written = artifacts.write(key, content, ifDifferent);
        // Of the bytes that were judged, not of those that the store says it has.
        valid.add(new ValidDocument(kind, ArtifactRef.of(key, content).sha256()));
        return written;
    }

    /** Reads a document that others wrote and pins its bytes. */
    public PinnedDocument read(ContractDocument kind, String key, FailureCodes codes) {
        return find(kind, key, codes.invalid()).orElseThrow(() -> missing(key, codes));
    }

    /** As {@link #read(ContractDocument, String, Codes)}, for a document that need not be there. */
    public Optional<PinnedDocument> find(ContractDocument kind, String key, FailureCode ifInvalid) {
        return bytes(key, ifInvalid).map(content -> {
            ArtifactRef ref = ArtifactRef.of(key, content);
            return new PinnedDocument(ref, valid(kind, ref, content, ifInvalid));
        });
    }

    /** Reads a document again and verifies that it is the one that was pinned. */
    public JsonNode read(ContractDocument kind, ArtifactRef pinned, FailureCodes codes) {
        byte[] content = bytes(pinned.ref(), codes.invalid()).orElseThrow(() -> missing(pinned.ref(), codes));
        String found = Sha256.hex(content);
        if (!found.equals(pinned.sha256())) {
            throw new FailureException(
                    codes.altered(), pinned.ref() + ": has SHA-256 " + found + ", pinned is " + pinned.sha256());
        }
        return valid(kind, pinned, content, codes.invalid());
    }

    private JsonNode valid(ContractDocument kind, ArtifactRef ref, byte[] content, FailureCode ifInvalid) {
        JsonNode document = parse(ref.ref(), content, ifInvalid);
        ValidDocument judged = new ValidDocument(kind, ref.sha256());
        if (!valid.contains(judged)) {
            requireValid(kind, ref.ref(), document, ifInvalid);
            valid.add(judged);
        }
        return document;
    }

    /** The violations of a document against its schema, each naming its path; empty if there are none. */
    public List<String> violations(ContractDocument kind, JsonNode document) {
        return schemas.violations(kind, document);
    }

    private Optional<byte[]> bytes(String key, FailureCode ifTooLarge) {
        try {
            return artifacts.read(key, MAX_DOCUMENT_BYTES);
        } catch (IllegalArgumentException tooLarge) {
            throw new FailureException(ifTooLarge, key + ": is larger than " + MAX_DOCUMENT_BYTES + " bytes");
        }
    }

    private static FailureException missing(String key, FailureCodes codes) {
        return new FailureException(codes.missing(), key + ": there is no such object");
    }

    private static JsonNode parse(String key, byte[] content, FailureCode ifInvalid) {
        try {
            return Json.parse(content);
        } catch (JsonProcessingException e) {
            throw new FailureException(ifInvalid, key + ": is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new FailureException(ifInvalid, key + ": is not JSON", e);
        }
    }

    private void requireValid(ContractDocument kind, String key, JsonNode document, FailureCode ifInvalid) {
        List<String> violations = violations(kind, document);
        if (!violations.isEmpty()) {
            throw new FailureException(ifInvalid, key + ": " + String.join("; ", violations));
        }
    }
}
