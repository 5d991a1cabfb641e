package io.modelfactory.worker.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.release.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A policy as it was read.
 *
 * @param sha256 digest of the file's bytes
 */
record PolicyFile(String ref, String sha256, JsonNode document) {

    /** Looks in the working directory first, then beside the profile, then in the installation. */
    static PolicyFile read(String ref, Path workingDirectory, Path profile) {
        Path file = Stream.concat(
                        Stream.of(workingDirectory.resolve(ref), profile.resolveSibling(ref)),
                        Installation.folder().map(folder -> folder.resolve(ref)).stream())
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow(() -> new ConfigurationException(
                        ref,
                        List.of("there is no such file, neither in %s nor beside %s nor in the installation"
                                .formatted(workingDirectory, profile))));
        try {
            byte[] content = Files.readAllBytes(file);
            return new PolicyFile(ref, Sha256.hex(content), Yaml.parse(content));
        } catch (JsonProcessingException e) {
            throw new ConfigurationException(ref, List.of(e.getOriginalMessage()));
        } catch (IOException e) {
            throw new ConfigurationException(ref, List.of("cannot be read: " + file));
        }
    }

    /** @throws ConfigurationException with everything by which the document breaks its contract */
    JsonNode documentOf(ContractDocument kind, JsonSchemas schemas) {
        List<String> violations = schemas.violations(kind, document);
        if (!violations.isEmpty()) {
            throw new ConfigurationException(ref, violations);
        }
        return document;
    }
}
