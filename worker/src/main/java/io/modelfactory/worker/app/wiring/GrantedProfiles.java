package io.modelfactory.worker.app.wiring;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.ProfilePolicy;
import io.modelfactory.worker.ledger.run.Failure;
import io.modelfactory.worker.request.Authorisation;
import io.modelfactory.worker.request.ProfileDigests;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import java.util.Optional;

/** The profiles that the grants of the launcher policy allow, as the ledger asks for them. */
record GrantedProfiles(Authorisation authorisation) implements ProfilePolicy {

    @Override
    public Optional<Failure> refusal(JsonNode request, ProfileDigests profiles) {
        return refusal(() -> authorisation.requireProfilesAllowed(TrainBuildRequestReader.read(request), profiles));
    }

    @Override
    public Optional<Failure> publicationRefusal(
            String principal, String command, JsonNode request, ProfileDigests profiles) {
        return refusal(() -> authorisation.requirePublicationAllowed(
                principal, command, TrainBuildRequestReader.read(request), profiles));
    }

    private static Optional<Failure> refusal(Runnable judgement) {
        try {
            judgement.run();
            return Optional.empty();
        } catch (FailureException refusal) {
            return Optional.of(new Failure(refusal.code(), String.valueOf(refusal.getMessage())));
        }
    }
}
