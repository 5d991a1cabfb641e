package io.modelfactory.worker.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.ledger.run.Failure;
import io.modelfactory.worker.request.ProfileDigests;
import java.util.Optional;

/** Judges requests by the content of the profiles that their run was resolved with. */
public interface ProfilePolicy {

    /**
     * @param request a normalized TrainBuildRequest v0
     * @return why its requester may not use the profiles; empty if it may
     */
    Optional<Failure> refusal(JsonNode request, ProfileDigests profiles);

    /**
     * The same of a request to publish a run that exists.
     *
     * @param principal who asks for it
     * @param command by which it is asked for
     * @param request the normalized TrainBuildRequest v0 of the run
     * @return why the requester may not publish what these profiles have trained and judged; empty if it may
     */
    Optional<Failure> publicationRefusal(String principal, String command, JsonNode request, ProfileDigests profiles);

    /** Lets every requester use every profile. */
    static ProfilePolicy allowingAll() {
        return new ProfilePolicy() {
            @Override
            public Optional<Failure> refusal(JsonNode request, ProfileDigests profiles) {
                return Optional.empty();
            }

            @Override
            public Optional<Failure> publicationRefusal(
                    String principal, String command, JsonNode request, ProfileDigests profiles) {
                return Optional.empty();
            }
        };
    }
}
