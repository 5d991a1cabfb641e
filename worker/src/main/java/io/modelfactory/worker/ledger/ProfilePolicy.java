package io.modelfactory.worker.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.ledger.run.Failure;
import io.modelfactory.worker.request.ProfileDigests;
import java.util.Optional;

/** Judges requests by the content of the profiles that their run was resolved with. */
@FunctionalInterface
public interface ProfilePolicy {

    /**
     * @param request a normalized TrainBuildRequest v0
     * @return why its requester may not use the profiles; empty if it may
     */
    Optional<Failure> refusal(JsonNode request, ProfileDigests profiles);

    /** Lets every requester use every profile. */
    static ProfilePolicy allowingAll() {
        return (request, profiles) -> Optional.empty();
    }
}
