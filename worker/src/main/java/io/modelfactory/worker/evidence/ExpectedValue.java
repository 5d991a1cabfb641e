package io.modelfactory.worker.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.request.TrainBuildRequest;
import java.util.Optional;
import java.util.function.Function;

/** What a document has to say at one place, as far as the facts and the other documents determine it. */
@FunctionalInterface
interface ExpectedValue {

    /** Empty if what determines it is not there; then nothing is compared. */
    Optional<JsonNode> in(EvidenceContext context);

    static ExpectedValue fact(Function<RunFacts, ?> fact) {
        return context -> Optional.of(Json.tree(fact.apply(context.facts())));
    }

    static ExpectedValue optionalFact(Function<RunFacts, Optional<?>> fact) {
        return context -> fact.apply(context.facts()).map(Json::tree);
    }

    /** Of the request that created the run. */
    static ExpectedValue request(Function<TrainBuildRequest, ?> member) {
        return context -> context.facts().request().map(member).map(Json::tree);
    }

    /** Key, digest and size of another artifact, as the ledger has them. */
    static ExpectedValue reference(ArtifactName target) {
        return context -> context.facts().evidence().find(target).map(Json::tree);
    }

    /** The key alone of another artifact. */
    static ExpectedValue key(ArtifactName target) {
        return context ->
                context.facts().evidence().find(target).map(ArtifactRef::ref).map(Json::tree);
    }

    /** What another document says at this place. */
    static ExpectedValue repeated(ArtifactName document, String pointer) {
        return derived(document, content -> DocumentPointer.read(content, pointer));
    }

    /** What follows from another document. */
    static ExpectedValue derived(ArtifactName document, Function<JsonNode, JsonNode> derivation) {
        return context -> context.content(document).map(derivation).filter(value -> !value.isMissingNode());
    }
}
