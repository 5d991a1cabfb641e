package io.modelfactory.worker.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.io.IOException;
import java.util.Optional;

/**
 * The documents of a run, for display. A document that is missing, altered or no JSON is no obstacle but a problem to
 * be reported; whether it keeps its schema is not asked, so that documents of other releases can be looked at.
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
    public record ReadResult(JsonNode content, Optional<String> problem) {
        private static ReadResult of(JsonNode content) {
            return new ReadResult(content, Optional.empty());
        }

        private static ReadResult problem(ArtifactRef ref, String problem) {
            return new ReadResult(MissingNode.getInstance(), Optional.of(ref.ref() + ": " + problem));
        }
    }

    public ReadResult read(RunRecord run, ArtifactName name) {
        return new Evidence(run.refs()).find(name).map(this::read).orElse(ReadResult.of(MissingNode.getInstance()));
    }

    private ReadResult read(ArtifactRef ref) {
        try {
            Optional<byte[]> content = store.read(ref.ref(), DocumentStore.MAX_DOCUMENT_BYTES);
            if (content.isEmpty()) {
                return ReadResult.problem(ref, "there is no such object");
            } else if (!Sha256.hex(content.get()).equals(ref.sha256())) {
                return ReadResult.problem(ref, "was altered since the run wrote it; `mf verify` reports more");
            }
            return ReadResult.of(Json.parse(content.get()));
        } catch (IOException e) {
            return ReadResult.problem(ref, "is not JSON");
        } catch (IllegalArgumentException tooLarge) {
            return ReadResult.problem(ref, "is too large for a document");
        } catch (FailureException refused) {
            return ReadResult.problem(ref, String.valueOf(refused.getMessage()));
        }
    }
}
