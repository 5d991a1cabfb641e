package io.modelfactory.worker.app.starter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.config.Yaml;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A user's folder with a request and the profiles that it names, as {@code mf init} writes it. */
public record WorkingFolder(Path path) {
    public static final String REQUEST = "request.yaml";
    public static final String TRAINING_PROFILE = "training_profile.yaml";
    public static final String GOVERNANCE_PROFILE = "governance_profile.yaml";

    /** The profile that commands run under, if the folder has one of its own. */
    public static final String PLATFORM_PROFILE = "profile.yaml";

    private static final String TRAINING_REF = "training_config_ref";
    private static final String GOVERNANCE_REF = "governance_profile_ref";

    /** The current folder, which is the empty path, is the beginning of no other path. */
    public WorkingFolder {
        path = path.toAbsolutePath().normalize();
    }

    /**
     * A request whose profiles have references of their own in the store.
     *
     * @param profiles to be put there before it is sent
     */
    public record OwnRequest(ObjectNode document, List<OwnProfile> profiles) {
        public OwnRequest {
            profiles = List.copyOf(profiles);
        }

        /** The same refusal; where it names the copy of a profile in the store, it names the user's file instead. */
        public FailureException namingFiles(FailureException refusal) {
            String message = String.valueOf(refusal.getMessage());
            for (OwnProfile profile : profiles) {
                message = message.replace(profile.ref(), profile.name());
            }
            return new FailureException(refusal.code(), message, refusal);
        }
    }

    public boolean hasRequest() {
        return Files.isRegularFile(path.resolve(REQUEST));
    }

    public Optional<Path> platformProfile() {
        return Optional.of(path.resolve(PLATFORM_PROFILE)).filter(Files::isRegularFile);
    }

    /**
     * The request of the folder. A profile that is a file of the folder is named by its digest.
     *
     * @throws FailureException {@code REQUEST_INVALID} if it is no YAML
     */
    public OwnRequest request() {
        try {
            JsonNode document = Yaml.parse(Files.readAllBytes(path.resolve(REQUEST)));
            if (!(document instanceof ObjectNode request)) {
                throw new FailureException(
                        FailureCode.REQUEST_INVALID, REQUEST + ": must be a mapping of keys to values");
            }
            return own(request);
        } catch (JsonProcessingException e) {
            throw new FailureException(FailureCode.REQUEST_INVALID, REQUEST + ": " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new TransientFaultException(REQUEST + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private OwnRequest own(ObjectNode request) throws IOException {
        List<OwnProfile> profiles = new ArrayList<>();
        own(request, TRAINING_REF, ContractDocument.TRAINING_PROFILE).ifPresent(profiles::add);
        own(request, GOVERNANCE_REF, ContractDocument.GOVERNANCE_PROFILE).ifPresent(profiles::add);
        return of(request, profiles);
    }

    private Optional<OwnProfile> own(ObjectNode request, String field, ContractDocument kind) throws IOException {
        String ref = request.path(field).asText();
        Path file = path.resolve(ref).normalize();
        return !ref.isBlank() && file.startsWith(path) && Files.isRegularFile(file)
                ? Optional.of(OwnProfile.read(kind, ref, file))
                : Optional.empty();
    }

    /** Writes a model card as an HTML page; returns the file. A run has one card, so one that is there is the same. */
    public Path writeCard(String runKey, byte[] content) {
        try {
            Path file = Files.createDirectories(path.resolve("cards")).resolve(runKey + ".html");
            return Files.write(file, content);
        } catch (IOException e) {
            throw new TransientFaultException("cards: cannot be written: " + e.getMessage(), e);
        }
    }

    /** A request for a dataset by starter profiles, as the folder would have it. */
    public static OwnRequest starter(StarterDataset dataset, StarterRequest request, String requester) {
        StarterProfiles profiles = new StarterProfiles(dataset);
        String text = request.text(dataset, TRAINING_PROFILE, GOVERNANCE_PROFILE, requester);
        try {
            return of(
                    (ObjectNode) Yaml.parse(text.getBytes(StandardCharsets.UTF_8)),
                    List.of(
                            new OwnProfile(ContractDocument.TRAINING_PROFILE, TRAINING_PROFILE, profiles.training()),
                            new OwnProfile(
                                    ContractDocument.GOVERNANCE_PROFILE, GOVERNANCE_PROFILE, profiles.governance())));
        } catch (IOException ours) {
            throw new IllegalStateException("the starter request is no YAML", ours);
        }
    }

    private static OwnRequest of(ObjectNode request, List<OwnProfile> profiles) {
        profiles.forEach(profile -> request.put(
                profile.kind() == ContractDocument.TRAINING_PROFILE ? TRAINING_REF : GOVERNANCE_REF, profile.ref()));
        return new OwnRequest(request, profiles);
    }
}
