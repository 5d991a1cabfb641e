package io.modelfactory.worker.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import java.util.Optional;

/** Where links find the facts about a run and the contents of its documents. */
public interface EvidenceContext {
    RunFacts facts();

    /**
     * The content of a document of the run; empty if the run has none, or its content could not be read and is reported
     * elsewhere. An implementation may also fail with {@link io.modelfactory.worker.failure.FailureException}.
     */
    Optional<JsonNode> content(ArtifactName document);
}
