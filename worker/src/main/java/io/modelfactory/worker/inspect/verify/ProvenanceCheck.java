package io.modelfactory.worker.inspect.verify;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.inspect.verify.Finding.Kind;
import io.modelfactory.worker.publish.ProvenanceStatement;
import io.modelfactory.worker.signing.DsseEnvelope;
import io.modelfactory.worker.signing.SignatureVerdict;
import java.io.IOException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who vouches for a bundle, for exactly which files, and whether it is said to be built from what it was built from. */
final class ProvenanceCheck {
    private static final String NAME = "provenance";

    private final StoredObjects objects;
    private final SignatureDemand demand;

    ProvenanceCheck(StoredObjects objects, SignatureDemand demand) {
        this.objects = objects;
        this.demand = demand;
    }

    /** @param dependencies that the statement has to list, if the run's plan is at hand */
    void check(RegistryDirectory directory, Optional<JsonNode> dependencies) {
        String key = directory.keyOf(ArtifactKeys.PROVENANCE);
        if (!objects.exists(key)) {
            unsigned(key);
            return;
        }
        objects.document(NAME, ContractDocument.DSSE_ENVELOPE, key)
                .flatMap(document -> envelope(key, document))
                .filter(envelope -> isTrusted(key, envelope))
                .flatMap(envelope -> statement(key, envelope))
                .ifPresent(statement -> {
                    subjects(key, statement, directory);
                    dependencies.ifPresent(
                            pinned -> says(key, statement, "/predicate/buildDefinition/resolvedDependencies", pinned));
                    directory
                            .document(RegistryDirectory.GATE_RECEIPT)
                            .map(receipt -> receipt.path("run_key"))
                            .ifPresent(runKey ->
                                    says(key, statement, "/predicate/runDetails/metadata/invocationId", runKey));
                });
    }

    private void unsigned(String key) {
        if (demand.required()) {
            objects.found(Kind.UNSIGNED, NAME, key, "nobody vouches for this bundle, and somebody has to");
        } else {
            objects.note("unsigned: nobody vouches for this bundle, there is no " + key);
        }
    }

    private Optional<DsseEnvelope> envelope(String key, JsonNode document) {
        try {
            return Optional.of(DsseEnvelope.of(document));
        } catch (IllegalArgumentException e) {
            objects.found(Kind.INVALID, NAME, key, "its payload is not Base64");
            return Optional.empty();
        }
    }

    /** Nothing of what a statement says is worth a look if nobody who is trusted says it. */
    private boolean isTrusted(String key, DsseEnvelope envelope) {
        SignatureVerdict verdict = demand.trusted().judge(envelope);
        if (verdict instanceof SignatureVerdict.Broken broken) {
            objects.found(
                    Kind.BROKEN_SIGNATURE,
                    NAME,
                    key,
                    "is said to be signed by the trusted key " + broken.keyId() + ", which has not signed this");
            return false;
        } else if (verdict instanceof SignatureVerdict.UnknownKey unknown) {
            String signers = String.join(", ", unknown.keyIds());
            if (!demand.trusted().isEmpty() || demand.required()) {
                objects.found(Kind.UNKNOWN_KEY, NAME, key, "is signed by " + signers + ", which is not trusted");
                return false;
            }
            objects.note(
                    "the signature was not verified, since no key is trusted here: the bundle is said to be signed by "
                            + signers + "; name its public key by --trusted-key");
        }
        return true;
    }

    private Optional<JsonNode> statement(String key, DsseEnvelope envelope) {
        if (!envelope.payloadType().equals(ProvenanceStatement.MEDIA_TYPE)) {
            objects.found(Kind.INVALID, NAME, key, "holds " + envelope.payloadType() + ", which is no statement");
            return Optional.empty();
        }
        try {
            return objects.valid(NAME, ContractDocument.PROVENANCE_STATEMENT, key, Json.parse(envelope.payload()));
        } catch (IOException e) {
            objects.found(Kind.INVALID, NAME, key, "its payload is not JSON");
            return Optional.empty();
        }
    }

    private void subjects(String key, JsonNode statement, RegistryDirectory directory) {
        TreeMap<String, String> stated = new TreeMap<>();
        statement
                .path("subject")
                .forEach(subject -> stated.put(
                        subject.path("name").asText(),
                        subject.at("/digest/sha256").asText()));
        TreeMap<String, String> found = new TreeMap<>();
        directory.files().forEach((name, file) -> found.put(name, file.sha256()));
        for (String name : new String[] {ArtifactKeys.BUNDLE_MANIFEST, ArtifactKeys.BUNDLE_PUBLICATION}) {
            objects.digest(directory.keyOf(name)).ifPresent(digest -> found.put(name, digest));
        }
        TreeSet<String> names = new TreeSet<>(stated.keySet());
        names.addAll(found.keySet());
        for (String name : names) {
            String vouchedFor = stated.getOrDefault(name, "nothing");
            String lies = found.getOrDefault(name, "nothing");
            if (!vouchedFor.equals(lies)) {
                objects.found(
                        Kind.SUBJECT_MISMATCH,
                        NAME,
                        key,
                        name + " is " + lies + ", the statement is about " + vouchedFor);
            }
        }
    }

    private void says(String key, JsonNode statement, String pointer, JsonNode expected) {
        JsonNode said = statement.at(pointer);
        if (!CanonicalJson.text(said).equals(CanonicalJson.text(expected))) {
            objects.found(Kind.UNLINKED, NAME, key, pointer + " says " + said + ", it should say " + expected);
        }
    }
}
