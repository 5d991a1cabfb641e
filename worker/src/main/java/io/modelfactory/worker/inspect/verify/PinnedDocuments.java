package io.modelfactory.worker.inspect.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.inspect.verify.VerificationFinding.Kind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The documents of a run that could be read as they were pinned, and what they say of each other. A document that could
 * not be read has its finding already and is not asked further.
 */
final class PinnedDocuments {
    private final StoredObjectReader objects;
    private final Map<ArtifactName, ArtifactRef> refs;
    private final Map<ArtifactName, JsonNode> contents = new EnumMap<>(ArtifactName.class);

    /** @param refs of the run, by name */
    PinnedDocuments(StoredObjectReader objects, Map<ArtifactName, ArtifactRef> refs) {
        this.objects = objects;
        this.refs = refs;
    }

    void put(ArtifactName name, JsonNode content) {
        contents.put(name, content);
    }

    JsonNode content(ArtifactName name) {
        return contents.getOrDefault(name, MissingNode.getInstance());
    }

    Optional<ArtifactRef> ref(ArtifactName name) {
        return Optional.ofNullable(refs.get(name));
    }

    /** The document says this at the place that the JSON pointer names. */
    void requireValue(ArtifactName name, String pointer, JsonNode expected) {
        JsonNode content = content(name);
        if (content.isMissingNode() || expected.isMissingNode()) {
            return;
        }
        JsonNode found = content.at(pointer);
        if (found.isMissingNode() || !CanonicalJson.text(found).equals(CanonicalJson.text(expected))) {
            reportMismatch(name, pointer, found.isMissingNode() ? "nothing" : found.toString(), expected.toString());
        }
    }

    void requireValue(ArtifactName name, String pointer, String expected) {
        requireValue(name, pointer, Json.tree(expected));
    }

    void reportMismatch(ArtifactName name, String pointer, String found, String expected) {
        String key = ref(name).map(ArtifactRef::ref).orElse(name.key());
        objects.addFinding(Kind.UNLINKED, name.key(), key, pointer + " says " + found + ", it should say " + expected);
    }

    /** A part of a document as a record; empty if it is not there, or is none. */
    <T> Optional<T> part(ArtifactName name, String pointer, Class<T> type) {
        JsonNode part = content(name).at(pointer);
        try {
            return part.isMissingNode() ? Optional.empty() : Optional.of(Json.convert(part, type));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
