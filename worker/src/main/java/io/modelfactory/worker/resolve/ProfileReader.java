package io.modelfactory.worker.resolve;

import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_INVALID;
import static io.modelfactory.worker.failure.FailureCode.GOVERNANCE_PROFILE_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.TRAINING_PROFILE_INVALID;
import static io.modelfactory.worker.failure.FailureCode.TRAINING_PROFILE_UNRESOLVED;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.artifact.folder.ReadableRoots;
import io.modelfactory.worker.config.Yaml;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads training and governance profiles by reference, from the configured folders or from the object store. */
final class ProfileReader {
    private static final long MAX_PROFILE_BYTES = 1L << 20;

    /** The split of earlier builds, whose test rows another run may have trained on. */
    private static final String RETIRED_STRATEGY = "stratified_random";

    /** See {@link io.modelfactory.worker.artifact.ArtifactKeys#ownProfile}. */
    private static final Pattern NAMED_BY_DIGEST = Pattern.compile("(?:.*/)?profiles/([0-9a-f]{64})\\.yaml");

    private final ArtifactStore store;
    private final ReadableRoots roots;
    private final JsonSchemas schemas;

    ProfileReader(ArtifactStore store, ReadableRoots roots, JsonSchemas schemas) {
        this.store = store;
        this.roots = roots;
        this.schemas = schemas;
    }

    /** A profile and the pin that identifies its bytes. */
    record LoadedProfile<T>(T profile, ProfilePin pin) {}

    LoadedProfile<TrainingProfile> training(String ref) {
        return read(
                ref,
                ContractDocument.TRAINING_PROFILE,
                TrainingProfile.class,
                TRAINING_PROFILE_UNRESOLVED,
                TRAINING_PROFILE_INVALID);
    }

    LoadedProfile<GovernanceProfile> governance(String ref) {
        return read(
                ref,
                ContractDocument.GOVERNANCE_PROFILE,
                GovernanceProfile.class,
                GOVERNANCE_PROFILE_UNRESOLVED,
                GOVERNANCE_PROFILE_INVALID);
    }

    private <T> LoadedProfile<T> read(
            String ref, ContractDocument kind, Class<T> type, FailureCode unresolved, FailureCode invalid) {
        byte[] content = content(ref, invalid)
                .orElseThrow(() -> new FailureException(unresolved, ref + ": there is no such profile"));
        String sha256 = Sha256.hex(content);
        if (isOtherThanNamed(ref, sha256)) {
            throw new FailureException(
                    unresolved, ref + ": has SHA-256 " + sha256 + ", which is not the one that it is named by");
        }
        JsonNode document = parse(ref, content, invalid);
        if (document.path("split_strategy").asText().equals(RETIRED_STRATEGY)) {
            throw new FailureException(
                    invalid,
                    ref + ": split_strategy: " + RETIRED_STRATEGY
                            + " placed an event elsewhere in every run; write hash," + " with split_recipe: "
                            + TrainingProfile.SPLIT_RECIPE);
        }
        List<String> violations = schemas.violations(kind, document);
        if (!violations.isEmpty()) {
            throw new FailureException(invalid, ref + ": " + String.join("; ", violations));
        }
        ProfilePin pin = new ProfilePin(
                ref,
                sha256,
                document.path("policy_id").asText(),
                document.path("revision").asText());
        try {
            return new LoadedProfile<>(Json.convert(document, type), pin);
        } catch (JsonProcessingException e) {
            throw new FailureException(invalid, ref + ": " + e.getOriginalMessage(), e);
        }
    }

    /** Whether the name is a digest, and that of other bytes. */
    private static boolean isOtherThanNamed(String ref, String sha256) {
        Matcher named = NAMED_BY_DIGEST.matcher(ref);
        return named.matches() && !named.group(1).equals(sha256);
    }

    /** The key of a file that lies in the store too, because a readable root and the store overlap. */
    private Optional<String> storeKey(Path file) {
        try {
            return Optional.of(store.keyOf(file.toString()));
        } catch (FailureException outsideTheStore) {
            return Optional.empty();
        }
    }

    private static JsonNode parse(String ref, byte[] content, FailureCode invalid) {
        try {
            return Yaml.parse(content);
        } catch (JsonProcessingException e) {
            throw new FailureException(invalid, ref + ": cannot be read as YAML: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new FailureException(invalid, ref + ": cannot be read as YAML", e);
        }
    }

    private Optional<byte[]> content(String ref, FailureCode invalid) {
        try {
            Optional<Path> file = roots.locate(ref);
            file.flatMap(this::storeKey).ifPresent(ProfileKey::requireOutsideData);
            return file.isPresent()
                    ? roots.read(ref, MAX_PROFILE_BYTES)
                    : store.read(ProfileKey.requireOutsideData(store.keyOf(ref)), MAX_PROFILE_BYTES);
        } catch (IllegalArgumentException tooLarge) {
            throw new FailureException(invalid, ref + ": is larger than " + MAX_PROFILE_BYTES + " bytes");
        }
    }
}
