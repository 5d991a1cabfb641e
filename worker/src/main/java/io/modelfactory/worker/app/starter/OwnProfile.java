package io.modelfactory.worker.app.starter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.config.Yaml;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A user's own training or governance profile, kept in the store by the digest of its bytes: a changed file has another
 * reference, so that no run by it converges on a run by the file before.
 *
 * @param name of the file, for messages
 */
public record OwnProfile(ContractDocument kind, String name, String text) {

    /**
     * @param name of the file, for messages
     * @throws FailureException {@code TRAINING_PROFILE_INVALID} or {@code GOVERNANCE_PROFILE_INVALID} if it is no UTF-8
     */
    static OwnProfile read(ContractDocument kind, String name, Path file) throws IOException {
        try {
            return new OwnProfile(kind, name, Files.readString(file));
        } catch (CharacterCodingException e) {
            throw new OwnProfile(kind, name, "").invalid("is no UTF-8 text");
        }
    }

    /** Where it is kept in the store, which is the reference that requests have. */
    public String ref() {
        return ArtifactKeys.ownProfile(Sha256.hex(bytes()));
    }

    /**
     * Puts it into the store, if it is not there.
     *
     * @throws FailureException {@code TRAINING_PROFILE_INVALID} or {@code GOVERNANCE_PROFILE_INVALID} if it breaks its
     *     schema; nothing is written then
     */
    public void store(ArtifactStore store, JsonSchemas schemas) {
        List<String> violations = schemas.violations(kind, parsed());
        if (!violations.isEmpty()) {
            throw invalid(String.join("; ", violations));
        }
        store.write(ref(), bytes(), invalidCode());
    }

    private JsonNode parsed() {
        try {
            return Yaml.parse(bytes());
        } catch (JsonProcessingException e) {
            throw invalid("cannot be read as YAML: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw invalid("cannot be read as YAML");
        }
    }

    private byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private FailureException invalid(String problem) {
        return new FailureException(invalidCode(), name + ": " + problem);
    }

    private FailureCode invalidCode() {
        return kind == ContractDocument.TRAINING_PROFILE
                ? FailureCode.TRAINING_PROFILE_INVALID
                : FailureCode.GOVERNANCE_PROFILE_INVALID;
    }
}
