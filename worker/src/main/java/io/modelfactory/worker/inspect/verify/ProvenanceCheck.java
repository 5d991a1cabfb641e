package io.modelfactory.worker.inspect.verify;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.evidence.BuildWorkers;
import io.modelfactory.worker.inspect.verify.VerificationFinding.Kind;
import io.modelfactory.worker.modelcard.CardFormat;
import io.modelfactory.worker.publish.ProvenanceStatement;
import io.modelfactory.worker.signing.DsseEnvelope;
import io.modelfactory.worker.signing.SignatureVerdict;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who signed a bundle, and whether the signed statement is about its files and about what it was built from. */
final class ProvenanceCheck {
    private static final String NAME = "provenance";

    private final StoredObjectReader objects;
    private final SignatureRequirement signatureRequirement;
    private Optional<String> verifiedKey = Optional.empty();

    ProvenanceCheck(StoredObjectReader objects, SignatureRequirement signatureRequirement) {
        this.objects = objects;
        this.signatureRequirement = signatureRequirement;
    }

    /**
     * @param dependencies that the statement has to list, if the run's plan is at hand
     * @param workers that the statement has to name, if the ledger, or the run's handshake receipt, is at hand
     */
    void check(BundleDirectory directory, Optional<JsonNode> dependencies, Optional<BuildWorkers> workers) {
        String key = directory.keyOf(ArtifactKeys.PROVENANCE);
        if (!objects.exists(key)) {
            checkUnsigned(key);
            return;
        }
        objects.document(NAME, ContractDocument.DSSE_ENVELOPE, key)
                .flatMap(document -> envelope(key, document))
                .filter(envelope -> isTrusted(key, envelope))
                .flatMap(envelope -> statement(key, envelope))
                .ifPresent(statement -> {
                    noteCoverage(statement);
                    checkSubjects(key, statement, directory);
                    dependencies.ifPresent(pinned ->
                            checkValue(key, statement, "/predicate/buildDefinition/resolvedDependencies", pinned));
                    workers.map(ProvenanceStatement::builderVersion)
                            .ifPresent(version ->
                                    checkValue(key, statement, "/predicate/runDetails/builder/version", version));
                    Optional.ofNullable(directory.files().get(ArtifactKeys.PUBLISH_OVERRIDE))
                            .ifPresent(override -> checkValue(
                                    key,
                                    statement,
                                    "/predicate/buildDefinition/internalParameters/publish_override/digest/sha256",
                                    Json.tree(override.sha256())));
                    directory
                            .document(ArtifactKeys.GATE_RECEIPT)
                            .map(receipt -> receipt.path("run_key"))
                            .ifPresent(runKey ->
                                    checkValue(key, statement, "/predicate/runDetails/metadata/invocationId", runKey));
                });
    }

    /** States which key's signature was verified, and of which files it is a signature. */
    private void noteCoverage(JsonNode statement) {
        if (verifiedKey.isEmpty()) {
            return;
        }
        TreeSet<String> covered = new TreeSet<>();
        List<String> uncovered = new ArrayList<>();
        statement
                .path("subject")
                .forEach(subject -> covered.add(subject.path("name").asText()));
        for (CardFormat form : CardFormat.values()) {
            if (!covered.contains(form.fileName())) {
                uncovered.add(form.fileName());
            }
        }
        objects.addNote("signed: the signature by the trusted key " + verifiedKey.get() + " was verified and covers "
                + String.join(", ", covered)
                + (uncovered.isEmpty()
                        ? ""
                        : "; it does not cover " + String.join(" and ", uncovered)
                                + ", which are derived from the covered files and were compared with them"));
    }

    private void checkUnsigned(String key) {
        if (signatureRequirement.required()) {
            objects.addFinding(Kind.UNSIGNED, NAME, key, "is not there, and the bundle has to be signed");
        } else {
            objects.addNote("unsigned: the bundle has no signature, there is no " + key);
        }
    }

    private Optional<DsseEnvelope> envelope(String key, JsonNode document) {
        try {
            return Optional.of(DsseEnvelope.of(document));
        } catch (IllegalArgumentException e) {
            objects.addFinding(Kind.INVALID, NAME, key, "its payload is not Base64");
            return Optional.empty();
        }
    }

    /** A statement proves nothing unless a trusted key signed it. */
    private boolean isTrusted(String key, DsseEnvelope envelope) {
        SignatureVerdict verdict = signatureRequirement.trusted().verify(envelope);
        if (verdict instanceof SignatureVerdict.Valid valid) {
            verifiedKey = Optional.of(valid.keyId());
        }
        if (verdict instanceof SignatureVerdict.Broken broken) {
            objects.addFinding(
                    Kind.BROKEN_SIGNATURE,
                    NAME,
                    key,
                    "is said to be signed by the trusted key " + broken.keyId() + ", which has not signed this");
            return false;
        } else if (verdict instanceof SignatureVerdict.UnknownKey unknown) {
            String signers = String.join(", ", unknown.keyIds());
            if (!signatureRequirement.trusted().isEmpty() || signatureRequirement.required()) {
                objects.addFinding(Kind.UNKNOWN_KEY, NAME, key, "is signed by " + signers + ", which is not trusted");
                return false;
            }
            objects.addNote(
                    "the signature was not verified, since no key is trusted here: the bundle is said to be signed by "
                            + signers + "; name its public key by --trusted-key");
        }
        return true;
    }

    private Optional<JsonNode> statement(String key, DsseEnvelope envelope) {
        if (!envelope.payloadType().equals(ProvenanceStatement.MEDIA_TYPE)) {
            objects.addFinding(Kind.INVALID, NAME, key, "holds " + envelope.payloadType() + ", which is no statement");
            return Optional.empty();
        }
        try {
            return objects.valid(NAME, ContractDocument.PROVENANCE_STATEMENT, key, Json.parse(envelope.payload()));
        } catch (IOException e) {
            objects.addFinding(Kind.INVALID, NAME, key, "its payload is not JSON");
            return Optional.empty();
        }
    }

    private void checkSubjects(String key, JsonNode statement, BundleDirectory directory) {
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
            String signed = stated.getOrDefault(name, "nothing");
            String present = found.getOrDefault(name, "nothing");
            if (!signed.equals(present)) {
                objects.addFinding(
                        Kind.SUBJECT_MISMATCH,
                        NAME,
                        key,
                        name + " is " + present + ", the statement is about " + signed);
            }
        }
    }

    private void checkValue(String key, JsonNode statement, String pointer, JsonNode expected) {
        JsonNode said = statement.at(pointer);
        if (!CanonicalJson.text(said).equals(CanonicalJson.text(expected))) {
            objects.addFinding(Kind.UNLINKED, NAME, key, pointer + " says " + said + ", it should say " + expected);
        }
    }
}
