package io.modelfactory.worker.inspect.verify;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.inspect.verify.VerificationFinding.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Reads stored objects, and collects what is wrong with them instead of stopping there. */
final class StoredObjectReader {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final long PROGRESS_INTERVAL_BYTES = 256L << 20;

    private final ArtifactStore store;
    private final DocumentStore schemas;
    private final Consumer<String> progress;
    private final List<VerificationFinding> findings = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();
    private long objects;
    private long bytes;

    StoredObjectReader(ArtifactStore store, DocumentStore schemas, Consumer<String> progress) {
        this.store = store;
        this.schemas = schemas;
        this.progress = progress;
    }

    void addFinding(Kind kind, String artifact, String ref, String problem) {
        findings.add(new VerificationFinding(kind, artifact, ref, problem));
    }

    void addNote(String note) {
        notes.add(note);
    }

    Verification result(String subject) {
        return new Verification(subject, Optional.empty(), Optional.empty(), objects, bytes, findings, notes);
    }

    /** A JSON document as it was pinned; empty if it is not there or something else. */
    Optional<JsonNode> document(String artifact, ContractDocument kind, ArtifactRef pinned) {
        return content(artifact, pinned.ref())
                .filter(content -> isPinned(artifact, pinned, Sha256.hex(content), content.length))
                .flatMap(content -> valid(artifact, kind, pinned.ref(), content));
    }

    /** A JSON document that nothing pins; it has to be in the canonical form in which every document is written. */
    Optional<JsonNode> document(String artifact, ContractDocument kind, String key) {
        return content(artifact, key).flatMap(content -> {
            Optional<JsonNode> document = valid(artifact, kind, key, content);
            document.filter(read -> !Arrays.equals(CanonicalJson.bytes(read), content))
                    .ifPresent(other -> addFinding(
                            Kind.ALTERED, artifact, key, "has other bytes than the canonical form of what it says"));
            return document;
        });
    }

    /** Finds what was put into a folder of the store. */
    void checkNothingAdded(String artifact, String folder, Predicate<String> expected) {
        for (String key : store.keysUnder(folder)) {
            if (!expected.test(key)) {
                addFinding(Kind.ADDED, artifact, key, "is no part of it, and nothing refers to it");
            }
        }
    }

    /** The reference of a JSON document that nothing pins, if it is a valid one. */
    Optional<ArtifactRef> valid(String artifact, ContractDocument kind, String key) {
        return content(artifact, key)
                .filter(content -> valid(artifact, kind, key, content).isPresent())
                .map(content -> ArtifactRef.of(key, content));
    }

    /** An object of any size is what was pinned; it is streamed. */
    void verifyObject(String artifact, ArtifactRef pinned) {
        try {
            Optional<InputStream> content = store.open(store.keyOf(pinned.ref()));
            if (content.isEmpty()) {
                addFinding(Kind.MISSING, artifact, pinned.ref(), "there is no such object");
                return;
            }
            DigestInputStream digested = new DigestInputStream(content.get(), Sha256.newDigest());
            long size = readToEnd(artifact, pinned, digested);
            isPinned(
                    artifact,
                    pinned,
                    HexFormat.of().formatHex(digested.getMessageDigest().digest()),
                    size);
        } catch (IOException | TransientFaultException fault) {
            addUnreadable(artifact, store.keyOf(pinned.ref()), fault);
        } catch (FailureException refused) {
            addFinding(Kind.INVALID, artifact, pinned.ref(), String.valueOf(refused.getMessage()));
        }
    }

    /** One object that cannot be read is a finding; a store that does not answer at all ends the verification. */
    private void addUnreadable(String artifact, String key, Exception fault) {
        if (store.size(key).isPresent()) {
            addFinding(Kind.INVALID, artifact, key, "cannot be read: " + fault.getMessage());
        } else {
            addFinding(Kind.MISSING, artifact, key, "there is no such object");
        }
    }

    private long readToEnd(String artifact, ArtifactRef pinned, InputStream content) throws IOException {
        byte[] buffer = new byte[BUFFER_BYTES];
        long size = 0;
        long reported = 0;
        try (content) {
            for (int read = content.read(buffer); read >= 0; read = content.read(buffer)) {
                size += read;
                if (size - reported >= PROGRESS_INTERVAL_BYTES) {
                    reported = size;
                    progress.accept(artifact + " " + pinned.ref() + ": " + (size >> 20) + " of "
                            + (pinned.bytes() >> 20) + " MiB");
                }
            }
        }
        count(size);
        return size;
    }

    /** The bytes of a small object; empty, and a finding, if there is none that can be read. */
    private Optional<byte[]> content(String artifact, String key) {
        try {
            Optional<byte[]> content = store.read(key, DocumentStore.MAX_DOCUMENT_BYTES);
            content.ifPresentOrElse(
                    read -> count(read.length),
                    () -> addFinding(Kind.MISSING, artifact, key, "there is no such object"));
            return content;
        } catch (IllegalArgumentException tooLarge) {
            addFinding(Kind.INVALID, artifact, key, "is larger than any document");
        } catch (TransientFaultException fault) {
            addUnreadable(artifact, key, fault);
        } catch (FailureException refused) {
            addFinding(Kind.INVALID, artifact, key, String.valueOf(refused.getMessage()));
        }
        return Optional.empty();
    }

    private void count(long size) {
        objects++;
        bytes += size;
    }

    private boolean isPinned(String artifact, ArtifactRef pinned, String sha256, long size) {
        if (!sha256.equals(pinned.sha256())) {
            addFinding(
                    Kind.ALTERED, artifact, pinned.ref(), "has SHA-256 " + sha256 + ", pinned is " + pinned.sha256());
            return false;
        } else if (size != pinned.bytes()) {
            addFinding(Kind.ALTERED, artifact, pinned.ref(), "has " + size + " bytes, pinned are " + pinned.bytes());
            return false;
        }
        return true;
    }

    /** A document that was found inside of the object at the key. */
    Optional<JsonNode> valid(String artifact, ContractDocument kind, String key, JsonNode document) {
        List<String> violations = schemas.violations(kind, document);
        violations.forEach(violation -> addFinding(Kind.INVALID, artifact, key, violation));
        return violations.isEmpty() ? Optional.of(document) : Optional.empty();
    }

    boolean exists(String key) {
        return store.size(key).isPresent();
    }

    /** SHA-256 of an object that others have judged; empty if it cannot be read. */
    Optional<String> digest(String key) {
        try {
            return store.read(key, DocumentStore.MAX_DOCUMENT_BYTES).map(Sha256::hex);
        } catch (IllegalArgumentException | TransientFaultException | FailureException judged) {
            return Optional.empty();
        }
    }

    private Optional<JsonNode> valid(String artifact, ContractDocument kind, String key, byte[] content) {
        try {
            return valid(artifact, kind, key, Json.parse(content));
        } catch (IOException e) {
            addFinding(Kind.INVALID, artifact, key, "is not JSON");
            return Optional.empty();
        }
    }
}
