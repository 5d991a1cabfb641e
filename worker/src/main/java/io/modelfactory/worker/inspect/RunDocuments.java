package io.modelfactory.worker.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.Name;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.RunRecord;
import java.io.IOException;
import java.util.Optional;

/**
 * The documents of a run, for those who show what they say. A document that is missing, altered or no JSON is no obstacle
 * but a problem to be told; whether it keeps its schema is not asked, so that documents of other releases can be looked at.
 */
public final class RunDocuments {
    private final ArtifactStore store;

    public RunDocuments(ArtifactStore store) {
        this.store = store;
    }

    /**
     * @param content missing if there is a problem, or the run has no such document
     * @param problem what is wrong with the stored document, naming its key
     */
    public record Reading(JsonNode content, Optional<String> problem) {
        private static Reading of(JsonNode content) {
            return new Reading(content, Optional.empty());
        }

        private static Reading problem(ArtifactRef ref, String problem) {
            return new Reading(MissingNode.getInstance(), Optional.of(ref.ref() + ": " + problem));
        }
    }

    public Reading read(RunRecord run, Name name) {
        return new Evidence(run.refs()).find(name).map(this::read).orElse(Reading.of(MissingNode.getInstance()));
    }

    private Reading read(ArtifactRef ref) {
        try {
            Optional<byte[]> content = store.read(ref.ref(), DocumentStore.MAX_DOCUMENT_BYTES);
            if (content.isEmpty()) {
                return Reading.problem(ref, "there is no such object");
            } else if (!Sha256.hex(content.get()).equals(ref.sha256())) {
                return Reading.problem(ref, "was altered since the run wrote it; `mf verify` tells more");
            }
            return Reading.of(Json.parse(content.get()));
        } catch (IOException e) {
            return Reading.problem(ref, "is not JSON");
        } catch (IllegalArgumentException tooLarge) {
            return Reading.problem(ref, "is too large for a document");
        } catch (FailureException refused) {
            return Reading.problem(ref, String.valueOf(refused.getMessage()));
        }
    }
}
